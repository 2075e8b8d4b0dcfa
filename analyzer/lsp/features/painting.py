"""Spans of a file and what they are, made tokens that do not overlap and do not go over a line's end."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from analyzer.lsp.data import Token
from analyzer.source.patterns import Lazy

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from analyzer.lsp.data import Range

What = TypeVar("What")
_PIECE = Lazy(r"[^\r\n]+")
_BLANKS = " \t\x0b\x0c\ufeff"


def innermost(spans: Iterable[tuple[Range, What]]) -> Iterator[tuple[Range, What]]:
    """Stretches that do not overlap, by place, each with what the innermost span there is; of spans with one place the last.

    A span that lies across the end of another is cut off there.
    """
    outer: list[tuple[int, What]] = []
    at = 0
    for start, end, _, what in sorted(
        ((start, -end, number, what) for number, ((start, end), what) in enumerate(spans)), key=lambda each: each[:3]
    ):
        while outer and outer[-1][0] <= start:
            stop, inside = outer.pop()
            if stop > at:
                yield (at, stop), inside
                at = stop
        if outer and start > at:
            yield (at, start), outer[-1][1]
        at = max(at, start)
        outer.append((min(-end, outer[-1][0]) if outer else -end, what))
    while outer:
        stop, inside = outer.pop()
        if stop > at:
            yield (at, stop), inside
            at = stop


class Painting:
    """What was told of a text so far. Spans may lie in each other: the inner one counts."""

    def __init__(self, text: str, escape: str) -> None:
        self.text = text
        self.escape = escape
        self._spans: list[tuple[Range, tuple[str, tuple[str, ...]]]] = []

    def add(self, place: Range, kind: str, *modifiers: str) -> None:
        """A span is something; one without text is nothing."""
        if place[0] < place[1]:
            self._spans.append((place, (kind, modifiers)))

    def tokens(self) -> Iterator[Token]:
        """The tokens, by place: line by line, without the white space around and without what continues a line."""
        text = self.text
        for (start, end), (kind, modifiers) in innermost(self._spans):
            for piece in _PIECE.finditer(text, start, end):
                begin, stop = piece.span()
                if text[stop - 1] == self.escape and text.startswith(("\n", "\r"), stop) and not self._in_comment(stop):
                    stop -= 1
                while begin < stop and text[begin] in _BLANKS:
                    begin += 1
                while begin < stop and text[stop - 1] in _BLANKS:
                    stop -= 1
                if begin < stop:
                    yield Token((begin, stop), kind, modifiers)

    def _in_comment(self, offset: int) -> bool:
        """The line is a comment or a directive, which no escape character continues."""
        return self.text[self.text.rfind("\n", 0, offset) + 1 : offset].lstrip(_BLANKS)[:1] == "#"
