"""A rule: in a comment that names it, and where it found something."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.lint.selection import every_rule
from analyzer.lint.suppression_reader import suppressions_of
from analyzer.lsp.data import Hover
from analyzer.lsp.features.markdown import escape, link

if TYPE_CHECKING:
    from analyzer.lint.finding import Finding
    from analyzer.lint.suppression import Suppression
    from analyzer.lsp.snapshot import Snapshot
    from analyzer.rules.ruleset import RuleInfo

_MOST_FINDINGS = 3  # of a place
_SHELLCHECK = "https://www.shellcheck.net/wiki/"
_COVERS = {"instruction": "the instruction below", "stage": "this stage", "file": "the whole file"}


def rule_in_comment(snapshot: Snapshot, offset: int) -> Hover | None:
    """The rule that a suppression names at a place."""
    document, policy = snapshot.document, snapshot.policy
    found = suppressions_of(document, policy.selection.rules, policy.build_args, comments=policy.selection.comments)
    for each in found.listed if found is not None else ():
        if 0 <= each.start <= offset <= each.end:
            return Hover(_suppression(snapshot, each), (each.start, each.end))
    return None


def _suppression(snapshot: Snapshot, found: Suppression) -> str:
    rules = [rule for rule in every_rule(snapshot.policy.selection.rules) if rule.id in found.rules]
    parts = [_brief(rule) for rule in rules[:_MOST_FINDINGS]]
    if found.problem or found.without_effect:
        parts.insert(0, escape(found.problem or found.without_effect))
    else:
        reason = "" if found.reason or found.tool == "buildkit" else ", without a reason"
        parts.insert(0, f"Silenced for {_COVERS[found.scope]}{reason}")
    if not rules and found.code.startswith("SC"):
        parts.append(link(found.code, _SHELLCHECK + found.code) + ", a code of ShellCheck")
    return "\n\n".join(parts)


def findings_at(snapshot: Snapshot, offset: int) -> Hover | None:
    """The rules that found something at a place, the narrowest finding first; not those about a whole instruction."""
    near = [each for each in snapshot.findings if _is_at(each, offset) and each.suppression is None]
    near.sort(key=lambda each: each.span.end.offset - each.span.start.offset)
    if not near:
        return None
    rules = {rule.id: rule for rule in every_rule(snapshot.policy.selection.rules)}
    parts = [_finding(each, rules) for each in near[:_MOST_FINDINGS]]
    span = near[0].span
    return Hover("\n\n".join(parts), (span.start.offset, span.end.offset))


def _is_at(finding: Finding, offset: int) -> bool:
    return finding.span.start.offset <= offset <= finding.span.end.offset


def _finding(finding: Finding, rules: dict[str, RuleInfo]) -> str:
    rule = rules.get(finding.rule)
    said = f"{finding.severity}: {escape(finding.message)}"
    return f"{said}\n\n{_brief(rule, short=True)}" if rule is not None else said


def _brief(rule: RuleInfo, *, short: bool = False) -> str:
    """Why there is a rule, the first paragraph of it where that is to be `short`, and what to do."""
    name = link(f"**{rule.id}**", rule.url) if rule.url else f"**{rule.id}**"
    why = rule.docs.strip().partition("\n## ")[0].strip()
    if short:
        why = why.partition("\n\n")[0]
    return f"{name} {escape(rule.title)}\n\n{why}\n\n*How to fix it:* {rule.remedy.strip()}"
