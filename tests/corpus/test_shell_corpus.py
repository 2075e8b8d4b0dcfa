"""The shell parser on the bodies of real Dockerfiles: nearly all understood, commands as tree-sitter finds them, trees equal to
Lark's."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from lark import Tree
from lark.exceptions import UnexpectedInput

from analyzer.facts.model import file_facts
from analyzer.grammar.compiler import lark_parser
from analyzer.grammar.driver import GrammarError
from analyzer.grammar.tables import parser
from analyzer.resources import grammar_path
from analyzer.shell.actions import action
from analyzer.shell.commands import invocations
from analyzer.shell.elements import bounds
from analyzer.shell.packages import packages
from analyzer.shell.parse import parse_script
from analyzer.source.text import Source
from analyzer.syntax.parse import parse_document

pytestmark = [pytest.mark.shared, pytest.mark.corpus]
CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus"

# Why a body is not understood. None is known.
NOT_UNDERSTOOD: dict[str, str] = {}

# Where tree-sitter-bash finds other commands, and why ours are right. A pattern of the body, by cause.
DIFFERENT = {
    "a comment in backquotes is a command without words, and takes what follows for itself": r"`#[^`]*`",
    "an escaped blank begins a word": r"(?:^|&&|;|\|) *\\ \S",
    "a here-document before the name of its command": r"^\s*<<-?\w+ \w",
    "a word that only begins with [ is no test": r"^\[\S",
}


@pytest.fixture(scope="module")
def scripts() -> list[str]:
    """Every different body of RUN that a POSIX shell reads."""
    found: dict[str, None] = {}
    for path in sorted(path for path in CORPUS.rglob("*") if path.is_file()):
        file = file_facts(parse_document(Source.from_bytes(path.read_bytes(), str(path))))
        for step in file.nodes("instruction"):
            body: Any = getattr(step, "body", None)
            if body is not None and body.script is not None and not body.is_program:
                found[body.extract.text] = None
    assert len(found) > 3000
    return list(found)


def test_nearly_all_bodies_are_understood(scripts: list[str]) -> None:
    refused = [text for text in scripts if not parse_script(text).complete]
    unexplained = [text for text in refused if not any(re.search(mark, text) for mark in NOT_UNDERSTOOD.values())]
    assert unexplained == []
    assert len(refused) <= len(scripts) * 0.005


def test_commands_are_those_of_tree_sitter(scripts: list[str]) -> None:
    """The words that name commands, and where they stand."""
    tree_sitter, bash = pytest.importorskip("tree_sitter"), pytest.importorskip("tree_sitter_bash")
    reference = tree_sitter.Parser(tree_sitter.Language(bash.language()))
    causes: Counter[str] = Counter()
    unexplained = []
    for text in scripts:
        theirs, ours = names_by_tree_sitter(reference, text), our_names(text)
        if theirs == ours:
            continue
        cause = next((cause for cause, mark in DIFFERENT.items() if re.search(mark, text)), None)
        if cause is None:
            unexplained.append((text, sorted(set(ours) ^ set(theirs))))
        else:
            causes[cause] += 1
    assert unexplained == []
    assert set(causes) == set(DIFFERENT), "a cause that is no more"
    assert causes.total() <= len(scripts) * 0.01


def our_names(text: str) -> list[tuple[int, str]]:
    commands = parse_script(text).commands
    return sorted((len(text[: one.words[0].start].encode()), one.words[0].text) for one in commands if one.words)


def names_by_tree_sitter(reference: Any, text: str) -> list[tuple[int, str]]:
    data = text.encode()
    found, stack = [], [reference.parse(data).root_node]
    while stack:
        node = stack.pop()
        if node.type == "command_name":
            found.append((node.start_byte, node.text.decode()))
        elif node.type in ("declaration_command", "unset_command"):
            found.append((node.start_byte, node.children[0].type))
        elif node.type == "test_command" and data[node.start_byte : node.start_byte + 1] == b"[":
            found.append((node.start_byte, "[[" if data[node.start_byte + 1 : node.start_byte + 2] == b"[" else "["))
        stack += node.children
    return sorted(found)


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


def test_what_package_managers_do_is_known(scripts: list[str]) -> None:
    """Nearly every command of a system's package manager is classified; queries are not."""
    unknown: Counter[str] = Counter()
    total = 0
    for text in scripts:
        for invocation in invocations(parse_script(text)):
            if invocation.manager in {"apt", "apk", "dnf", "yum", "zypper", "pacman", "pip", "npm", "yarn", "gem"}:
                total += 1
                if action(invocation) is None:
                    unknown[f"{invocation.name} {invocation.subcommand}"] += 1
    assert unknown.total() <= total * 0.03, unknown.most_common(20)


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
