"""Which findings of a file its comments silence, and what is wrong with those comments."""

from __future__ import annotations

from analyzer.lint.own_rules import PARSE_ERROR, SUPPRESSION_UNKNOWN, SUPPRESSION_UNUSED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    from analyzer.lint.finding import Finding
    from analyzer.lint.own_rules import OwnRule
    from analyzer.lint.suppression import Suppression, Suppressions

    Maker = Callable[[OwnRule, str, int, int], Finding]


def suppress(findings: list[Finding], found: Suppressions, active: Collection[str], make: Maker) -> None:
    """Marks what is silenced and adds findings about the suppressions themselves. `active` are the ids of the rules that ran.

    A suppression that a change brought, and that is refused, is always reported. Any other such finding can be silenced.
    Whether one of `suppression-unused` is used is judged last, and that finding stays.
    """
    _mark(findings, found)
    added: list[Finding] = []
    if SUPPRESSION_UNKNOWN.id in active:
        wrong = (each for each in found.listed if each.problem)
        added = [make(SUPPRESSION_UNKNOWN, each.problem, each.start, each.end) for each in wrong]
        _mark(added, found)
    if SUPPRESSION_UNUSED.id in active:
        about_unused = [each for each in found.listed if SUPPRESSION_UNUSED.id in each.rules]
        for judged in ([each for each in found.listed if each not in about_unused], about_unused):
            unused = [make(SUPPRESSION_UNUSED, _message(each), each.start, each.end) for each in _unused(judged, active)]
            if judged is not about_unused:
                _mark(unused, found)
            added += unused
    refused = (each for each in found.listed if each.refused)
    findings += [*added, *(make(SUPPRESSION_UNUSED, _message(each), each.start, each.end) for each in refused)]
    if found.raised:
        _raise(findings, found)


def _mark(findings: Iterable[Finding], found: Suppressions) -> None:
    for finding in findings:
        if finding.rule != PARSE_ERROR.id:
            covering = found.of(finding)
            for each in covering:
                each.used = True
            finding.suppression = covering[0] if covering else None


def _unused(suppressions: list[Suppression], active: Collection[str]) -> list[Suppression]:
    """Those of rules that ran. ``skip=all`` and a build argument speak of no finding in particular.

    Whether ShellCheck would say more than the rules that know a code of its own is not told here.
    """
    return [
        each
        for each in suppressions
        if not each.used
        and not each.refused
        and each.rules
        and each.start >= 0
        and each.name != "all"
        and each.code[:2] != "SC"
        and each.rules.issubset(active)
    ]


def _message(suppression: Suppression) -> str:
    if suppression.without_effect:
        return f"'{suppression.name}' is not silenced: {suppression.without_effect}"
    where = {"instruction": "here", "stage": "in this stage"}.get(suppression.scope, "in this file")
    return f"'{suppression.name}' reports nothing {where} that this could silence"


def _raise(findings: list[Finding], found: Suppressions) -> None:
    """``error=true``: BuildKit fails the build for any finding of its own checks."""
    for finding in findings:
        known = any(alias.startswith("buildkit/") for alias in finding.aliases)
        if known and finding.suppression is None and finding.rule not in found.experimental:
            finding.severity = "error"
