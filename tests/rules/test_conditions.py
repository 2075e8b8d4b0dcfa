"""Each condition of a built-in rule is needed: without it some example of the rule goes wrong."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from analyzer.cli.rule_examples import evaluate
from analyzer.resources import rules_path
from analyzer.rules.examples import run_examples
from analyzer.rules.load import compile_rules
from analyzer.rules.ruleset import Ruleset

RECORDS, _, DETAILS = compile_rules([rules_path()])
PLAN = 14  # its place in a record
INNER = {
    "not": 1,
    "kept": 1,
    "field": 2,
    "some": 1,
    "each": 1,
    "none": 1,
    "inside": 2,
    "has": 2,
    "precedes": 3,
    "follows": 3,
    "next": 1,
    "prev": 1,
}


def without_one(plan: tuple[Any, ...]) -> Iterator[tuple[Any, tuple[Any, ...]]]:
    """Each condition of a plan, and the plan without it."""
    if plan[0] in ("all", "any"):
        for number, part in enumerate(plan[1]):
            if part[0] != "bind" and len(plan[1]) > 1:
                yield part, (plan[0], plan[1][:number] + plan[1][number + 1 :])
            for condition, rest in without_one(part):
                yield condition, (plan[0], (*plan[1][:number], rest, *plan[1][number + 1 :]))
    elif plan[0] in INNER:
        place = INNER[plan[0]]
        for condition, rest in without_one(plan[place]):
            yield condition, (*plan[:place], rest, *plan[place + 1 :])
    if plan[0] in ("precedes", "follows") and plan[5]:
        yield plan[5], (*plan[:5], (), plan[6])


@pytest.mark.parametrize("record", RECORDS, ids=[record[0] for record in RECORDS])
def test_every_condition_is_tested(record: tuple[Any, ...]) -> None:
    untested = []
    for condition, rest in without_one(record[PLAN]):
        ruleset = Ruleset(((*record[:PLAN], rest, *record[PLAN + 1 :]),), (), DETAILS)
        try:
            noticed = any(outcome.problems for outcome in run_examples(ruleset, evaluate))
        except KeyError:
            noticed = True  # the message names what the condition would have captured
        if not noticed:
            untested.append(condition)
    assert untested == []
