from __future__ import annotations

import fnmatch
from contextlib import suppress
from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.syntax.dockerignore import IgnorePatternError, PatternMatcher, pattern_errors, read_lines, read_patterns

FILES = [
    ("", []),
    ("a\n\nb", ["a", "b"]),
    ("# all\n*\n #not\n!keep\n", ["*", "#not", "!keep"]),
    ("\ufeff# c\n/a/\n  //b/./c  \r\n", ["a", "/b/c".lstrip("/")]),
    ("! /x/../y\n!\n/\n..", ["!y", "!", "/", ".."]),
    ("\x1ca\u00a0\n", ["\x1ca"]),
]


@pytest.mark.parametrize(("text", "patterns"), FILES)
def test_a_file_is_read(text: str, patterns: list[str]) -> None:
    assert read_patterns(text) == patterns


def test_patterns_have_their_lines() -> None:
    assert read_lines("# one\n\na\n\r\n!b") == [("a", 3), ("!b", 5)]


@pytest.mark.parametrize("length", [65535, 65536])
def test_a_line_may_be_as_long_as_go_reads(length: int) -> None:
    text = "a\n" + "b" * length + "\nc"
    if length == 65535:
        assert len(read_patterns(text)) == 3
    else:
        with pytest.raises(IgnorePatternError, match="token too long") as raised:
            read_patterns(text)
        assert raised.value.index == 1


MATCHES = [
    ("app", "app", True),
    ("app", "app/main.py", True),
    ("app", "my/app", False),
    ("app", "application", False),
    ("*.log", "x.log", True),
    ("*.log", "logs/x.log", False),
    ("**/*.log", "x.log", True),
    ("**/*.log", "a/b/x.log/y", True),
    ("**/cache", "cache", True),
    ("**/cache", "a/cache/b", True),
    ("**/cache", "a/mycache", False),
    ("**cache", "a/mycache", True),
    ("dist/**", "dist/a/b", True),
    ("dist/**", "dist", False),
    ("dist**", "distribution", True),
    ("a/**/z", "a/z", True),
    ("a/**/z", "a/b/c/z", True),
    ("a/**/z", "a/bz", False),
    ("?.md", "é.md", True),
    ("?.md", "/.md", False),
    ("v[0-9]", "v7", True),
    ("v[^0-9]", "v7", False),
    ("v[0-9]*", "v7/x", True),
    ("a.b", "axb", False),
    ("a\\*", "a*", True),
    ("bin\\dist*", "bindist", False),  # not the letter but Go's class of digits
    ("bin\\dist*", "bin7ist", True),
    ("a|b*", "axyz", True),  # BuildKit's matcher does not escape this one
    ("*.{js,ts}", "x.js", False),
    ("*.{js,ts}", "x.{js,ts}", True),
    ("a{2}*", "aab", True),
    ("[a*]", "aa]", True),  # the star within becomes an expression of its own
    ("[[:alpha:]]x", "bx", True),
    (".", "a", False),
    ("**", "a", True),
]


@pytest.mark.parametrize(("pattern", "path", "expected"), MATCHES)
def test_a_pattern_matches(pattern: str, path: str, expected: bool) -> None:
    assert PatternMatcher([pattern]).matches(path) is expected


LISTS = [
    (["*", "!keep"], "keep", False),
    (["*", "!keep"], "keep/x", False),
    (["*", "!keep", "keep/x"], "keep/x", True),
    (["!keep", "*"], "keep", True),
    (["docs", "!docs/*.md", "docs/secret*"], "docs/secret.md", True),
    (["", "  ", "a"], "a", True),
]


@pytest.mark.parametrize(("patterns", "path", "expected"), LISTS)
def test_the_last_pattern_decides(patterns: list[str], path: str, expected: bool) -> None:
    assert PatternMatcher(patterns).matches(path) is expected


REFUSED = [
    ("!", 'illegal exclusion pattern: "!"'),
    ("[", "syntax error in pattern"),
    ("a[]b]", "syntax error in pattern"),
    ("[b-]", "syntax error in pattern"),
    ("a\\", "syntax error in pattern"),
    ("*[^", "syntax error in pattern"),
    (".*[", "syntax error in pattern"),
]


@pytest.mark.parametrize(("pattern", "message"), REFUSED)
def test_a_pattern_is_refused_when_it_is_read(pattern: str, message: str) -> None:
    with pytest.raises(IgnorePatternError) as raised:
        PatternMatcher(["a", "", pattern])
    assert (str(raised.value), raised.value.index) == (message, 2)


@pytest.mark.parametrize("pattern", ["a*[", "[z-a]", "\\é", "\\yes", "*{2}", "a|{2}*", "a{2,1}*", "build\\public*"])
def test_a_pattern_is_refused_when_it_is_tried(pattern: str) -> None:
    matcher = PatternMatcher(["a", pattern])
    assert [error.index for error in matcher.errors] == [1]
    assert matcher.matches("a")  # decided before the fault is met
    with pytest.raises(IgnorePatternError, match="syntax error in pattern"):
        matcher.matches("b")


def test_all_faults_are_listed() -> None:
    errors = pattern_errors(["[", "ok", "!", "[z-a]"])
    assert [(error.index, str(error)) for error in errors] == [
        (0, "syntax error in pattern"),
        (2, 'illegal exclusion pattern: "!"'),
        (3, "syntax error in pattern"),
    ]


@pytest.mark.parametrize("pattern", ["**/*a*b*c*d*", "**/a" * 2000, "*a" * 5000, "[a-z]*" * 2000 + "!", "a{1000}" * 2000])
@pytest.mark.parametrize("path", ["a" * 4000, "a/" * 2000 + "a", "abc" * 1000])
def test_no_pattern_takes_long(pattern: str, path: str) -> None:
    assert PatternMatcher([pattern]).matches(path) in {True, False}


NAMES = st.text("ab.", min_size=1, max_size=4).filter(lambda name: name.strip("."))


@given(st.lists(NAMES, min_size=1, max_size=4), st.text("ab*?", min_size=1, max_size=5).filter(lambda p: "**" not in p))
def test_a_pattern_without_a_slash_is_about_the_first_name(names: list[str], pattern: str) -> None:
    path = str(PurePosixPath(*names))
    assert PatternMatcher([pattern]).matches(path) == fnmatch.fnmatchcase(names[0], pattern)


@given(st.lists(st.text("ab*?[]\\-^!/.{}|19,Q", max_size=8), max_size=4), st.text("ab/.-]", max_size=8))
def test_no_pattern_breaks_it(patterns: list[str], path: str) -> None:
    if pattern_errors(patterns):
        with suppress(IgnorePatternError):
            PatternMatcher(patterns).matches(path)
    else:
        assert PatternMatcher(patterns).matches(path) in {True, False}


@given(st.text("ab/#\n.", max_size=30))
def test_what_is_read_reads_the_same_again(text: str) -> None:
    patterns = [pattern for pattern in read_patterns(text) if not pattern.startswith(("#", "/"))]
    assert read_patterns("\n".join(patterns)) == patterns
