"""Text of unknown origin is shown, not obeyed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.report.visible import measured, visible

SHOWN = [
    ("RUN true", "RUN true"),
    ("\x1b[2J", "\\x1b[2J"),
    ("a\rb\nc\x00", "a\\x0db\\x0ac\\x00"),
    ("a\tb", "a    b"),
    ("\x9b31m", "\\x9b31m"),
    ("user\u202etxt", "user\\u202etxt"),
    ("caf\u00e9 \u4e2d", "caf\u00e9 \u4e2d"),
    ("\udcff\ud800", "\\xff\\ud800"),
    ("\U000e0041", "\\U000e0041"),
]
MEASURED = [
    ("RUN a b", 4, 5, "RUN a b", 4, 5),
    ("\tRUN", 1, 4, "    RUN", 4, 7),
    ("ab\tRUN", 3, 6, "ab  RUN", 4, 7),
    ("\x1bRUN", 1, 4, "\\x1bRUN", 4, 7),
    ("\u4e2d\u6587 x", 3, 4, "\u4e2d\u6587 x", 5, 6),
    ("\u00e9", 1, 1, "\u00e9", 1, 1),
]


@pytest.mark.parametrize(("text", "shown"), SHOWN)
def test_what_cannot_be_shown_is_escaped(text: str, shown: str) -> None:
    assert visible(text) == shown


@given(st.text(st.characters()))
def test_nothing_unprintable_is_left(text: str) -> None:
    assert visible(text).isprintable()


@pytest.mark.parametrize(("text", "start", "end", "shown", "left", "right"), MEASURED)
def test_columns_follow_what_is_shown(text: str, start: int, end: int, shown: str, left: int, right: int) -> None:
    assert measured(text, start, end) == (shown, left, right)
