"""A primitive run on a text, and the checks that hold for every result."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from analyzer.facts.model import FileFacts, file_facts
from analyzer.fixes.edit import Unfit, apply, ordered
from analyzer.fixes.primitives import edits_of
from analyzer.source.text import Source
from analyzer.syntax.parse import parse_document

BACKTICK = "# escape=`\n"


def read(text: str) -> FileFacts:
    return file_facts(parse_document(Source(text)))


def pick(facts: FileFacts, name: str) -> Any:
    """``command:apt-get``, ``word:curl``, ``pair:1`` (a number), ``RUN``, ``RUN#1`` (the second one), ``RUNs`` (all)."""
    if name.endswith("s") and name[:-1].isupper():
        return [node for node in facts.nodes("instruction") if node.kind == name[:-1]]  # type: ignore[attr-defined]
    name, _, number = name.partition("#")
    sort, colon, what = name.partition(":")
    if not colon:
        return [node for node in facts.nodes("instruction") if node.kind == name][int(number or 0)]  # type: ignore[attr-defined]
    if what.isdigit():
        return facts.nodes(sort)[int(what)]
    field = "name" if sort == "command" else "text"
    return [node for node in facts.nodes(sort) if getattr(node, field) == what][int(number or 0)]


def edit(text: str, at: str, name: str, given: dict[str, str]) -> str | None:
    """The text after a primitive, None where it does not fit. What holds of any result is asserted.

    `before` and `after` name instructions, as `at` does.
    """
    facts = read(text)
    parameters: dict[str, Any] = dict(given)
    for place in ("before", "after", "install"):
        if name != "insert-option" and place in given:
            parameters[place] = pick(facts, given[place])
    if at:
        parameters["at"] = pick(facts, at)
    try:
        edits = ordered(edits_of(name, parameters))
    except Unfit:
        return None
    result = apply(text, edits)
    old = [issue.message for issue in facts.document.issues]
    assert [issue.message for issue in parse_document(Source(result)).issues if issue.message not in old] == []
    return result


def variants(text: str, result: str | None) -> list[tuple[str, str | None]]:
    """A case as it is, with CRLF, and with the backtick as the escape character, as far as these mean the same."""
    found = [(text, result)]
    both = text + (result or "")
    if "<<" not in both and "\r" not in both:
        found.append((text.replace("\n", "\r\n"), result.replace("\n", "\r\n") if result is not None else None))
    if (
        "<<" not in both
        and "`" not in both
        and not both.replace("\\\n", "").count("\\")
        and not text.startswith(("#", "\ufeff"))
    ):
        changed = [part.replace("\\\n", "`\n") if part is not None else None for part in (text, result)]
        found.append((BACKTICK + (changed[0] or ""), BACKTICK + changed[1] if changed[1] is not None else None))
    return found


def full(text: str) -> str:
    """A text with a FROM in front, where it has none."""
    return text if "FROM " in text else "FROM debian:12\n" + text


def check(text: str, at: str, name: str, given: dict[str, str], result: str | None) -> None:
    for before, after in variants(full(text), full(result) if result is not None else None):
        assert edit(before, at, name, given) == after


@pytest.fixture(name="check")
def _check() -> Callable[..., None]:
    return check


@pytest.fixture(name="edit")
def _edit() -> Callable[..., str | None]:
    return edit
