"""A layer of the configuration: what one file, one override or the command line says."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class Layer:
    """`values` are by key as in `analyzer.config.keys`, lists and mappings of plain data.

    `origin` is the file it is from, and `folder` the directory that its paths are relative to; both empty for the command line.
    `at` are the keys and numbers that lead to it within the file, whose `content` is kept to tell places.
    """

    __slots__ = ("at", "content", "folder", "origin", "values")

    def __init__(self, values: dict[str, Any], origin: str = "", folder: str = "", at: tuple[str | int, ...] = ()) -> None:
        self.values = values
        self.origin = origin
        self.folder = folder
        self.at = at
        self.content = b""

    def texts(self, key: str) -> list[str]:
        """The value of a key that is a list."""
        return list(self.values.get(key, ()))
