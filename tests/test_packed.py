"""Tables that are read entry by entry: to whoever reads them they are the tables they were made of."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.packed import Packed, pack

VALUES = st.recursive(
    st.none() | st.integers(-10, 10) | st.text(), lambda each: st.lists(each) | st.dictionaries(st.text(), each), max_leaves=8
)


@given(st.dictionaries(st.text() | st.integers(), VALUES), st.text())
def test_it_is_the_table(table: dict[object, object], key: str) -> None:
    packed = Packed(pack(table))
    assert packed.get(key, 7) == table.get(key, 7)
    assert (key in packed, len(packed), list(packed)) == (key in table, len(table), list(table))
    assert packed == table
    assert {**packed} == table
    assert (list(packed.keys()), list(packed.items()), list(packed.values())) == (
        list(table.keys()), list(table.items()), list(table.values()),
    )  # fmt: skip
    assert repr(packed) == repr(table)


def test_an_entry_is_read_once() -> None:
    packed = Packed(pack({"a": [1]}))
    assert packed["a"] is packed["a"]
    assert packed["a"] is packed.get("a")


def test_what_is_not_there_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        Packed(pack({}))["a"]
