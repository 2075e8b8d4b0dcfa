"""What each operator says of a value, of an absent and of an unknown one."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.facts.schema import SORTS
from analyzer.facts.unknown import UNKNOWN
from analyzer.rules.link import fits, link
from analyzer.rules.operators import OPERATORS
from analyzer.rules.ruleset import Ruleset

Load = Callable[..., Ruleset]

TEXT, NUMBER, TRUTH, TEXTS, NODE, NODES = "subcommand", "line-count", "piped", "args", "next-in-pipe", "packages"
SORT = {NUMBER: "instruction"}

CASES = [
    (TEXT, "install", {"install": True, "remove": False}),
    (TEXT, "[a, b]", {"a": True, "b": True, "c": False, "ab": False}),
    (TEXT, "no", {"no": True, "False": False}),
    (TEXT, "010", {"010": True, "8": False}),
    (TEXT, "{in: [a, b]}", {"a": True, "c": False}),
    (TEXT, "{not-in: [a, b]}", {"a": False, "c": True}),
    (TEXT, "{matches: '^a+$'}", {"aaa": True, "ab": False}),
    (TEXT, "{matches: [x, '^a']}", {"ab": True, "ox": True, "b": False}),
    (TEXT, "{contains: b}", {"abc": True, "ac": False}),
    (TEXT, "{contains: [x, c]}", {"abc": True, "ab": False}),
    (TEXT, "{starts-with: [a, b]}", {"ax": True, "bx": True, "xa": False}),
    (TEXT, "{ends-with: a}", {"xa": True, "ax": False}),
    (TEXT, "{glob: 'a*c'}", {"ac": True, "abc": True, "abcd": False}),
    (TEXT, "{is: lower-case}", {"ab": True, "Ab": False}),
    (TEXT, "{is: [number, upper-case]}", {"12": True, "AB": True, "ab": False}),
    (TEXT, "{is-not: [number, upper-case]}", {"12": False, "AB": False, "ab": True}),
    (TEXT, "{starts-with: a, ends-with: z}", {"az": True, "ay": False, "bz": False}),
    (TEXT, "{present: true}", {"": True}),
    (TEXT, "{present: false}", {"a": False}),
    (TEXT, "''", {"": True, "a": False}),
    (NUMBER, "3", {3: True, 4: False}),
    (NUMBER, "[3, -4]", {3: True, -4: True, 5: False}),
    (NUMBER, "{lt: 3}", {2: True, 3: False}),
    (NUMBER, "{le: 3}", {3: True, 4: False}),
    (NUMBER, "{gt: 3}", {4: True, 3: False}),
    (NUMBER, "{ge: 3}", {3: True, 2: False}),
    (NUMBER, "{gt: 1, lt: 3}", {1: False, 2: True, 3: False}),
    (NUMBER, "{not-in: [1, 2]}", {1: False, 3: True}),
    (TRUTH, "true", {True: True, False: False}),
    (TRUTH, "false", {True: False, False: True}),
    (TEXTS, "a", {("a", "b"): True, ("b",): False, (): False, ("b", UNKNOWN): None, ("a", UNKNOWN): True}),
    (TEXTS, "[a, b]", {("b", "c"): True, ("c",): False}),
    (TEXTS, "{has: [a, b]}", {("b",): True, ("c",): False}),
    (TEXTS, "{has-any: [a, b]}", {("b",): True, ("c",): False}),
    (TEXTS, "{has-all: [a, b]}", {("b", "a", "c"): True, ("a",): False, ("a", UNKNOWN): None}),
    (TEXTS, "{lacks: [a, b]}", {("c",): True, (): True, ("a",): False, ("c", UNKNOWN): None, ("a", UNKNOWN): False}),
    (TEXTS, "{some: {starts-with: a}}", {("ba", "ab"): True, ("b",): False}),
    (TEXTS, "{each: {starts-with: a}}", {("a", "ab"): True, (): True, ("a", "b"): False, ("a", UNKNOWN): None}),
    (TEXTS, "{none: {starts-with: a}}", {("b",): True, (): True, ("b", "a"): False, (UNKNOWN,): None}),
    (TEXTS, "{each: x, present: true}", {("x",): True, (): False}),
    (TEXTS, "{count: 2}", {("a", "b"): True, ("a",): False}),
    (TEXTS, "{count: {ge: 1}}", {("a", UNKNOWN): True, (): False}),
    (TEXTS, "{present: true}", {("a",): True, (): False}),
    (TEXTS, "{present: false}", {("a",): False, (): True}),
]


def test_of(rule: Load, field: str, test: str) -> Callable[[Any], bool | None]:
    """The linked test of one field: value -> result."""
    sort = SORT.get(field, "command")
    found = rule(f"{{{sort}: any, {field}: {test}}}").rules[0]
    attribute = SORTS[sort].fields[field].attribute
    return lambda value: found.test(SimpleNamespace(**{attribute: value}), {})


test_of.__test__ = False  # type: ignore[attr-defined]


@pytest.mark.parametrize(("field", "test", "results"), CASES, ids=[f"{field}: {test}" for field, test, _ in CASES])
def test_values(rule: Load, field: str, test: str, results: dict[Any, bool | None]) -> None:
    said = test_of(rule, field, test)
    assert {value: said(value) for value in results} == results


@pytest.mark.parametrize(("field", "test"), [case[:2] for case in CASES], ids=[f"{field}: {test}" for field, test, _ in CASES])
def test_absent_and_unknown(rule: Load, field: str, test: str) -> None:
    said = test_of(rule, field, test)
    assert said(None) is (test == "{present: false}")
    assert said(UNKNOWN) is None


@pytest.mark.parametrize(("field", "test"), [case[:2] for case in CASES], ids=[f"{field}: {test}" for field, test, _ in CASES])
def test_not_keeps_unknown_unknown(rule: Load, field: str, test: str) -> None:
    sort = SORT.get(field, "command")
    found = rule(f"{{{sort}: any, not: {{{field}: {test}}}}}").rules[0]
    attribute = SORTS[sort].fields[field].attribute
    assert found.test(SimpleNamespace(**{attribute: UNKNOWN}), {}) is None
    assert found.test(SimpleNamespace(**{attribute: None}), {}) is (test != "{present: false}")


def test_every_operator_has_a_case() -> None:
    types = {TEXT: "string", NUMBER: "number", TRUTH: "boolean", TEXTS: "strings"}
    for field, type_ in types.items():
        written = " ".join(test for name, test, _ in CASES if name == field)
        untested = {name for name in OPERATORS[type_] if f"{name}:" not in written}
        assert untested <= {"ref", "is", "is-not", "in", "present"}, (field, untested)


PACKAGES = [
    SimpleNamespace(pinned=pinned, name=name) for pinned, name in ((True, "a"), (False, "b"), (UNKNOWN, "c"), (None, "d"))
]


@pytest.mark.parametrize(
    ("test", "packages", "result"),
    [
        ("{some: {pinned: false}}", PACKAGES, True),
        ("{some: {pinned: false}}", [PACKAGES[0], PACKAGES[2]], None),
        ("{some: {pinned: false}}", [PACKAGES[0], PACKAGES[3]], False),
        ("{none: {pinned: false}}", PACKAGES[1:], False),
        ("{none: {pinned: false}}", [PACKAGES[2]], None),
        ("{none: {pinned: false}}", [], True),
        ("{each: {pinned: true}}", PACKAGES[:1], True),
        ("{each: {pinned: true}}", PACKAGES, False),
        ("{each: {pinned: true}}", [], True),
        ("{count: 4}", PACKAGES, True),
        ("{count: {where: {pinned: false}, ge: 1}}", PACKAGES, True),
        ("{count: {where: {pinned: false}, ge: 2}}", PACKAGES, None),
        ("{count: {where: {pinned: false}, ge: 3}}", PACKAGES, False),
        ("{present: true}", [], False),
        ("{present: false}", None, True),
        ("{some: {pinned: false}}", None, False),
        ("{none: {pinned: false}}", UNKNOWN, None),
    ],
)
def test_lists_of_nodes(rule: Load, test: str, packages: Any, result: bool | None) -> None:
    found = rule(f"{{command: any, packages: {test}}}").rules[0]
    assert found.test(SimpleNamespace(packages=packages), {}) is result


@pytest.mark.parametrize(
    ("test", "node", "result"),
    [
        ("{name: sh}", SimpleNamespace(name="sh"), True),
        ("{name: sh}", None, False),
        ("{name: sh}", UNKNOWN, None),
        ("{present: true}", SimpleNamespace(name="sh"), True),
        ("{present: false}", None, True),
        ("{present: true, name: sh}", SimpleNamespace(name="sh"), True),
        ("{not: {name: sh}}", None, False),
    ],
)
def test_nodes(rule: Load, test: str, node: Any, result: bool | None) -> None:
    found = rule(f"{{command: any, next-in-pipe: {test}}}").rules[0]
    assert found.test(SimpleNamespace(next_in_pipe=node), {}) is result


def test_all_captured_nodes_of_a_list(rule: Load) -> None:
    found = rule("{command: any, packages: {as: LOOSE, some: {pinned: false}}}").rules[0]
    env: dict[str, Any] = {}
    assert found.test(SimpleNamespace(packages=PACKAGES), env)
    assert [node.name for node in env["LOOSE"]] == ["b"]


PLANS = st.recursive(
    st.sampled_from(["a", "b", "c"]).map(lambda name: ("field", name, ("eq", True))),
    lambda plans: st.one_of(
        plans.map(lambda plan: ("not", plan)),
        st.lists(plans, min_size=1, max_size=3).map(lambda parts: ("all", tuple(parts))),
        st.lists(plans, min_size=1, max_size=3).map(lambda parts: ("any", tuple(parts))),
    ),
    max_leaves=8,
)
TRUTHS = st.sampled_from([True, False, UNKNOWN])


@given(PLANS, TRUTHS, TRUTHS, TRUTHS)
def test_unknown_is_what_both_answers_are_possible_for(plan: Any, a: Any, b: Any, c: Any) -> None:
    """A definite result stays the same whatever the unknown values turn out to be."""
    result = link(plan, {})(SimpleNamespace(a=a, b=b, c=c), {})
    if result is not None:
        for known in _resolved({"a": a, "b": b, "c": c}):
            assert link(plan, {})(SimpleNamespace(**known), {}) is result


def _resolved(values: dict[str, Any]) -> list[dict[str, Any]]:
    name = next((name for name, value in values.items() if value is UNKNOWN), None)
    if name is None:
        return [values]
    return [known for truth in (True, False) for known in _resolved({**values, name: truth})]


@given(st.lists(st.text("ab", max_size=3), min_size=1, max_size=4), st.text("ab", max_size=8))
def test_glob_is_the_expression_with_any_text_for_stars(parts: list[str], text: str) -> None:
    import re

    assert fits(parts, text) == bool(re.fullmatch(".*".join(map(re.escape, parts)), text, re.DOTALL))
