"""Three truth values: what is decided stays decided whatever the unknown turns out to be, and nothing else is said."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.facts.unknown import UNKNOWN
from analyzer.rules.link import link
from analyzer.rules.normal import conjunction
from analyzer.rules.ruleset import Match, Ruleset

Load = Callable[..., Ruleset]
Check = Callable[[Ruleset, str], list[Match]]
Plan = tuple[Any, ...]

FIELDS = ("a", "b", "c")
BOOLEANS = st.sampled_from([True, False, UNKNOWN])


class Thing:
    """A node with three boolean facts, a list of nodes, and the first of these, which are also what lies in it."""

    sort = "thing"

    def __init__(self, a: Any, b: Any, c: Any, parts: Any = ()) -> None:
        self.a, self.b, self.c, self.parts = a, b, c, parts
        self.first = UNKNOWN if parts is UNKNOWN else next(iter(parts), None)

    def within(self, sort: str) -> list[Any]:
        return [] if self.parts is UNKNOWN else [part for part in self.parts if part is not UNKNOWN]


def kleene_all(values: list[bool | None]) -> bool | None:
    return False if False in values else None if None in values else True


def kleene_any(values: list[bool | None]) -> bool | None:
    return True if True in values else None if None in values else False


def kleene(plan: Plan, thing: Thing) -> bool | None:
    """What a plan means, by the tables of Kleene's strong logic."""
    name = plan[0]
    if name == "all":
        return kleene_all([kleene(part, thing) for part in plan[1]])
    if name == "any":
        return kleene_any([kleene(part, thing) for part in plan[1]])
    if name in ("not", "kept"):
        inner = kleene(plan[1], thing)
        return inner if name == "kept" else None if inner is None else not inner
    if name == "has":
        return kleene_any([kleene(plan[2], part) for part in thing.within(plan[1])])
    value = getattr(thing, plan[1])
    if value is None or value is UNKNOWN:
        return False if value is None else None
    test = plan[2]
    if test[0] in ("some", "each", "none"):
        found = [None if part is UNKNOWN else kleene(test[1], part) for part in value]
        some = kleene_any(found)
        return {"some": some, "each": kleene_all(found), "none": None if some is None else not some}[test[0]]
    return kleene(test, value) if test[0] == "field" else bool(value == test[1])


LEAVES = st.builds(lambda name, value: ("field", name, ("eq", value)), st.sampled_from(FIELDS), st.booleans())


def compound(inner: st.SearchStrategy[Plan]) -> st.SearchStrategy[Plan]:
    lists = st.lists(inner, min_size=1, max_size=3)
    return st.one_of(
        lists.map(lambda plans: ("any", tuple(plans))),
        lists.map(lambda plans: ("all", tuple(plans))),
        lists.map(conjunction),
        inner.map(lambda plan: ("not", plan)),
        inner.map(lambda plan: ("kept", plan)),
        inner.map(lambda plan: ("has", "thing", plan)),
        LEAVES.map(lambda plan: ("field", "first", plan)),
        st.builds(
            lambda name, plan: ("field", "parts", (name, plan, "") if name == "some" else (name, plan)),
            st.sampled_from(["some", "each", "none"]),
            inner,
        ),
    )


PLANS = st.recursive(LEAVES, compound, max_leaves=8)
PARTS = st.builds(Thing, BOOLEANS, BOOLEANS, BOOLEANS)
THINGS = st.builds(
    Thing, BOOLEANS, BOOLEANS, BOOLEANS, st.lists(st.one_of(PARTS, st.just(UNKNOWN)), max_size=2) | st.just(UNKNOWN)
)


@settings(max_examples=300)
@given(PLANS, THINGS)
def test_a_plan_means_what_the_tables_say(plan: Plan, thing: Thing) -> None:
    assert link(plan, {})(thing, {}) is kleene(plan, thing)


def completions(thing: Thing) -> list[Thing]:
    """The thing with each unknown fact settled in every way; its parts are known."""
    choices = [(True, False) if value is UNKNOWN else (value,) for value in (thing.a, thing.b, thing.c)]
    return [Thing(a, b, c, thing.parts) for a, b, c in itertools.product(*choices)]


