"""What can be done about findings: their fixes, all safe ones at once, and silencing them with a reason.

Actions come without their changes, which `resolve` works out and proves when one is chosen.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from analyzer.fixes.edit import Unfit
from analyzer.lint.check import BuildOptionError
from analyzer.lint.own_rules import PARSE_ERROR
from analyzer.lint.suppression import FILE, INSTRUCTION, STAGE
from analyzer.lsp.data import Action, Change
from analyzer.lsp.features.diagnostics import range_of
from analyzer.lsp.features.differences import changes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    from analyzer.fixes.edit import Edit
    from analyzer.lint.finding import Finding
    from analyzer.lsp.data import Range
    from analyzer.lsp.snapshot import Snapshot

QUICK_FIX, SOURCE_FIX_ALL, FIX_ALL = "quickfix", "source.fixAll", "source.fixAll.buildsecbot"
REASON = "reason"
"""What stands behind the dashes of a new comment, for the one who writes it to change."""
_SCOPES = {INSTRUCTION: "here", STAGE: "in this stage", FILE: "in this file"}
_MOST_SILENCED = 20  # findings of a range that are offered to be silenced one by one


def is_wanted(kind: str, only: Iterable[str]) -> bool:
    """A kind is one of those asked for, or below one; all are where none is asked for."""
    asked = list(only)
    return not asked or any(each in ("", kind) or kind.startswith(f"{each}.") for each in asked)


def actions(snapshot: Snapshot, place: Range, only: Iterable[str] = (), *, refused: bool = False) -> list[Action]:
    """What is offered for a range: first what mends a finding there, then what silences it, then all safe fixes at once.

    `only` are the kinds asked for. With `refused` fixes that cannot be made are among them, and say why.
    """
    only = list(only)
    found: list[Action] = []
    if is_wanted(QUICK_FIX, only):
        near = [each for each in snapshot.findings if each.suppression is None and _touches(range_of(each.span), place)]
        for finding in near:
            told = {(each.title, each.disabled) for each in found if each.disabled}
            fixes = _fixes(snapshot, finding, refused=refused)
            found += [each for each in fixes if not each.disabled or (each.title, each.disabled) not in told]
        found += _silences(snapshot, near)
    if is_wanted(FIX_ALL, only) and _can_fix(snapshot):
        kind = SOURCE_FIX_ALL if SOURCE_FIX_ALL in only and FIX_ALL not in only else FIX_ALL
        found.append(Action("Fix all that can be fixed safely", kind, data={"do": "fix-all"}))
    return found


def resolve(snapshot: Snapshot, action: Action) -> Action:
    """An action with its changes; `disabled` where they would do harm."""
    data = action.data or {}
    try:
        if data.get("do") == "fix-all":
            return replace(action, changes=tuple(_all_fixed(snapshot)))
        finding = next((each for each in snapshot.findings if each.fingerprint == data.get("fingerprint")), None)
        if finding is None:
            return replace(action, disabled="it is not found any more") if "do" in data else action
        if data["do"] == "fix":
            return _fixed(snapshot, action, finding, data)
        if data["do"] == "silence":
            return replace(action, changes=_silenced(snapshot, finding, str(data.get("scope", INSTRUCTION))))
    except (Unfit, BuildOptionError) as reason:
        return replace(action, disabled=str(reason))
    return action


def fix_all(snapshot: Snapshot) -> Action | None:
    """All safe fixes of a file in one change, proven as on the command line; None where there is none."""
    found = _all_fixed(snapshot)
    return Action("Fix all that can be fixed safely", FIX_ALL, tuple(found)) if found else None


# --- fixes


def _touches(one: Range, other: Range) -> bool:
    return one[0] <= other[1] and other[0] <= one[1]


def _fixes(snapshot: Snapshot, finding: Finding, *, refused: bool) -> Iterator[Action]:
    fixes = snapshot.fixes(finding)
    preferred = next((number for number, fix in enumerate(fixes) if fix.safe), -1)
    for number, fix in enumerate(fixes):
        title = fix.title if fix.safe else f"{fix.title} (unsafe: it may change the image)"
        data = {"do": "fix", "fingerprint": finding.fingerprint, "number": number, "title": fix.title}
        yield Action(title, QUICK_FIX, (), number == preferred, (finding.fingerprint,), data=data)
    if refused:
        for title, reason in snapshot.refused(finding):
            yield Action(title, QUICK_FIX, (), fingerprints=(finding.fingerprint,), disabled=reason)


def _fixed(snapshot: Snapshot, action: Action, finding: Finding, data: dict[str, Any]) -> Action:
    from analyzer.lint.fixing import harm

    fix = next((each for each in snapshot.fixes(finding) if each.title == data.get("title")), None)
    if fix is None:
        return replace(action, disabled="it does not fit any more")
    reason = harm(snapshot.facts, snapshot.findings, snapshot.policy, finding, fix)
    return replace(action, disabled=reason) if reason else replace(action, changes=_changes(fix.edits))


def _can_fix(snapshot: Snapshot) -> bool:
    return any(fix.safe for each in snapshot.findings if each.suppression is None for fix in snapshot.fixes(each))


def _all_fixed(snapshot: Snapshot) -> list[Change]:
    from analyzer.lint.fixing import fix_source

    known = {each.fingerprint for each in snapshot.findings if each.suppression is not None}
    outcome = fix_source(snapshot.source, snapshot.policy, wanted=lambda each: each.fingerprint not in known)
    return changes(snapshot.text, outcome.source.text)


def _changes(edits: Iterable[Edit]) -> tuple[Change, ...]:
    return tuple(Change((edit.start, edit.end), edit.text) for edit in edits)


# --- silencing


def _silences(snapshot: Snapshot, near: list[Finding]) -> Iterator[Action]:
    """One action for each rule and scope; a finding that no comment silences has none."""
    if not snapshot.policy.selection.comments:
        return
    told: set[tuple[str, str, int]] = set()
    for finding in [each for each in near if each.rule != PARSE_ERROR.id][:_MOST_SILENCED]:
        for scope, where in _SCOPES.items():
            at = finding.span.start.offset
            number = snapshot.document.instructions if scope == INSTRUCTION else ()
            inside = next((node.start for node in number if node.outer_start <= at < node.outer_end), 0)
            if (finding.rule, scope, inside) in told or (scope == STAGE and snapshot.stage(at) is None):
                continue
            told.add((finding.rule, scope, inside))
            data = {"do": "silence", "fingerprint": finding.fingerprint, "scope": scope}
            yield Action(f"Silence '{finding.rule}' {where}", QUICK_FIX, (), fingerprints=(finding.fingerprint,), data=data)


def _silenced(snapshot: Snapshot, finding: Finding, scope: str) -> tuple[Change, ...]:
    from analyzer.lint.silencing import suppression_edits

    return _changes(suppression_edits(snapshot.facts, [finding], REASON, scope))
