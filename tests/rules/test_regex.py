"""The regular expressions of rules: what they find, what is refused, and that no text takes long."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.rules.regex.automaton import MAX_STATES, compile_expression
from analyzer.rules.regex.dialect import ExpressionError
from analyzer.rules.regex.search import searcher


def found(expression: str, text: str) -> bool:
    automaton = compile_expression(expression)
    packed, unpacked = searcher(automaton)(text), searcher(automaton, walked=len(automaton[8]))(text)
    assert packed == unpacked
    return packed


@pytest.mark.parametrize(
    ("expression", "fits", "others"),
    [
        ("", ["", "a"], []),
        ("abc", ["abc", "xabcx"], ["ab", "", "abd"]),
        ("^abc$", ["abc"], ["abc\n", "xabc", "abcx"]),
        ("a|^b", ["b", "ca"], ["cb", ""]),
        ("a.c", ["abc", "aéc"], ["a\nc", "ac"]),
        ("(?s)a.c", ["a\nc"], ["ac"]),
        ("(?m)^b$", ["b", "a\nb\nc", "a\nb"], ["ab", "b c"]),
        ("(?i)straße", ["STRAße", "straße"], ["STRASSE", "straẞe"]),
        ("(?i)[a-f]9", ["F9", "a9"], ["g9"]),
        ("(?im)^x", ["a\nX"], ["ax"]),
        ("a{2}", ["aa", "aaa"], ["a", "aba"]),
        ("^a{2,3}$", ["aa", "aaa"], ["a", "aaaa"]),
        ("^a{,2}$", ["", "a", "aa"], ["aaa"]),
        ("^a{2,}$", ["aa", "aaaaa"], ["a"]),
        ("a{x}", ["a{x}"], ["aa"]),
        ("{", ["{"], [""]),
        ("^(ab)*$", ["", "abab"], ["aba"]),
        ("^(?:ab)+$", ["ab"], [""]),
        (r"\bfoo\b", ["foo", "a foo b", "-foo-"], ["afoo", "foob", "foo_"]),
        (r"\Bfoo", ["afoo"], ["foo", " foo"]),
        (r"^\w+\s\d+$", ["ab_1 23"], ["é 1", "a\u00a01", "a ٣"]),
        (r"[^\w]", ["-", "é"], ["a_1"]),
        (r"^[\]\-a-c]+$", ["]-b"], ["d", "\\"]),
        ("^[]a]$", ["]", "a"], ["b"]),
        ("^[^]a]$", ["b"], ["]", "a"]),
        (r"\$\{?\w+", ["x${A", "$A"], ["$", "${"]),
        (r"\x41\u00e9\U0001f600\t\n", ["Aé😀\t\n"], ["A"]),
        ("é", ["née"], ["e\u0301"]),
        ("[à-ü]", ["é"], ["z", "ÿ"]),
        ("[^à-ü]", ["z", "ÿ"], ["é"]),
        ("\udcff", ["a\udcff"], ["a"]),
        (r"[\b]", ["\b"], ["b"]),
        ("a-b", ["a-b"], ["ab"]),
        ("[a-]", ["-"], ["b"]),
    ],
)
def test_what_is_found(expression: str, fits: list[str], others: list[str]) -> None:
    assert [text for text in fits if not found(expression, text)] == []
    assert [text for text in others if found(expression, text)] == []


@pytest.mark.parametrize(
    ("expression", "at", "code"),
    [
        (r"(a)\1", 3, "R120"),
        ("x(?=a)", 1, "R120"),
        ("x(?!a)", 1, "R120"),
        ("x(?<=a)", 1, "R120"),
        ("x(?<!a)", 1, "R120"),
        ("x(?P<n>a)", 1, "R120"),
        ("x(?P=n)", 1, "R120"),
        ("x(?>a)", 1, "R120"),
        ("x(?(1)a)", 1, "R120"),
        ("x(?i)", 1, "R120"),
        ("(?x)a", 2, "R120"),
        ("(?iL)a", 3, "R120"),
        ("xa*?", 3, "R120"),
        ("xa++", 3, "R120"),
        (r"x\Z", 1, "R120"),
        (r"x\p{L}", 1, "R120"),
        ("x[[:alpha:]]", 2, "R120"),
        ("x(", 1, "R112"),
        ("x)", 1, "R112"),
        ("x[a", 1, "R112"),
        ("x[]", 1, "R112"),
        ("x[b-a]", 2, "R112"),
        (r"x[a-\d]", 2, "R112"),
        ("x|*", 2, "R112"),
        ("x**", 2, "R112"),
        ("x{2}{3}", 4, "R112"),
        ("x{3,2}", 1, "R112"),
        ("x\\", 1, "R112"),
        (r"x\x4", 1, "R112"),
        ("^*", 1, "R112"),
        ("x(a+)+", 1, "R121"),
        ("x(a*)*$", 1, "R121"),
        (r"x(\w+\s?)*$", 1, "R121"),
        ("x(?:a|b+)+", 1, "R121"),
        ("x((a?)*b?)*", 1, "R121"),
        ("xa{1001}", 2, "R121"),
        ("(a{100}){100}", 0, "R121"),
        ("(a|b)*a(a|b){20}", 0, "R121"),
        ("x" + "(" * 100, 41, "R121"),
    ],
)
def test_what_is_refused(expression: str, at: int, code: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        compile_expression(expression)
    assert (caught.value.code, caught.value.at) == (code, at)


LETTERS = "abAB01_ -\né"
ATOMS = st.one_of(
    st.sampled_from(
        ["a", "b", "A", "0", "_", " ", "-", "é", r"\n", ".", r"\w", r"\W", r"\d", r"\s", r"\S", "[ab]", "[^a]", "[a-z0]"]
    ),
    st.sampled_from(["^", "$", r"\b", r"\B"]),
)


def compound(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.lists(inner, max_size=4).map("".join),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: "(?:" + "|".join(parts) + ")"),
        st.tuples(inner, st.sampled_from(["*", "+", "?", "{2}", "{1,2}", "{,2}", "{2,}"])).map(
            lambda pair: f"(?:{pair[0]}){pair[1]}"
        ),
    )


EXPRESSIONS = st.tuples(
    st.sampled_from(["", "(?i)", "(?m)", "(?s)", "(?ims)"]), st.recursive(ATOMS, compound, max_leaves=8)
).map("".join)


@settings(max_examples=300)
@given(EXPRESSIONS, st.lists(st.text(LETTERS, max_size=8), min_size=1, max_size=8))
def test_it_finds_what_python_finds(expression: str, texts: list[str]) -> None:
    """Python's $ also fits before a line ending at the end; ours does not."""
    try:
        automaton = compile_expression(expression)
    except ExpressionError:
        return
    python = expression if "m" in expression[:5] and expression.startswith("(?") else expression.replace("$", r"\Z")
    for text in texts:
        if text or r"\B" not in expression:  # of the empty text Python's versions say different things
            assert searcher(automaton)(text) == bool(re.search(python, text, re.ASCII)), text


