r"""Positions as editors count them: lines from 0, columns in units of UTF-8, UTF-16 or UTF-32.

A line ends at ``\n``, ``\r\n`` or ``\r`` (Language Server Protocol 3.17, Text Documents), which is not what a Dockerfile
calls a line: BuildKit knows no lone carriage return.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from analyzer.source.patterns import Lazy

if TYPE_CHECKING:
    from collections.abc import Callable

ENCODINGS = ("utf-8", "utf-16", "utf-32")
Place = tuple[int, int]
"""(line, column), both from 0, the column in units of the client."""
_LINE_END = Lazy(r"\r\n|\n|\r")


def _utf8(char: str) -> int:
    code = ord(char)
    return 1 if code < 0x80 else 2 if code < 0x800 else 3 if code < 0x10000 else 4


def _utf16(char: str) -> int:
    return 2 if ord(char) > 0xFFFF else 1


_WIDTHS: dict[str, Callable[[str], int]] = {"utf-8": _utf8, "utf-16": _utf16}


class Units:
    """The lines of a text, and the way between its offsets (from 0, in code points) and a client's positions."""

    __slots__ = ("_starts", "_text", "_width")

    def __init__(self, text: str, encoding: str = "utf-16") -> None:
        self._text = text
        self._starts = [0, *(match.end() for match in _LINE_END.finditer(text))]
        self._width = None if encoding == "utf-32" or text.isascii() else _WIDTHS[encoding]

    @property
    def lines(self) -> int:
        """How many lines there are; the last may be empty."""
        return len(self._starts)

    def bounds(self, line: int) -> tuple[int, int]:
        """Where a line (from 0) starts, and where it ends without its line ending."""
        start = self._starts[line]
        end = self._starts[line + 1] if line + 1 < len(self._starts) else len(self._text)
        while end > start and self._text[end - 1] in "\r\n":
            end -= 1
        return start, end

    def offset(self, place: Place) -> int:
        """The offset of a position. One behind the end of its line is that end, one behind the last line that of the text."""
        line, column = place[0], max(place[1], 0)
        if line < 0:
            return 0
        if line >= len(self._starts):
            return len(self._text)
        start, end = self.bounds(line)
        if self._width is None:
            return min(start + column, end)
        at, units = start, 0
        while at < end and units < column:
            units += self._width(self._text[at])
            at += 1
        return at if units <= column else at - 1  # in the midst of a character is before it

    def place(self, offset: int) -> Place:
        """The position of an offset."""
        offset = min(max(offset, 0), len(self._text))
        line = bisect_right(self._starts, offset) - 1
        start = self._starts[line]
        if self._width is None:
            return line, offset - start
        return line, sum(map(self._width, self._text[start:offset]))
