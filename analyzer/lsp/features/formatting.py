"""Laying a file out as `format` does: all of it, the instructions of a range, or the line that was just begun."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.facts.model import file_facts
from analyzer.fixes.formatting.format import FormatError, UnreadableError, formatted
from analyzer.fixes.formatting.instruction import Layout
from analyzer.fixes.formatting.same import content
from analyzer.fixes.layout import newline
from analyzer.lsp.data import Change
from analyzer.lsp.features.differences import changes
from analyzer.source.text import Source
from analyzer.syntax.parse import parse_document

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from analyzer.facts.instructions import Instruction
    from analyzer.fixes.formatting.style import Style
    from analyzer.lsp.data import Range
    from analyzer.lsp.snapshot import Snapshot
    from analyzer.syntax.nodes import Document

    Segment = tuple[int, int, bool]
    """From where to where, and whether an instruction stands there."""

_BLANKS = " \t"


def format_file(snapshot: Snapshot, style: Style) -> list[Change]:
    """What the formatter changes in a file. Of one that BuildKit cannot read, the instructions that it can are laid out."""
    text = _formatted(snapshot, style)
    if text is None:
        return _readable(snapshot, style, None)
    return [change for old, new in _paired(snapshot, text) for change in _segment(snapshot, old, text[new[0] : new[1]])]


def format_ranges(snapshot: Snapshot, places: Sequence[Range], style: Style) -> list[Change]:
    """What the formatter changes in the instructions, comments and empty lines that ranges touch."""
    text = _formatted(snapshot, style)
    if text is None:
        return _readable(snapshot, style, places)
    found = [
        change
        for old, new in _paired(snapshot, text)
        if any(_touches(old, place) for place in places)
        for change in _segment(snapshot, old, text[new[0] : new[1]])
    ]
    return found if _says_the_same(snapshot, found) else []


def format_line(snapshot: Snapshot, offset: int, style: Style) -> list[Change]:
    """The white space in front of the line that was just begun at an offset.

    A line that continues an instruction stands as deep as the continued line or the comment above it; one that begins
    something new stands at the margin. The lines of a here-document are left alone.
    """
    text, escape = snapshot.text, snapshot.document.escape
    start = max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1
    if start == 0 or _in_heredoc(snapshot, start):
        return []
    end = start
    while end < len(text) and text[end] in _BLANKS:
        end += 1
    wanted = ""
    lines = text[: start - 1].removesuffix("\r").split("\n")
    above = lines[-1].rstrip("\r")
    inside = _continued(lines, escape)
    if inside is not None:
        first = inside == len(lines) - 1
        depth = above[: len(above) - len(above.lstrip(_BLANKS))]
        wanted = style.indent if first else depth or style.indent
    return [] if text[start:end] == wanted else [Change((start, end), wanted)]


def _continued(lines: list[str], escape: str) -> int | None:
    """The line at which the instruction begins that goes on below these lines; None where none does."""
    at = len(lines) - 1
    found: int | None = None
    while at >= 0:
        line = lines[at].strip()
        if line.startswith("#") or (not line and found is not None):
            at -= 1
            continue
        if not line.endswith(escape):
            break
        found = at
        at -= 1
    return found


def _in_heredoc(snapshot: Snapshot, offset: int) -> bool:
    return any(
        heredoc.body[0] <= offset and (offset < heredoc.terminator[0] or heredoc.terminator[0] == heredoc.terminator[1])
        for node in snapshot.document.instructions
        for heredoc in node.heredocs
        if node.outer_start <= offset <= node.outer_end
    )


# --- what is laid out


def _formatted(snapshot: Snapshot, style: Style) -> str | None:
    """The whole text formatted and proven; None where BuildKit cannot read the file."""
    try:
        return formatted(snapshot.source, style)
    except UnreadableError:
        return None
    except FormatError:
        return snapshot.text


def _paired(snapshot: Snapshot, text: str) -> Iterator[tuple[Segment, Segment]]:
    """The instructions of both texts, and what stands between them: the formatter changes neither order nor number."""
    after = parse_document(Source(text, snapshot.path))
    yield from zip(_segments(snapshot.document), _segments(after), strict=True)


def _segments(document: Document) -> Iterator[Segment]:
    at = 0
    for node in document.instructions:
        yield at, node.outer_start, False
        yield node.outer_start, node.outer_end, True
        at = node.outer_end
    yield at, len(document.source.text), False


def _segment(snapshot: Snapshot, old: Segment, new: str) -> list[Change]:
    before = snapshot.text[old[0] : old[1]]
    return changes(before, new, old[0]) if before != new else []


def _touches(segment: Segment, place: Range) -> bool:
    """A range touches an instruction that it ends at the start of only where it is a mere position."""
    start, end, _ = segment
    if place[0] == place[1]:
        return start <= place[0] < end or start == end == place[0]
    return start < place[1] and place[0] < end


def _readable(snapshot: Snapshot, style: Style, places: Sequence[Range] | None) -> list[Change]:
    """The instructions that nothing is wrong with, laid out one by one."""
    found: list[Change] = []
    for step in snapshot.facts.instructions:
        node = step.syntax
        segment = (node.outer_start, node.outer_end, True)
        if not node.issues and (places is None or any(_touches(segment, place) for place in places)):
            found += _segment(snapshot, segment, _laid_out(step, style))
    return found if _says_the_same(snapshot, found) else []


def _laid_out(step: Instruction, style: Style) -> str:
    node, text = step.syntax, step.file.source.text
    whole = text[node.outer_start : node.outer_end]
    head = text[node.outer_start : node.keyword.start]
    if head.strip(_BLANKS) or not node.logical.text[node.keyword.at :]:
        return whole
    ending = style.newline or newline(step.file)
    body = text[node.heredocs[0].body[0] : node.outer_end] if node.heredocs else ""
    lines = [line.rstrip("\r") for part in Layout(step, style, step.file.escape).write() for line in part.split("\n")]
    return ending.join(lines) + (ending if body or whole.endswith("\n") else "") + body


def _says_the_same(snapshot: Snapshot, found: list[Change]) -> bool:
    parts, at = [], 0
    for change in found:
        parts += [snapshot.text[at : change.range[0]], change.text]
        at = change.range[1]
    after = file_facts(parse_document(Source("".join([*parts, snapshot.text[at:]]), snapshot.path)))
    return content(after) == content(snapshot.facts)
