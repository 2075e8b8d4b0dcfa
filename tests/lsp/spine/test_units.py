"""Positions as clients count them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.lsp.units import ENCODINGS, Units

TEXT = "FROM é\r\nRUN 😀x\rUSER a\n"


@pytest.mark.parametrize(
    ("encoding", "offset", "place"),
    [
        ("utf-8", 5, (0, 5)),
        ("utf-8", 6, (0, 7)),
        ("utf-16", 6, (0, 6)),
        ("utf-32", 6, (0, 6)),
        ("utf-8", 8, (1, 0)),
        ("utf-8", 13, (1, 8)),
        ("utf-16", 13, (1, 6)),
        ("utf-32", 13, (1, 5)),
        ("utf-16", 15, (2, 0)),
        ("utf-16", len(TEXT), (3, 0)),
    ],
)
def test_places(encoding: str, offset: int, place: tuple[int, int]) -> None:
    units = Units(TEXT, encoding)
    assert units.place(offset) == place
    assert units.offset(place) == offset


@pytest.mark.parametrize(
    ("place", "offset"),
    [((0, 99), 6), ((99, 0), len(TEXT)), ((-1, 3), 0), ((0, -1), 0), ((1, 5), 12), ((3, 7), len(TEXT))],
)
def test_a_place_that_is_none_is_the_nearest_before_it(place: tuple[int, int], offset: int) -> None:
    assert Units(TEXT, "utf-16").offset(place) == offset


@given(st.text(alphabet="aé😀\r\n\x0b\x0c\u2028 ", max_size=40), st.sampled_from(ENCODINGS))
def test_every_offset_that_is_no_half_line_end_comes_back(text: str, encoding: str) -> None:
    units = Units(text, encoding)
    for offset in range(len(text) + 1):
        if text[offset - 1 : offset + 1] != "\r\n" or offset == 0:
            assert units.offset(units.place(offset)) == offset


@given(st.text(alphabet="aé😀\r\n\x0b\u2028", max_size=40))
def test_lines_are_those_of_the_protocol(text: str) -> None:
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    assert Units(text).lines == plain.count("\n") + 1
