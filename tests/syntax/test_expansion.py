from __future__ import annotations

import re
from contextlib import suppress
from typing import Any, NoReturn

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.syntax import expansion_tree
from analyzer.syntax.expansion import (
    ExpansionError,
    ExpansionLimitError,
    expand_with_matches,
    expand_word,
    expand_words,
    references,
    split_words,
)
from analyzer.syntax.expansion_patterns import Pattern

ENV = {"V": "value", "E": "", "S": " one  two ", "PATH": "/usr/bin:/bin", "N": "4", "Q": "a*b?c", "L": "x\ny\nx", "D": "$0-$1"}
NOTHING: dict[str, str] = {}

WORDS = [
    ("plain", "plain"),
    ("", ""),
    ("$V", "value"),
    ("${V}", "value"),
    ("$V.txt", "value.txt"),
    ("$Vtxt", ""),
    ("$V_$V", "value"),
    ("${V}_$V", "value_value"),
    ("a$b$", "a$"),
    ("$ $", "$ $"),
    ("$-x$$", "x"),
    ("$12", ""),
    ("$1a", "a"),
    ("${12}", ""),
    ("$é", ""),
    ("$V²", "value²"),
    ("'$V'", "$V"),
    ('"$V"', "value"),
    ("\"'$V'\"", "'value'"),
    ("'\\'", "\\"),
    ("\\'", "'"),
    ("\\$V", "$V"),
    ("\\a", "a"),
    ('"\\a"', "\\a"),
    ('"\\$V\\""', '$V"'),
    ("x\\", "x"),
    ("a}b", "a}b"),
    ("${E:-d}", "d"),
    ("${E-d}", ""),
    ("${U-d}", "d"),
    ("${V:-d}", "value"),
    ("${E:+d}", ""),
    ("${E+d}", "d"),
    ("${U:+d}", ""),
    ("${V:?no}", "value"),
    ("${E?no}", ""),
    ("${U:-$V}", "value"),
    ("${U:-${W:-${V}}}!", "value!"),
    ('${U:-"a}b"}', "a}b"),
    ("${U:-'$V}'}", "$V}"),
    ("${U:-\\}}", "}"),
    ('"${U:-"in"}"', "in"),
    ("${PATH#*/}", "usr/bin:/bin"),
    ("${PATH##*/}", "bin"),
    ("${PATH%/*}", "/usr/bin:"),
    ("${PATH%%/*}", ""),
    ("${PATH%:*}", "/usr/bin"),
    ("${V#?}", "alue"),
    ("${V#x}", "value"),
    ("${U#x}", ""),
    ("${Q#a\\*}", "b?c"),
    ("${Q%\\?c}", "a*b"),
    ("${V#$N}", "value"),
    ("${L#*x}", "\ny\nx"),
    ("${L##*y}", "x\ny\nx"),
    ("${V/a/A}", "vAlue"),
    ("${PATH/bin/lib}", "/usr/lib:/bin"),
    ("${PATH//bin/lib}", "/usr/lib:/lib"),
    ("${PATH//\\//.}", ".usr.bin:.bin"),
    ("${V//?/x}", "xxxxx"),
    ("${V//*/x}", "x"),
    ("${V///-}", "-v-a-l-u-e-"),
    ("${V//a/$D}", "va-lue"),
    ("${V/a/$D}", "v$0-$1lue"),
    ("${V/v/}", "alue"),
    ("${+x}", ""),
    ("\ufeffa$V", "avalue"),
]


@pytest.mark.parametrize(("word", "expected"), WORDS)
def test_a_word_is_expanded(word: str, expected: str) -> None:
    assert expand_word(word, ENV.get) == expected


ERRORS = [
    ("a'b", "unexpected end of statement while looking for matching single-quote"),
    ('a"b', "unexpected end of statement while looking for matching double-quote"),
    ("${", "syntax error: missing '}'"),
    ("x${}", "syntax error: bad substitution"),
    ("${:-x}", "syntax error: bad substitution"),
    ("${{V}}", "syntax error: bad substitution"),
    ("${V", "unsupported modifier (\ufffd) in substitution"),
    ("${V!}", "unsupported modifier (!) in substitution"),
    ("${V:=x}", "unsupported modifier (:=) in substitution"),
    ("${V:#x}", "unsupported modifier (:#) in substitution"),
    ("${V:=x", "syntax error: missing '}'"),
    ("${V:-x", "syntax error: missing '}'"),
    ("${V:", "syntax error: missing '}'"),
    ("${V/x}", "syntax error: missing '/' in ${}"),
    ("${V/x/y", "syntax error: missing '}'"),
    ("${V:-'x}", "syntax error: missing '}'"),
    ("${U?}", "U: is not allowed to be unset"),
    ("${E:?}", "E: is not allowed to be empty"),
    ("${U:?need $V}", "U: need value"),
    ("${V#\\x}", "invalid pattern (\\x) in substitution: invalid escape '\\x'"),
    ("${V%x\\}", "syntax error: missing '}'"),
    ("${V:+${U?gone}}", "U: gone"),
    ("${V:+${U?gone}", "syntax error: missing '}'"),  # it fails at the very end of the text
    ("${V/a${U?gone}", "syntax error: missing '/' in ${}"),
    ("${U?first} 'second", "U: first"),
]


