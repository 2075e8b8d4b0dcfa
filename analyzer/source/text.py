"""The text of a file and positions in it.

Input is bytes. They are decoded as UTF-8 with surrogate escapes, so that every byte comes back on encoding. Offsets are
0-based code points of that decoding; lines count from 1 and end at LF; columns count from 1 in code points.
"""

from __future__ import annotations

from analyzer.native import bisect_right

ENCODING, ERRORS = "utf-8", "surrogateescape"


class Source:
    """A file's content and the name it is reported under."""

    __slots__ = ("_starts", "path", "text")

    def __init__(self, text: str, path: str = "Dockerfile") -> None:
        self.text = text
        self.path = path
        self._starts: list[int] | None = None

    @classmethod
    def from_bytes(cls, data: bytes, path: str = "Dockerfile") -> Source:
        """Decodes without loss; `data` gives the bytes back."""
        return cls(data.decode(ENCODING, ERRORS), path)

    @property
    def data(self) -> bytes:
        """The bytes of the text."""
        return self.text.encode(ENCODING, ERRORS)

    @property
    def line_starts(self) -> list[int]:
        """The offset of the first character of each line; a last line may be empty."""
        if self._starts is None:
            starts = [0]
            find, at = self.text.find, 0
            while (at := find("\n", at) + 1) > 0:
                starts.append(at)
            self._starts = starts
        return self._starts

    def line(self, offset: int) -> int:
        """The line (from 1) an offset lies on."""
        return bisect_right(self.line_starts, offset)

    def position(self, offset: int) -> tuple[int, int]:
        """(line, column), both from 1, the column in code points."""
        line = self.line(offset)
        return line, offset - self.line_starts[line - 1] + 1

    def line_text(self, line: int) -> str:
        """A line (from 1) without its line ending."""
        starts = self.line_starts
        end = starts[line] if line < len(starts) else len(self.text)
        return self.text[starts[line - 1] : end].rstrip("\r\n")
