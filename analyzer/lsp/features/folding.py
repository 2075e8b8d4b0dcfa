"""What can be folded: stages, instructions of several lines, here-documents, blocks of a script, comments, regions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.lsp.data import Fold
from analyzer.lsp.features.script_variables import compounds
from analyzer.source.patterns import Lazy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analyzer.lsp.data import Range
    from analyzer.lsp.snapshot import Snapshot
    from analyzer.syntax.nodes import Comment

_REGION = Lazy(r"(?i)\s*(end)?region\b")


def folds(snapshot: Snapshot) -> list[Fold]:
    """All of them by their first line, wider ones first; none for what ends on the line it begins on."""
    found: dict[tuple[int, int], Fold] = {}
    line = snapshot.units.place
    for fold in _folds(snapshot):
        first, last = line(fold.range[0])[0], line(fold.range[1])[0]
        if first < last:
            found.setdefault((first, -last), fold)
    return [fold for _, fold in sorted(found.items(), key=lambda one: one[0])]


def _folds(snapshot: Snapshot) -> Iterator[Fold]:
    comments = _comments(snapshot)
    yield from _regions(comments)
    yield from _blocks(snapshot, comments)
    for stage in snapshot.facts.stages:
        yield Fold((stage.start, stage.instructions[-1].end))
    for step in snapshot.facts.instructions:
        node = step.syntax
        yield Fold((node.start, node.end))
        for heredoc in node.heredocs:
            if heredoc.body[0] > heredoc.end or heredoc.terminator[1] > heredoc.end:
                yield Fold((max(heredoc.body[0] - 1, 0), heredoc.terminator[1]))
        for inner in (step, step.trigger):
            if inner is not None and inner.body is not None and "\n" in snapshot.text[node.start : node.end]:
                for block in compounds(inner):
                    yield Fold(inner.body.extract.span(block.start, block.end))


def _comments(snapshot: Snapshot) -> list[Comment]:
    """All comment lines, those between continued lines included."""
    pieces = [piece for piece in snapshot.document.pieces if piece.piece == "comment"]
    inner = [comment for node in snapshot.document.instructions for comment in node.comments]
    found: list[Comment] = sorted([*pieces, *inner], key=lambda each: each.start)  # type: ignore[list-item]
    return found


def _blocks(snapshot: Snapshot, comments: list[Comment]) -> Iterator[Fold]:
    """Comment lines that follow each other; a mark of a region is none of them."""
    block: list[Comment] = []
    for comment in comments:
        if _REGION.match(comment.text):
            block, before = [], block
        elif block and not snapshot.text[block[-1].end : comment.start].strip() and _beside(snapshot, block[-1], comment):
            block.append(comment)
            continue
        else:
            block, before = [comment], block
        yield from _block(snapshot, before)
    yield from _block(snapshot, block)


def _beside(snapshot: Snapshot, one: Comment, other: Comment) -> bool:
    """The second is on the line after the first."""
    line = snapshot.source.line
    return line(_last(snapshot, one)) + 1 == line(other.start)


def _block(snapshot: Snapshot, block: list[Comment]) -> Iterator[Fold]:
    if len(block) > 1:
        yield Fold((block[0].start, _last(snapshot, block[-1])), "comment")


def _last(snapshot: Snapshot, comment: Comment) -> int:
    """The end of a comment without its line ending."""
    written = snapshot.text[comment.start : comment.end]
    return comment.start + len(written.rstrip("\r\n"))


def _regions(comments: list[Comment]) -> Iterator[Fold]:
    """``# region`` to ``# endregion``, also one within another; one that nothing ends is none."""
    open_: list[Range] = []
    for comment in comments:
        match = _REGION.match(comment.text)
        if match is None:
            continue
        if match.group(1) is None:
            open_.append((comment.start, comment.end))
        elif open_:
            yield Fold((open_.pop()[0], comment.start), "region")
