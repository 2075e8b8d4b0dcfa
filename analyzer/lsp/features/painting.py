"""Spans of a file and what they are, made tokens that do not overlap and do not go over a line's end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.lsp.data import Token
from analyzer.source.patterns import Lazy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analyzer.lsp.data import Range

    Modifiers = tuple[str, ...]

_PIECE = Lazy(r"[^\r\n]+")
_BLANKS = " \t\x0b\x0c\ufeff"


class Painting:
    """What was told so far. Spans may lie in each other: the inner one counts; of two with one place the later one."""

    def __init__(self, text: str, escape: str) -> None:
        self.text = text
        self.escape = escape
        self._spans: list[tuple[int, int, int, str, Modifiers]] = []

    def add(self, place: Range, kind: str, *modifiers: str) -> None:
        """A span is something; one without text is nothing."""
        start, end = place
        if start < end:
            self._spans.append((start, -end, len(self._spans), kind, modifiers))

    def tokens(self) -> Iterator[Token]:
        """The tokens, by place."""
        outer: list[tuple[int, str, Modifiers]] = []
        at = 0
        for start, end, _, kind, modifiers in sorted(self._spans):
            while outer and outer[-1][0] <= start:
                yield from self._cut(at, *outer[-1])
                at = max(at, outer.pop()[0])
            if outer:
                yield from self._cut(at, start, *outer[-1][1:])
            at = max(at, start)
            stop = min(-end, outer[-1][0]) if outer else -end
            outer.append((stop, kind, modifiers))
        while outer:
            yield from self._cut(at, *outer[-1])
            at = max(at, outer.pop()[0])

    def _cut(self, start: int, end: int, kind: str, modifiers: Modifiers) -> Iterator[Token]:
        """A span line by line, without the white space around and without what continues a line."""
        text = self.text
        if start >= end:
            return
        for piece in _PIECE.finditer(text, start, end):
            begin, stop = piece.span()
            if text.startswith(("\n", "\r"), stop) and text[stop - 1] == self.escape and stop - begin > 0:
                stop -= 1
            while begin < stop and text[begin] in _BLANKS:
                begin += 1
            while begin < stop and text[stop - 1] in _BLANKS:
                stop -= 1
            if begin < stop:
                yield Token((begin, stop), kind, modifiers)
