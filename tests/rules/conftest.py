from __future__ import annotations

import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest

from analyzer.facts.model import file_facts
from analyzer.rules.load import load_rules
from analyzer.rules.ruleset import Match, Ruleset
from analyzer.source.text import Source
from analyzer.syntax.parse import parse_document

KEYS = {
    "id": "sample",
    "title": "A sample",
    "severity": "info",
    "category": "style",
    "since": "0.1.0",
    "match": "",  # on line 6, so that the pattern begins on line 7
    "remedy": "Change it.",
    "message": "found",
    "examples": "{bad: [{dockerfile: FROM scratch, findings: [{line: 1}]}], good: [{dockerfile: FROM scratch}]}",
}

Load = Callable[..., Ruleset]
Check = Callable[[Ruleset, str], list[Match]]


@pytest.fixture
def load(tmp_path: Path) -> Load:
    """Loads files given by their path in one folder."""

    def loaded(files: dict[str, str]) -> Ruleset:
        for name, text in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(textwrap.dedent(text), encoding="utf-8")
        return load_rules([str(tmp_path)])

    return loaded


@pytest.fixture
def rule(load: Load) -> Load:
    """A rule set of one rule: its match, and the text of other keys; `files` are further files."""

    def loaded(match: str, keys: dict[str, str] | None = None, files: dict[str, str] | None = None) -> Ruleset:
        pattern = "\n" + textwrap.indent(textwrap.dedent(match).strip(), "  ")
        written = {**KEYS, "match": pattern, **(keys or {})}
        text = "".join(f"{name}: {value}\n" for name, value in written.items())
        return load({"sample.yaml": text, **(files or {})})

    return loaded


@pytest.fixture
def check() -> Check:
    """What the rules find in a Dockerfile."""

    def found(ruleset: Ruleset, text: str) -> list[Match]:
        return ruleset.evaluate(file_facts(parse_document(Source(textwrap.dedent(text)))))

    return found
