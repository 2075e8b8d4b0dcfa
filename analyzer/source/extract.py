"""A text cut out of a source and joined, that still knows where each character came from.

Joining continued lines, removing quotes, decoding JSON strings and stripping tabs of a heredoc all make a text that is not a
slice of the file. An `Extract` keeps, for such a text, the pieces it was made of, so that a span of it maps to a span of
the file.
"""

from __future__ import annotations

from itertools import pairwise

from analyzer.native import bisect_right


class Extract:
    """A text and the pieces of the source it was made of.

    `starts` are offsets in `text` where a piece begins (the first is 0), `origins` and `ends` the source offsets of that
    piece. A piece as long in the source as in the text maps character by character; any other (an escape sequence) maps as
    a whole.
    """

    __slots__ = ("ends", "origins", "starts", "text")

    def __init__(self, text: str, starts: list[int], origins: list[int], ends: list[int]) -> None:
        self.text = text
        self.starts = starts
        self.origins = origins
        self.ends = ends

    @classmethod
    def slice(cls, text: str, origin: int) -> Extract:
        """A text that stands in the source as it is, from `origin` on."""
        return cls(text, [0], [origin], [origin + len(text)])

    def origin(self, offset: int) -> int:
        """The source offset of the character at `offset` (0-based; the length of the text gives the end of its last piece)."""
        starts = self.starts
        piece = bisect_right(starts, offset) - 1 if len(starts) > 1 else 0
        origin = self.origins[piece]
        if offset >= len(self.text):
            return self.ends[-1]
        length = (starts[piece + 1] if piece + 1 < len(starts) else len(self.text)) - starts[piece]
        return origin + offset - starts[piece] if self.ends[piece] - origin == length else origin

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The source span of ``text[start:end]``, from its first character to just behind its last."""
        starts, origins = self.starts, self.origins
        if len(starts) == 1 and start < end <= len(self.text) == self.ends[0] - origins[0]:
            return origins[0] + start, origins[0] + end  # the common case: the text stands in the source as it is
        first = self.origin(start)
        if end <= start:
            return first, first
        piece = bisect_right(starts, end - 1) - 1 if len(starts) > 1 else 0
        length = (starts[piece + 1] if piece + 1 < len(starts) else len(self.text)) - starts[piece]
        origin = self.origins[piece]
        if self.ends[piece] - origin == length:
            return first, origin + end - starts[piece]
        return first, self.ends[piece]

    def cut(self, start: int, end: int) -> Extract:
        """The extract of ``text[start:end]``."""
        return join([(self.text[a:b], *self.span(a, b)) for a, b in self._parts(start, end)])

    def _parts(self, start: int, end: int) -> list[tuple[int, int]]:
        """``start:end`` cut at the borders of the pieces."""
        first = bisect_right(self.starts, start)
        last = bisect_right(self.starts, max(start, end - 1))
        borders = [start, *self.starts[first:last], end]
        return list(pairwise(borders))


def join(pieces: list[tuple[str, int, int]]) -> Extract:
    """The extract made of pieces ``(text, source start, source end)``; empty pieces are dropped unless all are."""
    kept = [piece for piece in pieces if piece[0]] or pieces[:1] or [("", 0, 0)]
    starts, at = [], 0
    for text, _, _ in kept:
        starts.append(at)
        at += len(text)
    return Extract("".join(p[0] for p in kept), starts, [p[1] for p in kept], [p[2] for p in kept])
