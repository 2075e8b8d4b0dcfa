"""Plain data as ASCII JSON."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def json_text(data: Any, indent: int | None = 2) -> str:
    """JSON without a line ending at its end.

    GitHub's runner looks for commands in all that a step prints, ``##[name]`` anywhere in a line; none is left.
    """
    from json import dumps

    return dumps(data, indent=indent).replace("##[", "##\\u005b")
