"""Rules with one condition left out, and whether their examples notice.

``python tests/rules/mutants.py`` prints how many are noticed (*killed*), of all built-in rules or of those named.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from analyzer.providers.rule_examples import evaluate
from analyzer.resources import rules_path
from analyzer.rules.examples import run_examples
from analyzer.rules.load import compile_rules
from analyzer.rules.ruleset import Ruleset

Plan = tuple[Any, ...]
TRUE: Plan = ("all", ())
# Where the plan of another node, or of an element, stands in a plan.
INNER = {
    "kept": 1, "not": 1, "field": 2, "some": 1, "each": 1, "none": 1, "inside": 2, "has": 2, "precedes": 3, "follows": 3,
    "next": 1, "prev": 1,
}  # fmt: skip
NODE_TESTS = {*INNER, "present", "count", "is", "matches"}
NEGATIVE = {"not", "none"}  # what is always true in them makes a rule that never speaks, which says nothing

RECORDS, _, DETAILS = compile_rules([rules_path()])
_FIRST = Ruleset(RECORDS[:1], (), DETAILS).rules[0]
ANCHOR = RECORDS[0].index(_FIRST.anchor)


def without_one(plan: Plan) -> Iterator[tuple[Plan, Plan]]:
    """Each condition of a plan, and the plan without it; the plan itself is not left out."""
    name = plan[0]
    if name in ("all", "any"):
        for number, part in enumerate(plan[1]):
            if part[0] != "bind" and len(plan[1]) > 1:
                yield part, (name, plan[1][:number] + plan[1][number + 1 :])
            for condition, rest in without_one(part):
                yield condition, (name, (*plan[1][:number], rest, *plan[1][number + 1 :]))
    elif name in INNER:
        for condition, rest in _inner(plan[INNER[name]], name not in NEGATIVE):
            yield condition, _with(plan, INNER[name], rest)
    if name == "count" and plan[2]:
        yield plan[2], _with(plan, 2, ())
        for condition, rest in _inner(plan[2], alone=False):
            yield condition, _with(plan, 2, rest)
    if name in ("precedes", "follows"):
        yield from _of_search(plan)


def _of_search(plan: Plan) -> Iterator[tuple[Plan, Plan]]:
    """The limit of a search, the conditions of it, and the comparison with a capture."""
    if plan[4]:
        yield plan[4], _with(plan, 4, ())
        for condition, rest in _inner(plan[4][1], alone=False):
            yield condition, _with(plan, 4, (plan[4][0], rest))
    if plan[5]:
        yield plan[5], _with(plan, 5, ())


def _inner(plan: Plan, alone: bool) -> Iterator[tuple[Plan, Plan]]:
    """Those of a plan within another; where it is a single condition, `alone` leaves that out too."""
    if alone and plan[0] in NODE_TESTS:
        yield plan, TRUE
    yield from without_one(plan)


def _with(plan: Plan, place: int, part: Plan) -> Plan:
    return (*plan[:place], part, *plan[place + 1 :])


def mutants(record: tuple[Any, ...]) -> Iterator[tuple[Plan, tuple[Any, ...]]]:
    """Each condition of a rule's match, and each of several names of its head; with the record of the rule without it."""
    sort, attribute, names = record[ANCHOR]
    for name in names if len(names) > 1 else ():
        yield ("head", name), _with(record, ANCHOR, (sort, attribute, tuple(other for other in names if other != name)))
    *_, (plan, *_) = record
    for condition, rest in _inner(plan, alone=True):
        yield condition, with_plan(record, rest)


def with_plan(record: tuple[Any, ...], plan: Plan) -> tuple[Any, ...]:
    """The record of a rule with another plan: the first of its last part."""
    *rest, body = record
    return (*rest, (plan, *body[1:]))


def survivors(record: tuple[Any, ...]) -> tuple[list[Plan], int]:
    """The conditions of a rule that no example needs, and the number of all its conditions."""
    found, total = [], 0
    for condition, mutant in mutants(record):
        total += 1
        if not _noticed(mutant):
            found.append(condition)
    return found, total


def shown(plan: Plan) -> str:
    """A plan on one line, expressions without their automata."""
    name, rest = plan[0], plan[1:]
    if name == "matches":
        return "matches " + " ".join(expression[0] for expression in rest[0])
    if name in ("all", "any"):
        return f"{name}({', '.join(map(shown, rest[0]))})"
    if name in INNER:
        place = INNER[name] - 1
        words = [str(part) for part in rest[:place] if part]
        return " ".join([name, *words, f"({shown(rest[place])})"])
    return " ".join([name, *(" ".join(map(str, part)) if isinstance(part, tuple) else str(part) for part in rest)])


def _noticed(record: tuple[Any, ...]) -> bool:
    ruleset = Ruleset((record,), (), DETAILS)
    try:
        return any(outcome.problems for outcome in run_examples(ruleset, evaluate))
    except KeyError:
        return True  # the message names what the condition would have captured


def figure(ids: list[str]) -> str:
    """What is printed: the conditions that survive, and the figure of all."""
    lines, left, total = [], 0, 0
    for record in RECORDS:
        if not ids or record[0] in ids:
            found, count = survivors(record)
            lines += [f"{record[0]}: {shown(condition)}" for condition in found]
            left, total = left + len(found), total + count
    killed = total - left
    return "\n".join(
        [*lines, f"{killed} of {total} conditions are needed by an example ({100 * killed / max(total, 1):.1f} %)"]
    )


if __name__ == "__main__":
    sys.stdout.write(figure(sys.argv[1:]) + "\n")
