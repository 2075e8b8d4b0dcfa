"""Edits are put in order, held against each other and applied."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.fixes.edit import Edit, Unfit, apply, clash, ordered

TEXT = "abcdefghij"
EDITS = st.lists(
    st.tuples(st.integers(0, 10), st.integers(0, 10), st.sampled_from(["", "x", "yé"])).map(
        lambda each: Edit(min(each[:2]), max(each[:2]), each[2])
    ),
    max_size=5,
)


@pytest.mark.parametrize(
    ("edits", "result"),
    [
        ([], TEXT),
        ([Edit(0, 0, "x")], "x" + TEXT),
        ([Edit(10, 10, "x")], TEXT + "x"),
        ([Edit(0, 10, "")], ""),
        ([Edit(4, 5, "E"), Edit(1, 2, "B")], "aBcdEfghij"),
        ([Edit(1, 2, "B"), Edit(1, 2, "B")], "aBcdefghij"),
        ([Edit(1, 2, "B"), Edit(2, 3, "C")], "aBCdefghij"),
        ([Edit(1, 1, "x"), Edit(1, 2, "B")], "axBcdefghij"),
        ([Edit(1, 3, "x"), Edit(2, 4, "y")], None),
        ([Edit(1, 1, "x"), Edit(1, 1, "y")], None),
        ([Edit(1, 3, "x"), Edit(2, 2, "y")], None),
    ],
)
def test_apply(edits: list[Edit], result: str | None) -> None:
    if result is None:
        with pytest.raises(Unfit):
            ordered(edits)
    else:
        assert apply(TEXT, ordered(edits)) == result


@given(EDITS)
def test_ordered_is_stable_and_applies_each(edits: list[Edit]) -> None:
    try:
        found = ordered(edits)
    except Unfit:
        return
    assert ordered(reversed(found)) == found
    assert set(found) == set(edits)
    change = sum(len(edit.text) - (edit.end - edit.start) for edit in found)
    result = apply(TEXT, found)
    assert len(result) == len(TEXT) + change
    one_by_one = TEXT
    for edit in reversed(found):
        one_by_one = one_by_one[: edit.start] + edit.text + one_by_one[edit.end :]
    assert result == one_by_one


@given(EDITS, EDITS)
def test_what_does_not_clash_can_be_applied_together(some: list[Edit], others: list[Edit]) -> None:
    try:
        first, second = ordered(some), ordered(others)
    except Unfit:
        return
    touching = any(a.start <= b.end and b.start <= a.end for a in first for b in second)
    assert clash(first, second) == clash(second, first) == touching
    if not touching:
        assert ordered([*first, *second]) == sorted([*first, *second], key=lambda edit: (edit.start, edit.end))
