"""Each condition of a built-in rule is needed: without it some example of the rule goes wrong."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest


def _mutants() -> ModuleType:
    """The module beside this file; test folders are no packages."""
    spec = importlib.util.spec_from_file_location("mutants", Path(__file__).with_name("mutants.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


MUTANTS = _mutants()
LEAST = 0.98  # of all conditions are needed by an example

# The conditions that no example can need: (rule, condition) -> why.
JUSTIFIED = {
    ("copy-ignored-file", "present text True"): "it asks for any node, as the language wants a test beside `as`",
    ("setuid-bit-added", "field name (in find)"): "no other program has the words -type d",
    ("ssh-server-in-image", "field kind (in RUN)"): "only RUN has commands that install packages into the image",
    ("workdir-relative", "field kind (in WORKDIR)"): "no other instruction has a path for its only argument",
}


@pytest.fixture(scope="module")
def results() -> dict[str, tuple[list[str], int]]:
    """By rule: the conditions that no example needs, and the number of all."""
    found = {}
    for record in MUTANTS.RECORDS:
        left, total = MUTANTS.survivors(record)
        found[record[0]] = [MUTANTS.shown(condition) for condition in left], total
    return found


@pytest.mark.parametrize("id_", [record[0] for record in MUTANTS.RECORDS])
def test_every_condition_is_tested(results: dict[str, tuple[list[str], int]], id_: str) -> None:
    assert [condition for condition in results[id_][0] if (id_, condition) not in JUSTIFIED] == []


def test_what_is_justified_is_there(results: dict[str, tuple[list[str], int]]) -> None:
    assert {(id_, condition) for id_, condition in JUSTIFIED if condition not in results.get(id_, ([], 0))[0]} == set()


def test_the_figure(results: dict[str, tuple[list[str], int]]) -> None:
    total = sum(count for _, count in results.values())
    left = sum(len(conditions) for conditions, _ in results.values())
    assert total > 1000
    assert (total - left) / total >= LEAST


TRUE = ("all", ())
ONE, TWO = ("field", "a", ("in", ("x",))), ("field", "b", ("in", ("y",)))
PLANS: list[tuple[Any, list[Any]]] = [  # a plan, and the conditions that are left out of it
    (ONE, [ONE]),
    (("all", (ONE, ("bind", "X"))), [ONE]),
    (("all", (ONE, TWO)), [ONE, TWO]),
    (("any", (ONE, ("all", (ONE, TWO)))), [ONE, ("all", (ONE, TWO)), ONE, TWO]),
    (("not", ("all", (ONE, TWO))), [("not", ("all", (ONE, TWO))), ONE, TWO]),
    (("field", "n", ONE), [("field", "n", ONE), ONE]),
    (("field", "n", ("some", ONE, "")), [("field", "n", ("some", ONE, "")), ("some", ONE, ""), ONE]),
    (("field", "n", ("none", ONE)), [("field", "n", ("none", ONE)), ("none", ONE)]),
    (
        ("field", "n", ("count", ("in", (1,)), ("all", (ONE, TWO)))),
        [
            ("field", "n", ("count", ("in", (1,)), ("all", (ONE, TWO)))),
            ("count", ("in", (1,)), ("all", (ONE, TWO))),
            ("all", (ONE, TWO)),
            ONE,
            TWO,
        ],
    ),
    (("has", "word", ONE), [("has", "word", ONE), ONE]),
    (
        ("precedes", "word", "stage", ONE, ("word", ("all", (ONE, TWO))), ("k", "X", "v"), True),
        [
            ("precedes", "word", "stage", ONE, ("word", ("all", (ONE, TWO))), ("k", "X", "v"), True),
            ONE,
            ("word", ("all", (ONE, TWO))),
            ONE,
            TWO,
            ("k", "X", "v"),
        ],
    ),
]


@pytest.mark.parametrize(("plan", "conditions"), PLANS)
def test_what_is_left_out(plan: Any, conditions: list[Any]) -> None:
    record = MUTANTS.RECORDS[0]
    record = MUTANTS.with_plan((*record[: MUTANTS.ANCHOR], ("word", "", ()), *record[MUTANTS.ANCHOR + 1 :]), plan)
    assert [condition for condition, _ in MUTANTS.mutants(record)] == conditions
    assert all(mutant[-1][0] != plan for _, mutant in MUTANTS.mutants(record))
