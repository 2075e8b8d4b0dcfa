"""Where a variable comes from, and who uses it."""

from __future__ import annotations

from typing import Any

import pytest

from analyzer.facts.model import FileFacts, file_facts
from analyzer.source.text import Source
from analyzer.syntax.parse import parse_document


def facts(text: str) -> FileFacts:
    return file_facts(parse_document(Source(text)))


def line(file: FileFacts, offset: int) -> int:
    return Source(file.document.source.text).line(offset)


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("FROM a\nENV X=1\nUSER $X\n", "X", [2]),
        ("ARG X=1\nFROM $X\n", "X", [1]),
        ("ARG X=1\nFROM a\nUSER $X\n", "X", [None]),
        ("ARG X=1\nFROM a\nARG X\nUSER $X\n", "X", [3]),
        ("FROM a AS b\nENV X=1\nFROM b\nUSER $X\n", "X", [2]),
        ("FROM a AS b\nENV X=1\nFROM c\nUSER $X\n", "X", [None]),
        ("FROM a\nENV X=1\nENV X=$X:2\nUSER $X\n", "X", [2, 3]),
        ("FROM a\nARG X=1 Y=$X\n", "X", [2]),
        ("ARG X=1\nARG X=${X#a}\nARG X=a$X X=b$X$X\nFROM $X\n", "X", [1, 2, 3, 3, 3]),
        ("FROM a\nARG X=$X\n", "X", [None]),
        ("FROM a\nUSER $X\nENV X=1\n", "X", [None]),
        ("FROM a\nENV X=1\nONBUILD USER $X\n", "X", [None]),
    ],
)
def test_defined_by(text: str, name: str, expected: list[int | None]) -> None:
    file = facts(text)
    nodes: list[Any] = list(file.nodes("variable"))
    found = [node.defined_by for node in nodes if node.name == name]
    assert [line(file, pair.start) if pair is not None else None for pair in found] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("FROM a\nENV X=1\nUSER $X\nRUN echo $X $X\nRUN true\n", [[3, 4]]),
        ("ARG X=1\nFROM $X\nARG X\nRUN echo $X\n", [[2, 3], [4]]),
        ("FROM a AS b\nENV X=1\nFROM b\nRUN echo ${X}\n", [[4]]),
        ("FROM a\nENV X=1\nENV X=2\nUSER $X\n", [[], [4]]),
        ("FROM a\nARG X\nLABEL X=1\n", [[], []]),
    ],
)
def test_used_by(text: str, expected: list[list[int]]) -> None:
    file = facts(text)
    pairs: list[Any] = list(file.nodes("pair"))
    assert [[line(file, step.start) for step in pair.used_by] for pair in pairs] == expected
