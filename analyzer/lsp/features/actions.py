"""What can be done about findings: their fixes, all safe ones at once, and silencing them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.lsp.data import Action, Change
from analyzer.lsp.features.diagnostics import range_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analyzer.lint.finding import Finding
    from analyzer.lint.fix import Fix
    from analyzer.lsp.data import Range
    from analyzer.lsp.snapshot import Snapshot

QUICK_FIX, FIX_ALL = "quickfix", "source.fixAll.buildsecbot"


def actions(snapshot: Snapshot, place: Range) -> list[Action]:
    """What is offered for a range: first what mends a finding there, the safe changes before the others."""
    near = [finding for finding in snapshot.findings if finding.suppression is None and _touches(range_of(finding.span), place)]
    return [action for finding in near for action in _fixes(snapshot, finding)]


def fix_all(snapshot: Snapshot) -> Action | None:
    """All safe fixes of a file in one change, proven as on the command line; None where there is none."""
    from analyzer.lint.fixing import fix_source

    fixed = fix_source(snapshot.source, snapshot.policy).source.text
    if fixed == snapshot.text:
        return None
    changes = (Change((0, len(snapshot.text)), fixed),)
    return Action("Fix all that can be fixed safely", FIX_ALL, changes)


def _touches(one: Range, other: Range) -> bool:
    return one[0] <= other[1] and other[0] <= one[1]


def _fixes(snapshot: Snapshot, finding: Finding) -> Iterator[Action]:
    fixes = snapshot.fixes(finding)
    safe = [fix for fix in fixes if fix.safe]
    for fix in fixes:
        title = fix.title if fix.safe else f"{fix.title} (may change the image)"
        preferred = bool(safe) and fix is safe[0]
        yield Action(title, QUICK_FIX, _changes(fix), preferred, (finding.fingerprint,))


def _changes(fix: Fix) -> tuple[Change, ...]:
    return tuple(Change((edit.start, edit.end), edit.text) for edit in fix.edits)