@pytest.mark.parametrize(("word", "reason"), ERRORS)
def test_a_word_is_refused_as_buildkit_does(word: str, reason: str) -> None:
    with pytest.raises(ExpansionError) as raised:
        expand_word(word, ENV.get)
    assert raised.value.reason == reason
    assert str(raised.value).startswith('failed to process "')
    assert 0 <= raised.value.start <= raised.value.end <= len(word)


def test_an_error_quotes_the_word_as_go_does() -> None:
    with pytest.raises(ExpansionError) as raised:
        expand_word("\"\t\\é\udcff\u00a0'", ENV.get)
    assert str(raised.value).startswith('failed to process "\\"\\t\\\\é\\xff\\u00a0\'": ')


@pytest.mark.parametrize(
    ("word", "expected"),
    [("a`$V", "a$V"), ("C:\\$V", "C:\\value"), ('"`"$V"', '"value'), ("${U:-`}}", "}"), ("x`", "x"), ("'`'", "`")],
)
def test_the_backtick_escapes_where_it_is_told_to(word: str, expected: str) -> None:
    assert expand_word(word, ENV.get, "`") == expected


OPTIONS = [
    ("a'b c'\"d\"", {"raw_quotes": True}, "a'b c'\"d\""),
    ("a\\$b\\c", {"raw_escapes": True}, "a\\$b\\c"),
    ('"\\$\\c"', {"raw_escapes": True}, "\\$\\\\c"),
    ("${U:-\\c}", {"raw_escapes": True}, "c"),
    ("$U${U}${U:-$V}${U//a/b}$V", {"skip_unset": True}, "$U${U}${U:-value}${U/a/b}value"),
    ('it\'s "$V"', {"quotes": False}, 'it\'s "value"'),
]


@pytest.mark.parametrize(("word", "options", "expected"), OPTIONS)
def test_options_keep_what_they_say(word: str, options: dict[str, Any], expected: str) -> None:
    assert expand_word(word, ENV.get, **options) == expected


SPLITS = [
    ("a b\tc", ["a", "b", "c"]),
    ("  ", []),
    ("'a b' c\\ d", ["a b", "c d"]),
    ("x$S.y", ["x", "one", "two", ".y"]),
    ('x"$S"y', ["x one  two y"]),
    ("a '' b", ["a", "b"]),
    ("<<  a<< b <<<\tc", ["<<  a<< b", "<<<", "c"]),
    ("a\u00a0b\x1cc", ["a", "b\x1cc"]),
    ("lost${U:-kept} next", ["kept", "next"]),  # BuildKit shares one buffer
    ('lost"${U:-kept}"', ["kept"]),
]


@pytest.mark.parametrize(("text", "words"), SPLITS)
def test_a_text_is_split(text: str, words: list[str]) -> None:
    assert expand_words(text, ENV.get) == words


@pytest.mark.parametrize("text", ["run <<A  b'c d'e", "a\\ b $S", "plain words only"])
def test_words_have_their_places(text: str) -> None:
    words = split_words(text, NOTHING.get, raw_quotes=True, raw_escapes=True, skip_unset=True)
    assert [text[word.start : word.end] for word in words] == [word.text for word in words]


def test_names_are_told_from_each_other_by_their_values() -> None:
    expansion = expand_with_matches("$V ${U:-$W} '$X' ${E+$N}", ENV.get)
    assert expansion.result == "value  $X 4"
    assert (expansion.matched, expansion.unmatched) == ({"V", "E", "N"}, {"U", "W"})


def test_what_a_lookup_raises_is_passed_on() -> None:
    class UnknownError(Exception):
        pass

    def lookup(name: str) -> str:
        raise UnknownError(name)

    with pytest.raises(UnknownError):
        expand_word("a${B}", lookup)


