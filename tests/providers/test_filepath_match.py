from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.providers.filepath_match import MalformedPatternError, Pattern, has_wildcards

MATCHES = [
    ("a", "a", True),
    ("a", "b", False),
    ("a", "ab", False),
    ("", "", True),
    ("*", "", True),
    ("*", "anything.txt", True),
    ("*", "a/b", False),
    ("a*", "abc", True),
    ("a*/b", "abc/b", True),
    ("a*/b", "a/c/b", False),
    ("*.txt", "a.txt", True),
    ("*.txt", "a.txt.bak", False),
    ("a*b*c", "axbxbc", True),
    ("a*b*c/*", "abc/x", True),
    ("*x", "xxx", True),
    ("?", "a", True),
    ("?", "/", False),
    ("?", "", False),
    ("??.c", "ab.c", True),
    ("[a-c]x", "bx", True),
    ("[a-c]x", "dx", False),
    ("[^a-c]x", "dx", True),
    ("[^a-c]x", "ax", False),
    ("[!a]", "!", True),
    ("[a\\]b]", "]", True),
    ("[a\\-c]", "-", True),
    ("[a\\-c]", "b", False),
    ("\\*", "*", True),
    ("\\*", "a", False),
    ("a\\b", "ab", True),
    ("**", "ab", True),
    ("**", "a/b", False),
    ("**/x", "a/x", True),
    ("**/x", "a/b/x", False),
    ("ä*", "äöü", True),
    ("[ä-ü]", "ö", True),
]


@pytest.mark.parametrize(("pattern", "name", "expected"), MATCHES)
def test_a_pattern_matches_as_in_go(pattern: str, name: str, expected: bool) -> None:
    assert Pattern(pattern).matches(name) is expected


@pytest.mark.parametrize("pattern", ["[", "[]", "[]a]", "[a", "[a-", "[a-]", "[-a]", "[^]", "a\\", "[a\\", "*["])
def test_a_pattern_that_go_refuses_is_refused(pattern: str) -> None:
    with pytest.raises(MalformedPatternError):
        Pattern(pattern)


@pytest.mark.parametrize(
    ("path", "expected"), [("a/b", False), ("a/*", True), ("a?", True), ("[a", True), ("\\*a", False), ("\\\\*", True)]
)
def test_wildcards_are_told(path: str, expected: bool) -> None:
    assert has_wildcards(path) is expected


def as_expression(pattern: str) -> str:
    return "".join({"*": "[^/]*", "?": "[^/]"}.get(char, re.escape(char)) for char in pattern)


@given(st.text("ab/*?", max_size=8), st.text("ab/", max_size=8))
def test_stars_and_question_marks_stay_within_a_component(pattern: str, name: str) -> None:
    assert Pattern(pattern).matches(name) is (re.fullmatch(as_expression(pattern), name, re.DOTALL) is not None)


def test_many_stars_take_no_time() -> None:
    assert not Pattern("*a" * 200 + "b").matches("a" * 5000)
