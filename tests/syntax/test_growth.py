"""Ten times the input takes about ten times the steps: counted calls, not time."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType

import pytest

from analyzer.source.text import Source
from analyzer.syntax.expansion import expand_word, references
from analyzer.syntax.parse import parse_document


def nested(depth: int) -> str:
    return "${a:-" * depth + "x" + "}" * depth


SHAPES: dict[str, Callable[[int], str]] = {
    "words": lambda n: "FROM a\nCOPY " + "word " * n + "/x\n",
    "pairs": lambda n: "FROM a\nENV " + "k='v w' " * n + "\n",
    "instructions": lambda n: "FROM a\n" + "RUN x && y\n" * n,
    "heredoc lines": lambda n: "FROM a\nRUN <<EOF\n" + "echo x\n" * n + "EOF\n",
    "continuations": lambda n: "FROM a\nRUN x" + " \\\n  y" * n + "\n",
    "comments in a continuation": lambda n: "FROM a\nRUN x" + " \\\n  # y" * n + "\n z\n",
    "heredocs": lambda n: "FROM a\nRUN" + " <<E" * n + "\n" + "E\n" * n,
    "json": lambda n: "FROM a\nCMD [" + ", ".join(['"x"'] * n) + "]\n",
    "open json": lambda n: "FROM a\nCMD " + "[" * n + "\n",
    "flags": lambda n: "FROM a\nRUN " + "--mount=type=cache,target=/x " * n + "x\n",
    "broken lines": lambda n: "FROM a\n" + "NOPE x\n" * n,
}


def calls(work: Callable[[], object]) -> int:
    """The calls of Python and C functions that work makes."""
    count = 0

    def note(frame: FrameType, event: str, argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(note)
    try:
        work()
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("shape", SHAPES)
def test_parsing(shape: str) -> None:
    small, large = (Source(SHAPES[shape](size)) for size in (50, 500))
    parse_document(Source("FROM a\nRUN x <<E\nE\nCMD []\n"))  # what is loaded and compiled once does not count
    assert calls(lambda: parse_document(large)) < 12 * calls(lambda: parse_document(small))


@pytest.mark.parametrize("work", [references, lambda text: expand_word(text, lambda name: None)], ids=["references", "expand"])
def test_nesting(work: Callable[[str], object]) -> None:
    work(nested(2))
    assert calls(lambda: work(nested(1000))) < 12 * calls(lambda: work(nested(100)))


@pytest.mark.parametrize("text", [nested(20_000), "${a:-" * 20_000, '"' * 20_001, "\\" * 20_001, "$(" * 20_000])
def test_deep_and_open_words_end(text: str) -> None:
    document = parse_document(Source(f"FROM a\nENV X={text}\n"))
    assert document.instructions[1].pairs[0].value is not None
    references(text)
