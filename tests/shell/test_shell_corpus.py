"""The shell parser on the bodies of real Dockerfiles: nearly all understood, trees equal to Lark's."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from lark import Tree
from lark.exceptions import UnexpectedInput

from analyzer.grammar.compiler import lark_parser
from analyzer.grammar.driver import GrammarError
from analyzer.grammar.tables import parser
from analyzer.resources import grammar_path
from analyzer.shell.commands import invocations
from analyzer.shell.elements import bounds
from analyzer.shell.packages import packages
from analyzer.shell.parse import parse_script
from analyzer.source.text import Source
from analyzer.syntax.nodes import Instruction
from analyzer.syntax.parse import parse_document

pytestmark = [pytest.mark.shared, pytest.mark.corpus]
CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus"
WINDOWS = re.compile(r"(?i)windows|nanoserver|servercore|powershell|\bcmd /s|^#\s*escape=`|Invoke-|\$env:")


def bodies(instruction: Instruction) -> list[str]:
    """The scripts of an instruction that a shell reads."""
    node = instruction.trigger or instruction
    if node.kind not in ("RUN", "CMD", "ENTRYPOINT", "HEALTHCHECK") or node.json_form or not node.arguments:
        return []
    if node.kind == "HEALTHCHECK":
        return [word.text for word in node.arguments[1:]]
    shells = [
        heredoc.content for heredoc in node.heredocs if re.fullmatch(r"(?s)(#!\S*sh\b.*|[^#].*|#[^!].*)", heredoc.content)
    ]
    return [node.arguments[0].text, *(shells if node.arguments[0].text.startswith("<<") else [])]


@pytest.fixture(scope="module")
def scripts() -> list[str]:
    """Every different body of the files that are not for Windows."""
    found: dict[str, None] = {}
    for path in sorted(path for path in CORPUS.rglob("*") if path.is_file()):
        source = Source.from_bytes(path.read_bytes(), str(path))
        if not WINDOWS.search(source.text):
            for instruction in parse_document(source).instructions:
                found.update(dict.fromkeys(bodies(instruction)))
    assert len(found) > 1000
    return list(found)


def test_nearly_all_bodies_are_understood(scripts: list[str]) -> None:
    refused = [text for text in scripts if not parse_script(text).complete]
    assert len(refused) <= len(scripts) // 100, refused[:20]


def test_words_and_packages_are_slices(scripts: list[str]) -> None:
    for text in scripts:
        script = parse_script(text)
        if "`" in text:
            continue  # its escapes are removed before the words are read
        for command in script.commands:
            assert all(text[word.start : word.end] == word.text for word in command.words)
            assert all("".join(part.text for part in word.parts) in word.text or word.quoted for word in command.words)
        for invocation in invocations(script):
            assert all(text[package.start : package.end] == package.text for package in packages(invocation))


def test_trees_equal_larks(scripts: list[str]) -> None:
    lark = lark_parser(grammar_path("shell"))
    for text in scripts:
        start, end = bounds(text, 0, len(text))
        body = text[start:end]
        if not body:
            continue
        try:
            theirs = flat(lark.parse(body, start="script"))
        except UnexpectedInput:
            with pytest.raises(GrammarError):
                parser("shell").parse(body, "script")
        else:
            assert parser("shell").parse(body, "script") == theirs


def flat(node: Any) -> Any:
    if isinstance(node, Tree):
        return (str(node.data), node.meta.start_pos, node.meta.end_pos, [flat(child) for child in node.children])
    return (str(node.type), node.start_pos, node.end_pos, None)
