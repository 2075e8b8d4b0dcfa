"""Every fix of every rule is made by at least one of the rule's own examples."""

from __future__ import annotations

import pytest

from analyzer.providers.rule_examples import made
from analyzer.resources import rules_path
from analyzer.rules.load import load_rules
from analyzer.rules.ruleset import RuleInfo

RULES = load_rules([rules_path()])
FIXING = [rule for rule in RULES.rules if rule.fixes]


@pytest.mark.parametrize("rule", FIXING, ids=lambda rule: rule.id)
def test_every_fix_is_made_by_an_example(rule: RuleInfo) -> None:
    titles: set[str] = set()
    for text, _, _, settings, fixed, given in rule.examples[0]:
        if fixed is not None:
            ruleset = RULES.configured({rule.id: dict(settings)}) if settings else RULES
            titles |= {each.fix.title for each in made(ruleset, rule.id, text, given).applied}
    assert {fix[0] for fix in rule.fixes} <= titles