@given(st.text("ab(|)*+?{}[]^$\\.,-0w1:=!<", max_size=20))
def test_any_text_is_compiled_or_refused_with_a_place(expression: str) -> None:
    at, automaton = 0, None
    try:
        automaton = compile_expression(expression)
    except ExpressionError as error:
        at = error.at
    assert 0 <= at <= len(expression)
    assert automaton is None or len(automaton[8]) <= automaton[6] * (MAX_STATES + 2)


class Counted(str):
    """A text that counts how many of its characters are looked at."""

    __slots__ = ("looked_at",)
    looked_at: int

    def isascii(self) -> bool:
        return False

    def __iter__(self) -> Iterator[str]:
        for char in str(self):
            self.looked_at += 1
            yield char


@pytest.mark.parametrize(
    "expression", [r"(a|a)*b", r"(.*,)*x", r"\s+$", r"(a|aa)+$", r"a*a*a*a*b", "(x?){20}x{20}y", r"^(\w+ )*\w+=$"]
)
@pytest.mark.parametrize("text", ["a" * 3000, "a," * 3000, " " * 3000, "x" * 3000, "ab " * 3000 + "é"])
def test_each_character_is_looked_at_once(expression: str, text: str) -> None:
    automaton = compile_expression(expression)
    counted = Counted(text)
    counted.looked_at = 0
    searcher((automaton[0], "", False, *automaton[3:]))(counted)  # without the text that must occur, which spares the work
    assert counted.looked_at <= len(text)