REFERENCES = [
    ("none", []),
    ("a $V ${W}", [("V", "", "$V", ""), ("W", "", "${W}", "")]),
    ("${V:-$W}", [("V", ":-", "${V:-$W}", "$W"), ("W", "", "$W", "")]),
    ("${V##*/}${V%x}", [("V", "##", "${V##*/}", "*/"), ("V", "%", "${V%x}", "x")]),
    ("${V//$A/b}", [("V", "//", "${V//$A/b}", "$A/b"), ("A", "", "$A", "")]),
    ("'$V' \"$W\" \\$X", [("W", "", "$W", "")]),
    ("${V:=x}", [("V", ":=", "${V:=x}", "x")]),
    ("$V ${W", [("V", "", "$V", "")]),
    ("$V ${W:-$X", [("V", "", "$V", ""), ("X", "", "$X", "")]),
    ("$V '$W", [("V", "", "$V", "")]),
]


@pytest.mark.parametrize(("text", "expected"), REFERENCES)
def test_references_are_found(text: str, expected: list[tuple[str, str, str, str]]) -> None:
    assert [(found.name, found.operator, found.text, found.word) for found in references(text)] == expected


def test_references_are_found_in_quotes_that_do_not_count() -> None:
    assert [found.name for found in references("it's '$V'", quotes=False)] == ["V"]


PIECES = [
    "a",
    "V",
    "U",
    "$",
    "${",
    "}",
    "'",
    '"',
    "\\",
    "`",
    " ",
    ":",
    "-",
    "+",
    "?",
    "#",
    "%",
    "/",
    "*",
    "<",
    "\n",
    "é",
    "\udcff",
]
TEXTS = st.lists(st.sampled_from(PIECES), max_size=14).map("".join)


@given(TEXTS, st.sampled_from("\\`"), st.booleans())
def test_no_text_breaks_it(text: str, escape: str, quotes: bool) -> None:
    for expand in (expand_word, expand_words):
        with suppress(ExpansionError):
            expand(text, ENV.get, escape, quotes=quotes)
    found = references(text, escape, quotes)
    assert [reference.start for reference in found] == sorted({reference.start for reference in found})
    assert all(reference.text.startswith("$") for reference in found)


@given(TEXTS)
def test_both_escape_characters_mean_the_same(text: str) -> None:
    swap = str.maketrans("\\`", "`\\")
    assert outcome(text, "\\") == outcome(text.translate(swap), "`").translate(swap)


def outcome(text: str, escape: str) -> str:
    try:
        # The escapes of a pattern are backslashes always.
        return expand_word(re.sub("[#%/]", ".", text), ENV.get, escape)
    except ExpansionError as error:
        return error.reason


@given(st.text(st.characters(exclude_characters="$'\"\\\ufeff", exclude_categories=["Cs"])))
def test_a_plain_text_is_never_parsed(text: str) -> None:
    def parse(name: str) -> NoReturn:
        raise AssertionError(name)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(expansion_tree, "parser", parse)
        assert expand_word(text, ENV.get) == text
        assert "".join(expand_words(text, ENV.get)).split() == "".join(text.split()).split() or text
        assert references(text) == []


DEEP = 10_000


@pytest.mark.parametrize(("opening", "closing"), [("${U:-x", "}"), ('"${U:-x', '}"'), ("${V%x", "}"), ("${V/x", "/y}")])
def test_references_may_be_nested_deeply(opening: str, closing: str) -> None:
    text = opening * DEEP + closing * DEEP
    assert expand_word(text, ENV.get) in {"x" * DEEP, "value"}
    assert len(references(text)) == DEEP
    with pytest.raises(ExpansionError):
        expand_word(opening * DEEP, ENV.get)


@pytest.mark.parametrize("text", ["${B}" * 20, "${B//?/$B}", "${B/b/" + "$B" * 12 + "}"])
def test_an_expansion_does_not_grow_without_end(text: str) -> None:
    with pytest.raises(ExpansionLimitError):
        expand_word(text, {"B": "b" * 100_000}.get)


def test_a_pattern_that_is_too_much_work_is_refused() -> None:
    with pytest.raises(ExpansionLimitError):
        expand_word("${B#" + "?" * 3000 + "c}", {"B": "b" * 100_000}.get)


@given(st.lists(st.sampled_from(["*", "?", "a", "b", "\n", "\\*", "."]), max_size=6), st.text("ab\n*.", max_size=8))
def test_a_pattern_matches_what_a_backtracking_expression_does(pattern: list[str], value: str) -> None:
    greedy = "".join({"*": ".*", "?": ".", "\\*": "\\*"}.get(part, re.escape(part)) for part in pattern)
    compiled = Pattern("".join(pattern))
    for longest, expression in ((True, greedy), (False, greedy.replace(".*", ".*?"))):
        match = re.match(expression, value)
        assert compiled.prefix_end(value, longest) == (match.end() if match else None)
    match = re.search(greedy, value)
    assert compiled.find(value) == (match.span() if match else None)
