"""The parser on real Dockerfiles: lossless, equal to BuildKit's own parser, its trees equal to Lark's."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import dockerfile
import pytest
from lark import Lark, Tree, UnexpectedInput

from analyzer.grammar.compiler import lark_parser
from analyzer.grammar.driver import GrammarError
from analyzer.grammar.tables import parser
from analyzer.resources import grammar_path
from analyzer.source.text import Source
from analyzer.syntax.arguments import KINDS
from analyzer.syntax.dump import buildkit_arguments
from analyzer.syntax.nodes import Document, Instruction
from analyzer.syntax.parse import parse_document
from analyzer.syntax.render import render

pytestmark = [pytest.mark.shared, pytest.mark.corpus]
CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus"
FILES = sorted(path for path in CORPUS.rglob("*") if path.is_file())
FOLDERS = sorted({path.relative_to(CORPUS).parts[0] for path in FILES})


def files_of(folder: str) -> list[Path]:
    return [path for path in FILES if path.relative_to(CORPUS).parts[0] == folder]


@pytest.mark.parametrize("folder", FOLDERS)
def test_round_trip(folder: str) -> None:
    for path in files_of(folder):
        data = path.read_bytes()
        assert render(parse_document(Source.from_bytes(data))) == data, path


@pytest.mark.parametrize("folder", FOLDERS)
def test_equals_buildkits_parser(folder: str) -> None:
    """The package `dockerfile` wraps BuildKit's parser in Go: the same instructions, or the same refusal."""
    differences = [f"{path}: {text}" for path in files_of(folder) if (text := difference(path.read_bytes()))]
    assert differences == []


def difference(data: bytes) -> str:
    """What differs for one file; empty where nothing does."""
    document = parse_document(Source.from_bytes(data))
    refusals = [issue.text for issue in document.issues if issue.phase == "parser"]
    if b"\x00" in data or "\ufffd" in data.decode("utf-8", "replace"):
        return ""  # the wrapper takes a C string of UTF-8 only
    try:
        theirs = dockerfile.parse_string(data.decode("utf-8"))
    except dockerfile.GoParseError as error:
        return "" if any(refusal in str(error) for refusal in refusals) else f"refused with {error}, ours: {refusals}"
    if refusals:
        return f"accepted, ours: {refusals}"
    ours = [as_theirs(node) for node in document.instructions]
    for mine, their in zip(ours, theirs, strict=False):
        trailing = their.json and not mine[2] and mine[6][0].startswith("[")
        if mine != plain(their) and not trailing:  # its older JSON decoder stops at the bracket, whatever follows
            return f"{plain(their)} != {mine}"
    return "" if len(ours) == len(theirs) else f"{len(theirs)} instructions, ours: {len(ours)}"


def plain(command: Any) -> tuple[Any, ...]:
    names = ("cmd", "sub_cmd", "json", "start_line", "end_line", "flags", "value")
    heredocs = tuple((heredoc.name, heredoc.file_descriptor, heredoc.content) for heredoc in command.heredocs)
    values = [getattr(command, name) for name in names]
    return (values[0].upper(), values[1] and values[1].upper(), *values[2:], heredocs)


def as_theirs(node: Instruction) -> tuple[Any, ...]:
    """Our instruction in the wrapper's form: upper case keywords, the separators of pairs left out."""
    inner = node.trigger or node
    sub = node.trigger.keyword.text.upper() if node.trigger is not None else None
    values = buildkit_arguments(inner)
    if inner.pairs and inner.kind != "ARG":
        del values[2::3]
    heredocs = tuple((heredoc.name, heredoc.descriptor, heredoc.content) for heredoc in node.heredocs)
    flags = tuple(flag.text for flag in node.flags)
    json_form = node.json_form  # the wrapper shows the outer instruction's
    return (node.keyword.text.upper(), sub, json_form, node.line, node.last_line, flags, tuple(values), heredocs)


@pytest.mark.parametrize("folder", FOLDERS)
def test_trees_equal_larks(folder: str) -> None:
    references = {"\\": lark_parser(grammar_path("dockerfile")), "`": lark_parser(grammar_path("dockerfile_backtick"))}
    seen: set[tuple[str, str, str]] = set()
    for path in files_of(folder):
        document = parse_document(Source.from_bytes(path.read_bytes()))
        for rule, text in grammar_inputs(document):
            if (document.escape, rule, text) not in seen:
                seen.add((document.escape, rule, text))
                check_tree(references[document.escape], document.escape, rule, text)


def grammar_inputs(document: Document) -> list[tuple[str, str]]:
    """The texts that the grammar is asked to read for a document, with their start rules."""
    inputs = []
    for node in document.instructions:
        text = node.logical.text.strip(" \t\v\f\r")[len(node.keyword.text) :].strip(" \t\v\f\r")
        if text and node.kind in KINDS:
            inputs.append((node.kind.lower(), text))
        if node.json_form and node.rest is not None:
            inputs.append(("json_array", node.rest.text))
        inputs += [("fields", flag.value.text) for flag in node.flags if flag.options and flag.value is not None]
    return inputs


def check_tree(reference: Lark, escape: str, rule: str, text: str) -> None:
    grammar = "dockerfile" if escape == "\\" else "dockerfile_backtick"
    try:
        ours: Any = parser(grammar).parse(text, rule)
    except GrammarError:
        ours = None
    try:
        theirs: Any = flat(reference.parse(text, start=rule))
    except UnexpectedInput:
        theirs = None
    assert tuple_of(ours) == theirs, (rule, text)


def flat(node: Any) -> Any:
    """Lark's tree in the driver's form."""
    if isinstance(node, Tree):
        empty = node.meta.empty
        start, end = (-1, -1) if empty else (node.meta.start_pos, node.meta.end_pos)
        return (str(node.data), start, end, [flat(child) for child in node.children])
    return (str(node.type), node.start_pos, node.end_pos, None)


def tuple_of(tree: Any) -> Any:
    """The driver's tree as plain comparable data."""
    return tree if tree is None or tree[3] is None else (tree[0], tree[1], tree[2], [tuple_of(child) for child in tree[3]])
