"""The cases themselves: each makes the fixes it is about, and each rule with a safe fix has one."""

from __future__ import annotations

import pytest

from analyzer.fixes.effects import SAFE
from analyzer.rules.builtin import builtin_rules
from tests.fixes.engine.case import CASES, HERE, Case
from tests.fixes.engine.compare import is_cache

NOT_BUILT = HERE / "not_built.txt"


def unbuilt() -> dict[str, str]:
    """The rules whose safe fixes no case makes, and why."""
    lines = NOT_BUILT.read_text(encoding="utf-8").splitlines()
    return dict(line.split(": ", 1) for line in lines if line and not line.startswith("#"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_case_makes_the_fixes_it_is_about(case: Case) -> None:
    made = {applied.finding.rule for applied in case.outcome.applied}
    assert set(case.fixes) <= made, (made, case.outcome.dropped, case.outcome.source.text)
    assert case.context.is_dir()
    assert [place for place in case.gone if not is_cache(place.rstrip("/*"))] == []
    effects = {applied.fix.effect for applied in case.outcome.applied}
    assert "cleanup" in effects or not case.gone


def test_every_safe_fix_is_built() -> None:
    safe = {rule.id for rule in builtin_rules().rules if any(fix[1] in SAFE for fix in rule.fixes)}
    built = {applied.finding.rule for case in CASES for applied in case.outcome.applied}
    excused = unbuilt()
    assert safe - built - excused.keys() == set(), "give them a case in cases/, or a reason in not_built.txt"
    assert excused.keys() - safe == set(), "these have no safe fix"
    assert excused.keys() & built == set(), "these are built"
