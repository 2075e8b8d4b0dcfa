"""The page of fixes is that of the rules as they are."""

from __future__ import annotations

from pathlib import Path

import pytest

from analyzer.lint.fixes_page import renewed, table
from analyzer.resources import rules_path
from analyzer.rules.load import load_rules

PAGE = Path(__file__).resolve().parents[2] / "docs" / "fixes.md"
RULES = load_rules([rules_path()]).rules


def test_the_table_is_current() -> None:
    """Else run: python -m analyzer.lint.fixes_page docs/fixes.md"""
    page = PAGE.read_text(encoding="utf-8")
    assert renewed(page, RULES) == page


def test_every_fix_is_in_it() -> None:
    rows = table(RULES)
    for rule in RULES:
        for title, effect, *_ in rule.fixes:
            assert f"| [{rule.id}](rules/{rule.id}.md) | {title} | `{effect}` |" in rows


def test_a_page_without_the_marks_is_no_page() -> None:
    with pytest.raises(ValueError, match="the page has no"):
        renewed("# Fixes\n", RULES)
