"""The fixes of findings about comments that silence rules."""

from __future__ import annotations

from analyzer.fixes.edit import Edit
from analyzer.lint.fix import Fix
from analyzer.lint.own_rules import SUPPRESSION_UNKNOWN, SUPPRESSION_UNUSED
from analyzer.source.patterns import Lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from analyzer.lint.finding import Finding
    from analyzer.lint.suppression import Suppression, Suppressions
    from analyzer.syntax.nodes import Comment, Document

_TOOLS = ("buildsecbot", "hadolint")  # whose comments are a list of names and a reason, nothing else
_COMMA_BEHIND = Lazy(r"[ \t]*,[ \t]*")


def add_fixes(findings: list[Finding], found: Suppressions, document: Document) -> None:
    """Gives such findings their fixes."""
    by_place = {(each.start, each.end): each for each in found.listed}
    for finding in findings:
        each = by_place.get((finding.span.start.offset, finding.span.end.offset))
        if each is None or each.tool not in _TOOLS:
            continue
        if finding.rule == SUPPRESSION_UNUSED.id:
            edit = _removal(each, found, document)
            finding.fixes = (Fix("Take the rule out of the comment", "metadata", [edit]),) if edit is not None else ()
        elif finding.rule == SUPPRESSION_UNKNOWN.id and each.meant:
            edit = Edit(each.start, each.end, each.meant)
            finding.fixes = (
                Fix("Name the rule that is nearly called so", "image", [edit]),
            )  # what it silences is seen by nobody


def _removal(suppression: Suppression, found: Suppressions, document: Document) -> Edit | None:
    """The name goes with a comma, or the comment where it is the only one."""
    comment = _comment_of(suppression, document)
    if comment is None:
        return None
    text = document.source.text
    beside = [each for each in found.listed if comment.start <= each.start < comment.end and each is not suppression]
    if not beside:
        start = text.rfind("\n", 0, comment.start) + 1
        return Edit(start + (text[start : start + 1] == "\ufeff"), comment.end, "")
    comma = _COMMA_BEHIND.match(text, suppression.end)
    if comma is not None:
        return Edit(suppression.start, comma.end(), "")
    before = max((each.end for each in beside if each.end <= suppression.start), default=-1)
    return Edit(before, suppression.end, "") if before >= 0 and text[before : suppression.start].strip() == "," else None


def _comment_of(suppression: Suppression, document: Document) -> Comment | None:
    comments: list[Comment] = [piece for piece in document.pieces if piece.piece == "comment"]  # type: ignore[misc]
    for step in document.instructions:
        comments += step.comments
    return next((comment for comment in comments if comment.start <= suppression.start < comment.end), None)
