"""What places are converted by: any open file whose offsets can be told to a client."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from analyzer.lsp.units import Units


class Placed(Protocol):
    """A version of an open file."""

    uri: str
    version: int

    @property
    def units(self) -> Units:
        """The way between its offsets and a client's positions."""
