"""The reference of facts is that of the schema."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from analyzer.facts.predicates import PREDICATES
from analyzer.facts.reference import reference
from analyzer.facts.schema import SORTS

ROOT = Path(__file__).resolve().parents[2]


def test_the_page_is_current() -> None:
    text = (ROOT / "docs" / "facts.md").read_text(encoding="utf-8")
    assert text == reference(), "run: python -m analyzer.facts.reference > docs/facts.md"


def test_it_is_written_by_a_command() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "analyzer.facts.reference"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout == reference()


def test_every_sort_field_and_predicate_has_its_row() -> None:
    lines = reference().splitlines()
    for sort in SORTS.values():
        start = lines.index(f"## {sort.name}")
        end = next((index for index in range(start + 1, len(lines)) if lines[index].startswith("## ")), len(lines))
        rows = [line.split("|")[1].strip() for line in lines[start:end] if line.startswith("| `")]
        assert rows == [f"`{name}`" for name in sort.fields]
    for name in PREDICATES:
        assert any(line.startswith(f"| `{name}` |") for line in lines)


def test_tables_hold_no_stray_bars() -> None:
    for line in reference().splitlines():
        if line.startswith("| `"):
            assert line.replace("\\|", "").count("|") == (3 if line.count(" | ") == 1 else 4), line
