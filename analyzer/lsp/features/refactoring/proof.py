"""A change of instructions is made on paper first, and offered only where the result is what it claims to be."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from analyzer.fixes.edit import Unfit, apply, ordered
from analyzer.fixes.effects import broken
from analyzer.lint.check import BuildOptionError, open_file
from analyzer.lsp.data import Action, Change
from analyzer.source.text import Source

if TYPE_CHECKING:
    from collections.abc import Callable

    from analyzer.facts.model import FileFacts
    from analyzer.fixes.edit import Edit
    from analyzer.lsp.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Refactoring:
    """A change that may be offered.

    `make` gives its edits or raises Unfit, `effect` is one of `analyzer.fixes.effects`, and `check` tells what else would not
    be as it should; it is given the facts before and after.
    """

    title: str
    kind: str
    effect: str
    make: Callable[[], list[Edit]]
    check: Callable[[FileFacts, FileFacts], str] | None = None


def proven(snapshot: Snapshot, wanted: Refactoring) -> Action:
    """The change as an action, disabled with the reason where it cannot be made."""
    try:
        edits = ordered(wanted.make())
        reason = _harm(snapshot, wanted, edits) if edits else "nothing would change"
    except (Unfit, BuildOptionError) as refused:
        edits, reason = [], str(refused)
    if reason:
        return Action(wanted.title, wanted.kind, disabled=reason)
    return Action(wanted.title, wanted.kind, tuple(Change((edit.start, edit.end), edit.text) for edit in edits))


def _harm(snapshot: Snapshot, wanted: Refactoring, edits: list[Edit]) -> str:
    before, policy = snapshot.facts, snapshot.policy
    source = Source(apply(snapshot.text, edits), snapshot.path)
    after = open_file(source, policy.build_args, policy.stage, policy.providers)
    issues = Counter(issue.message for issue in after.document.issues)
    issues.subtract(issue.message for issue in before.document.issues)
    worse = next((message for message, count in issues.items() if count > 0), "")
    if worse:
        return f"the file would no longer parse: {worse}"
    reason = broken(wanted.effect, before, after)
    return reason or (wanted.check(before, after) if wanted.check is not None else "")
