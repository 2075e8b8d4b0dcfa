"""The parts of YAML files: those of the strict reader where a file is right, and always some where it is not."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.lsp.rules.nodes import Items, Keys, Node, Text, way
from analyzer.lsp.rules.tree import tree
from analyzer.resources import rules_path
from analyzer.rules.document import plain, read
from analyzer.rules.files import rule_files
from tests.lsp.rules.files import RULE_TEXT

FILES = [Path(rules_path()) / name for name in rule_files(rules_path())]
BLOCK = "a block"


def told(node: Node | None) -> object:
    if node is None:
        return ""
    if isinstance(node, Text):
        return BLOCK if node.style in ("|", ">") else node.text
    if isinstance(node, Items):
        return [told(item) for item in node.items]
    return {key.text: told(value) for key, value in node.entries}


def same(ours: object, theirs: object) -> bool:
    if isinstance(ours, dict) and isinstance(theirs, dict):
        return list(ours) == list(theirs) and all(same(ours[key], theirs[key]) for key in ours)
    if isinstance(ours, list) and isinstance(theirs, list):
        return len(ours) == len(theirs) and all(map(same, ours, theirs))
    return ours == theirs or (ours == BLOCK and isinstance(theirs, str)) or (isinstance(ours, str) and "\\" in ours)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_file_that_is_right_has_the_parts_of_the_strict_reader(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    document = read(text, "", [])
    assert document is not None
    assert same(told(tree(text)), plain(document))
    assert same(told(tree(text.replace("\n", "\r\n"))), plain(document))


CASES = {
    "nothing": ("", ""),
    "a comment": ("# a\n", ""),
    "a word": ("ab", "ab"),
    "keys": ("a: b\nc: d", {"a": "b", "c": "d"}),
    "a key without a colon": ("a: b\nma\nc: d", {"a": "b", "ma": "", "c": "d"}),
    "a key without a value": ("a:\nc: d", {"a": "", "c": "d"}),
    "a value below": ("a:\n  b: c\n  d\ne: f", {"a": {"b": "c", "d": ""}, "e": "f"}),
    "a list at the column of its key": ("a:\n- b\n-\n- c: d", {"a": ["b", "", {"c": "d"}]}),
    "braces that are not closed": ("a: {b: c, d\ne: f", {"a": {"b": "c", "d": ""}, "e": "f"}),
    "brackets that are not closed": ("a: [b, c\ne: f", {"a": ["b", "c"], "e": "f"}),
    "braces in brackets": ("a: [{b: c}, {d: [e, {f: g}]}]", {"a": [{"b": "c"}, {"d": ["e", {"f": "g"}]}]}),
    "a quote that is not closed": ("a: 'b\nc: d", {"a": "b", "c": "d"}),
    "quotes": ("a: 'b''c'\n\"d e\": x", {"a": "b'c", "d e": "x"}),
    "comments": ("a: b # c\n# d\ne: f#g", {"a": "b", "e": "f#g"}),
    "a block": ("a: |\n  x: y\n   z\n\nb: c", {"a": BLOCK, "b": "c"}),
    "a block at the end": ("a: >-", {"a": BLOCK}),
    "tabs": ("a:\tb\nc: d", {"a": "b", "c": "d"}),
    "a text of two lines": ("a: b\n  c\nd: e", {"a": "b c", "d": "e"}),
    "over several lines": ("a: {\n  b: c,\n  d: [e,\n  f]\n}\ng: h", {"a": {"b": "c", "d": ["e", "f"]}, "g": "h"}),
    "deeper than anything": ("a: b\n    c: d\ne: f", {"a": "b", "e": "f"}),
    "a document": ("---\na: b\n", {"a": "b"}),
    "with a mark at its begin": ("\ufeffa: b\n", {"a": "b"}),
}


@pytest.mark.parametrize("name", CASES)
def test_parts(name: str) -> None:
    text, expected = CASES[name]
    assert told(tree(text)) == expected
    assert told(tree(text.replace("\n", "\r\n"))) == expected


def check(node: Node, text: str, start: int, end: int) -> None:
    assert start <= node.start <= node.end <= end
    if isinstance(node, Items):
        for item in node.items:
            check(item, text, node.start, node.end)
    elif isinstance(node, Keys):
        for key, value in node.entries:
            check(key, text, node.start, node.end)
            if value is not None:
                check(value, text, node.start, node.end)


LINES = st.sampled_from((
    "id: a", "match:", "  instruction: RUN", "  not: {any: [{a: b}", "]}", "- dockerfile: |", "    - b", "  'x", '"', "\t",
    "é: 😀",
    "?", ":", "-", "# c", "  - {", "a: &b *c !d", "%x", "|", "> ", "- - - a", "\ufeff", "[{[{", "{a: ", ", b: c}", "\u2028x: y",
))  # fmt: skip


@given(st.lists(LINES, max_size=12), st.sampled_from(("\n", "\r\n", "\r")))
def test_any_text_has_parts_that_lie_within_each_other(lines: list[str], end: str) -> None:
    text = end.join(lines)
    root = tree(text)
    if root is not None:
        check(root, text, 0, len(text))
    for offset in range(len(text) + 1):
        way(root, offset)


@given(st.integers(0, len(RULE_TEXT)), st.integers(0, len(RULE_TEXT)), st.text(alphabet="a:{}[]'\"-|# \n😀", max_size=3))
def test_a_rule_in_pieces(start: int, end: int, new: str) -> None:
    text = RULE_TEXT[: min(start, end)] + new + RULE_TEXT[max(start, end) :]
    root = tree(text)
    if root is not None:
        check(root, text, 0, len(text))


@pytest.mark.parametrize("piece", ["[", "{a: ", "- ", "a:\n ", "[]\n", "'", "a: [\n", "{a: b}, "])
def test_depth_and_length_do_no_harm(piece: str) -> None:
    tree(piece * 3000)
    tree("".join(" " * depth + "a:\n" for depth in range(1000)))
