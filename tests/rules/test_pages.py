"""The pages of the rules are those of the rules as they are."""

from __future__ import annotations

from pathlib import Path

import pytest

from analyzer.lint.selection import every_rule
from analyzer.resources import rules_path
from analyzer.rules.load import load_rules
from analyzer.rules.pages import INDEX, PEERS, pages

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "docs" / "rules"
RULES = load_rules([rules_path()])
PAGES = pages(every_rule(RULES))


@pytest.mark.parametrize("name", sorted(PAGES))
def test_page_is_current(name: str) -> None:
    """Else run: buildsecbot rules docs docs/rules"""
    assert (FOLDER / name).read_text(encoding="utf-8") == PAGES[name]


def test_there_are_no_other_pages() -> None:
    assert {path.name for path in FOLDER.iterdir()} == set(PAGES)


def test_every_rule_and_every_alias_can_be_found() -> None:
    for rule in every_rule(RULES):
        assert f"[{rule.id}]({rule.id}.md)" in PAGES[INDEX]
        for alias in rule.aliases:
            tool, slash, name = alias.partition("/")
            assert not slash or (f"## {tool}\n" in PAGES[PEERS] and f"\n| {name} |" in PAGES[PEERS])


def test_numbers_are_sorted_as_numbers() -> None:
    assert PAGES[PEERS].index("| DL3008 |") < PAGES[PEERS].index("| DL4006 |")


@pytest.mark.parametrize(
    "heading", ["## Why", "## How to fix it", "## When to ignore", "## Reported", "## Not reported", "## References"]
)
def test_a_page_has_its_parts(heading: str) -> None:
    assert f"\n{heading}\n\n" in PAGES["pin-apt.md"]
