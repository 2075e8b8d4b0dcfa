"""Formats a file, and proves before it hands out the result that nothing but layout has changed."""

from __future__ import annotations

from analyzer.facts.model import file_facts
from analyzer.fixes.formatting.document import laid_out
from analyzer.fixes.formatting.same import content
from analyzer.source.text import Source
from analyzer.syntax.parse import parse_document

TYPE_CHECKING = False
if TYPE_CHECKING:
    from analyzer.facts.model import FileFacts
    from analyzer.fixes.formatting.style import Style

_REFUSED = ("parser", "instruction")  # the phases of what is wrong with a file that is left alone


class UnreadableError(Exception):
    """BuildKit cannot read the file. `line` counts from 1; the message is BuildKit's."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.line = line


class FormatError(Exception):
    """The formatted file would not say the same, or would be formatted differently the next time: a mistake of ours."""


def formatted(source: Source, style: Style) -> str:
    """The text of a file in a style.

    The result is read again: its tree is that of the file but for layout and the case of keywords, and formatting it again
    changes nothing. Raises UnreadableError, and FormatError where that would not hold.
    """
    before = _read(source)
    for issue in before.document.issues:
        if issue.phase in _REFUSED:
            raise UnreadableError(issue.text, source.line(issue.start))
    text = laid_out(before, style)
    if text == source.text:
        return text
    after = _read(Source(text, source.path))
    old, new = content(before), content(after)
    if old != new:
        was, would_be = next((pair for pair in zip(old, new, strict=False) if pair[0] != pair[1]), (len(old), len(new)))
        raise FormatError(f"the result would not say the same: {_short(was)} would be {_short(would_be)}")
    if laid_out(after, style) != text:
        raise FormatError("the result would be formatted differently the next time")
    return text


def _read(source: Source) -> FileFacts:
    return file_facts(parse_document(source))


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 200 else text[:197] + "..."
