"""A primitive run on a text, and the checks that hold for every result."""

from __future__ import annotations

from typing import Any

from analyzer.facts.model import FileFacts, file_facts
from analyzer.fixes.edit import apply, ordered
from analyzer.fixes.primitives import edits_of
from analyzer.source.text import Source
from analyzer.syntax.parse import parse_document


def read(text: str) -> FileFacts:
    return file_facts(parse_document(Source(text)))


def edited(facts: FileFacts, name: str, **given: Any) -> str:
    """The text after a primitive; it must still be read without new complaints, and keep its line endings."""
    before = facts.source.text
    after = apply(before, ordered(edits_of(name, {key.replace("_", "-"): value for key, value in given.items()})))
    old = [issue.message for issue in facts.document.issues]
    new = [issue.message for issue in parse_document(Source(after)).issues]
    assert [message for message in new if message not in old] == [], after
    if "\r\n" in before and "\n" not in before.replace("\r\n", ""):
        assert "\n" not in after.replace("\r\n", ""), repr(after)
    return after


def command(facts: FileFacts, name: str, number: int = 0) -> Any:
    """The nth command of a name (without its directory) anywhere in the file."""
    return [node for node in facts.nodes("command") if node.name == name][number]  # type: ignore[attr-defined]


def word(facts: FileFacts, text: str, number: int = 0) -> Any:
    return [node for node in facts.nodes("word") if node.text == text][number]  # type: ignore[attr-defined]


def step(facts: FileFacts, kind: str, number: int = 0) -> Any:
    return [node for node in facts.nodes("instruction") if node.kind == kind][number]  # type: ignore[attr-defined]
