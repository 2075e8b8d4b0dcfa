"""YAML that rules may be written in, and YAML that is refused."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.rules.document import MAX_BYTES, Mapping, Scalar, compose, plain
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
        ("a: \x01\n", (1, 4), "R002"),
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


def test_everything_that_is_refused_is_told_at_once() -> None:
    text = "a: &x 1\nb: *x\na: 2\n<<: {c: 1}\nd: !!int 3\n[e]: {f: 1, f: 2}\n"
    with pytest.raises(RuleErrors) as caught:
        compose(text, "rule.yaml")
    found = [(problem.mark.line, problem.mark.column, problem.code) for problem in caught.value.problems]
    assert found == [
        (1, 4, "R006"),
        (2, 4, "R006"),
        (3, 1, "R009"),
        (4, 1, "R006"),
        (5, 4, "R007"),
        (6, 1, "R008"),
        (6, 13, "R009"),
    ]


LAUGHS = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 30)
)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (LAUGHS, "R006"),
        ("a: &a {b: 1}\n" + "c: {<<: *a}\n" * 20_000, "R006"),
        ("- {<<: [" + "{x: 1}, " * 50_000 + "]}", "R006"),
        ("".join(" " * depth + "a:\n" for depth in range(600)), "R004"),
        ("- " * 5_000 + "x", "R004"),
        ("? " * 5_000 + "x", "R008"),
        ("a: 1\n" * 100_000, "R009"),
        ("!a " * 1 + "!<tag:" + "x" * 100_000 + "> y", "R002"),
    ],
    ids=["laughs", "merge keys", "merge list", "deep", "dashes", "complex keys", "one key", "tag"],
)
def test_bombs_do_not_go_off(text: str, code: str) -> None:
    with pytest.raises(RuleErrors) as caught:
        compose(text, "rule.yaml")
    assert code in {problem.code for problem in caught.value.problems}


@pytest.mark.parametrize(
    ("text", "offset", "column"),
    [
        ("a: bcd", 2, 6),
        ("a: 'b''c'", 2, 8),
        ('a: "bcd"', 1, 6),
        ("'it''s': 'x'", 0, 11),
        (r'a: "b\tc"', 2, 4),
        ("a: b\n  c", 2, 4),
    ],
)
def test_the_place_of_a_character_of_a_text(text: str, offset: int, column: int) -> None:
    """Where a text is folded or holds escapes, it is the place where it begins."""
    document = compose(text, "rule.yaml")
    assert isinstance(document, Mapping)
    value = document.entries[0][1]
    assert isinstance(value, Scalar)
    assert value.place(offset).column == column
