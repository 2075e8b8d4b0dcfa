"""YAML that rules may be written in, and YAML that is refused."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.rules.document import MAX_BYTES, compose, plain
from analyzer.rules.errors import RuleErrors


def test_scalars_stay_text() -> None:
    document = compose("a: [1, no, 010, ~, 'x', 2020-01-01]\nb: |\n  one\n  two\n", "rule.yaml")
    assert plain(document) == {"a": ["1", "no", "010", "~", "x", "2020-01-01"], "b": "one\ntwo\n"}


@pytest.mark.parametrize(
    ("text", "place", "code"),
    [
        ("a: 1\nb: 2\na: 3\n", (3, 1), "R009"),
        ("a: {b: 1, b: 2}\n", (1, 11), "R009"),
        ("a: &x 1\n", (1, 4), "R006"),
        ("a: *x\n", (1, 4), "R006"),
        ("a: &x [1]\nb: [*x, *x]\n", (1, 4), "R006"),
        ("<<: {a: 1}\n", (1, 1), "R006"),
        ("a: !!int 1\n", (1, 4), "R007"),
        ("a: !!python/object/apply:os.system [x]\n", (1, 4), "R007"),
        ("[a]: 1\n", (1, 1), "R008"),
        ("--- a\n--- b\n", (2, 1), "R003"),
        ("", (1, 1), "R005"),
        ("# nothing\n", (1, 1), "R005"),
        ("a: [1\n", (2, 1), "R002"),
        ("a:\n\tb: 1\n", (2, 1), "R002"),
        ("a: \x01\n", (1, 1), "R002"),
        ("[" * 100_000, (1, 41), "R004"),
        ("{a: " * 100 + "1" + "}" * 100, (1, 161), "R004"),
        ("a: " + "x" * MAX_BYTES, (1, 1), "R001"),
    ],
)
def test_refused(text: str, place: tuple[int, int], code: str) -> None:
    with pytest.raises(RuleErrors) as caught:
        compose(text, "rule.yaml")
    problem = caught.value.problems[0]
    assert ((problem.mark.line, problem.mark.column), problem.code) == (place, code)


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(RuleErrors):
        compose(text, "rule.yaml")
