"""A Dockerfile that stands in another file, as a text of it: its findings are told by their places in that file."""

from __future__ import annotations

from analyzer.lint.finding import Label, Position, Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from analyzer.lint.finding import Finding
    from analyzer.lint.run import FileResult
    from analyzer.lint.yamlfile import Text
    from analyzer.source.text import Source

_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "0": "\0", "a": "\a", "b": "\b", "e": "\x1b", "f": "\f", "v": "\v"}
_WIDTHS = {"x": 2, "u": 4, "U": 8}

Pieces = list[tuple[str, int]]  # characters, and their offsets in the file


class Inline:
    """The `text` of a Dockerfile, its `name` in the file, and the file. `offsets` are those of its characters and its end."""

    __slots__ = ("name", "offsets", "source", "text")

    def __init__(self, name: str, source: Source, pieces: Pieces, end: int) -> None:
        self.name = name
        self.source = source
        self.text = "".join(char for char, _ in pieces)
        self.offsets = [offset for _, offset in pieces] + [end]

    def put_back(self, result: FileResult) -> None:
        """Moves the findings of the Dockerfile to their places in the file; their fixes, which are for the text, are lost."""
        for finding in (*result.findings, *result.suppressed):
            self._move(finding)
        if result.source is not None:
            result.source = self.source

    def _move(self, finding: Finding) -> None:
        finding.span = self._span(finding.span)
        finding.labels = tuple(Label(self._span(label.span), label.message) for label in finding.labels)
        finding.fixes = ()
        by = finding.suppression
        if by is not None and by.start >= 0:
            by.start, by.end = self._at(by.start), self._end(by.start, by.end)

    def _span(self, span: Span) -> Span:
        start, end = self._at(span.start.offset), self._end(span.start.offset, span.end.offset)
        return Span(*(Position(*self.source.position(at), at) for at in (start, max(start, end))))

    def _at(self, offset: int) -> int:
        return self.offsets[min(offset, len(self.offsets) - 1)]

    def _end(self, start: int, end: int) -> int:
        """Behind the last character, not before the next, which may stand on another line."""
        return self._at(end - 1) + 1 if end > start and end <= len(self.text) else self._at(end)


def inline_of(name: str, value: Text, source: Source, read: Callable[[Pieces], Pieces]) -> Inline:
    """The Dockerfile that a scalar of a YAML or JSON file holds; `read` does what the program of that file does to texts."""
    start = _offset(source, value.mark.line, value.mark.column)
    end = _offset(source, *value.end)
    written = source.text[start:end]
    pieces = _block(value, source) if value.style == "|" else _on_one_line(written, start, value.style)
    if "".join(char for char, _ in pieces) != value.text:  # folded, or written in another unusual way
        pieces = [(char, start) for char in value.text]
    return Inline(name, source, read(pieces), min(pieces[-1][1] + 1, len(source.text)) if pieces else start)


def _offset(source: Source, line: int, column: int) -> int:
    starts = source.line_starts
    return min(starts[min(line, len(starts)) - 1] + column - 1, len(source.text))


def _block(value: Text, source: Source) -> Pieces:
    """The characters of a literal block: its lines stand below the indicator, each behind the same indentation."""
    lines = value.text.split("\n")
    starts = source.line_starts
    first = value.mark.line  # the line below the indicator, from 0
    written = next((line for line in lines if line), "")
    indent = -1
    pieces: Pieces = []
    for number, line in enumerate(lines):
        if first + number >= len(starts):
            break
        at = starts[first + number]
        found = source.line_text(first + number + 1)
        if indent < 0 and line:
            indent = len(found) - len(written) if found.endswith(written) else -1
        begin = at + max(indent, 0)
        pieces += [(char, begin + step) for step, char in enumerate(line)]
        if number < len(lines) - 1:
            pieces.append(("\n", at + len(found)))
    return pieces


def _on_one_line(written: str, start: int, style: str) -> Pieces:
    """The characters of a plain or quoted text that was written on one line."""
    if style == "'":
        return _unquoted(written[1:-1], start + 1, doubled=True)
    if style == '"':
        return _unescaped(written[1:-1], start + 1)
    return _unquoted(written, start, doubled=False)


def _unquoted(text: str, start: int, *, doubled: bool) -> Pieces:
    pieces: Pieces = []
    at = 0
    while at < len(text):
        pieces.append((text[at], start + at))
        at += 2 if doubled and text.startswith("''", at) else 1
    return pieces


def _unescaped(text: str, start: int) -> Pieces:
    pieces: Pieces = []
    at = 0
    while at < len(text):
        char, width = text[at], 1
        if char == "\\" and at + 1 < len(text):
            kind = text[at + 1]
            width = 2 + _WIDTHS.get(kind, 0)
            char = _ESCAPES.get(kind, kind)
            if kind in _WIDTHS:
                try:
                    char = chr(int(text[at + 2 : at + width], 16))
                except (ValueError, OverflowError):
                    return []
        pieces.append((char, start + at))
        at += width
    return pieces
