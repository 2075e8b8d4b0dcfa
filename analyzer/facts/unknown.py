"""The third truth value.

A fact may be *absent* (``None``: the image has no tag) or *unknown* (``UNKNOWN``: it depends on a build argument without a
value). A test of an unknown value is unknown, and a rule fires on true only.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final


class Unknown:
    """The type of `UNKNOWN`. It has no truth value: using it as one is a mistake in the caller."""

    __slots__ = ()

    def __bool__(self) -> bool:
        raise TypeError("an unknown fact is neither true nor false")

    def __repr__(self) -> str:
        return "unknown"


UNKNOWN: Final = Unknown()