@settings(max_examples=200)
@given(
    PLANS,
    st.builds(
        Thing, BOOLEANS, BOOLEANS, BOOLEANS, st.lists(st.builds(Thing, st.booleans(), st.booleans(), st.booleans()), max_size=2)
    ),
)
def test_what_is_decided_stays_decided(plan: Plan, thing: Thing) -> None:
    result = link(plan, {})(thing, {})
    if result is not None:
        assert {link(plan, {})(other, {}) for other in completions(thing)} == {result}


@given(PLANS, THINGS)
def test_twice_not_is_nothing(plan: Plan, thing: Thing) -> None:
    assert link(("not", ("not", plan)), {})(thing, {}) is link(plan, {})(thing, {})


@given(st.lists(LEAVES, min_size=1, max_size=4), THINGS)
def test_not_turns_all_into_any(plans: list[Plan], thing: Thing) -> None:
    left = ("not", ("all", tuple(plans)))
    right = ("any", tuple(("not", plan) for plan in plans))
    assert link(left, {})(thing, {}) is link(right, {})(thing, {})


@settings(max_examples=100)
@given(
    st.lists(st.sampled_from([True, False, UNKNOWN]), max_size=5), st.integers(0, 5), st.sampled_from(["lt", "le", "gt", "ge"])
)
def test_a_count_is_unknown_where_what_is_unknown_matters(values: list[Any], number: int, operator: str) -> None:
    parts = [Thing(value, True, True) for value in values]
    plan = ("field", "parts", ("count", (operator, number), ("field", "a", ("eq", True))))
    settled = itertools.product(*[(True, False) if value is UNKNOWN else (value,) for value in values])
    compare = {"lt": int.__lt__, "le": int.__le__, "gt": int.__gt__, "ge": int.__ge__}[operator]
    results = {compare(sum(values), number) for values in settled}
    assert link(plan, {})(Thing(1, 1, 1, parts), {}) is (results.pop() if len(results) == 1 else None)


FILE = "FROM alpine:3.20\nCOPY a /a\nRUN {}\nUSER u\nRUN if; then\nWORKDIR /w\nRUN c\n"


@pytest.mark.parametrize(
    ("match", "read", "unread"),
    [
        # the second RUN cannot be read: what it may hold is unknown, in both ways of asking
        ("{instruction: COPY, precedes: {command: x}}", 1, 0),
        ("{instruction: COPY, not: {precedes: {command: x}}}", 0, 0),
        ("{instruction: COPY, precedes: {command: c}}", 1, 1),
        ("{instruction: WORKDIR, not: {precedes: {command: x}}}", 1, 1),
        ("{instruction: WORKDIR, not: {follows: {command: x}}}", 0, 0),
        ("{instruction: WORKDIR, not: {follows: {command: x, until: {instruction: USER}}}}", 0, 0),
        ("{instruction: USER, not: {follows: {command: x}}}", 0, 1),
        ("{instruction: USER, not: {precedes: {command: x, until: {command: c}}}}", 0, 0),
        ("{instruction: COPY, precedes: {instruction: WORKDIR, until: {command: y}}}", 0, 0),
        ("{stage: any, not: {has: {command: x}}}", 0, 0),
        ("{stage: any, has: {command: x}}", 1, 0),
        ("{instruction: RUN, not: {has: {command: x}}}", 1, 2),
        ("{command: c, inside: {stage: any, not: {has: {command: x}}}}", 0, 0),
        ("{stage: any, not: {has: {word: any, text: x}}}", 0, 0),
        ("{stage: any, not: {has: {pair: any}}}", 1, 1),
    ],
)
def test_what_could_not_be_read_makes_relations_unknown(rule: Load, check: Check, match: str, read: int, unread: int) -> None:
    rules = rule(match)
    assert len(check(rules, FILE.format("x"))) == read
    assert len(check(rules, FILE.format("true"))) == unread
