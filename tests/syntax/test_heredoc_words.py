from __future__ import annotations

import pytest

from analyzer.syntax.expansion import ExpansionError
from analyzer.syntax.heredoc_words import heredoc_words, parse_heredoc_word

WORDS = [
    ("<<TXT", ("TXT", 0, True, False)),
    ("7<<-TXT", ("TXT", 7, True, True)),
    ("<<T'X'T", ("TXT", 0, False, False)),
    ('<<"a b"', ("a b", 0, False, False)),
    ("<<T\\'X", ("T'X", 0, True, False)),
    ("<<$NAME", ("$NAME", 0, True, False)),
    ("<<\t TXT", ("TXT", 0, True, False)),
    ("99999999999999999999999<<T", ("T", (1 << 64) - 1, True, False)),
    ("<<a b", None),
    ("<<''", None),
    ("x<<TXT", None),
    ("<<A<B", None),
    ("TXT", None),
]


@pytest.mark.parametrize(("word", "expected"), WORDS)
def test_a_word_is_read(word: str, expected: tuple[str, int, bool, bool] | None) -> None:
    found = parse_heredoc_word(word)
    assert (found and (found.name, found.descriptor, found.expand, found.strip_tabs)) == expected


@pytest.mark.parametrize("word", ["<<T'X", '<<T"X', "<<${T"])
def test_a_broken_delimiter_is_refused(word: str) -> None:
    with pytest.raises(ExpansionError):
        parse_heredoc_word(word)


def test_an_empty_word_beside_the_delimiter_is_refused() -> None:
    with pytest.raises(ValueError, match="inconsistent results"):
        parse_heredoc_word("<<T\u00a0''")


LINES = [
    ("RUN cat 3<<A <<-'B' > out", [("A", "3<<A"), ("B", "<<-'B'")]),
    ("COPY << one /two", [("one", "<< one")]),
    ("RUN echo '<<A' \"<<B\" x<<C \\<<D", []),
    ("RUN <<A && echo it's", []),  # the line has a quote that is not closed
    ("RUN echo ${X:-<<A} <<B", [("B", "<<B")]),
    ("RUN <<A${X:-b}", []),
    ("RUN a \\\\ <<A", [("A", "<<A")]),
]


@pytest.mark.parametrize(("line", "expected"), LINES)
def test_the_words_of_a_line_are_found(line: str, expected: list[tuple[str, str]]) -> None:
    assert [(found.name, line[start:end]) for found, start, end in heredoc_words(line)] == expected
