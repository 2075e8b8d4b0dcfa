"""The recovery table: that it is whole, and what is said of one that is not."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from analyzer.rules.errors import RuleErrors
from analyzer.runtime.recovery.page import entries_page, with_entries
from analyzer.runtime.recovery.table import Entry, build_table, builtin_table, load_table

ROOT = Path(__file__).parents[3]
CATALOG = ROOT.parent / "shared" / "catalog" / "build_errors.json"
TABLE = builtin_table()
GOOD = """\
entries:
  - id: disk-full
    category: disk_full
    phase: [run]
    said-by: [step]
    rank: 50
    patterns:
      - disk is full
    cause: The disk is full.
    remedies: [free some of it]
    retryable: false
    examples: {match: [the disk is full], other: [the moon is full]}
"""
BROKEN = [
    ("", "1:1", "the file is empty"),
    ("entries: []\n", "1:1", "a list of 'entries'"),
    ("entries: [a]\n", "1:11", "an entry is a mapping"),
    (GOOD + "more: 1\n", "13:1", "has no key 'more'"),
    (GOOD.replace("    rank: 50\n", ""), "2:5", "an entry needs 'rank'"),
    (GOOD.replace("remedies:", "remedy:"), "10:5", "an entry has no key 'remedy' (did you mean 'remedies'?)"),
    (GOOD.replace("id: disk-full", "id: Disk Full"), "2:9", "'id' cannot be 'Disk Full'"),
    (GOOD + GOOD.partition("\n")[2], "13:9", "the id 'disk-full' is taken"),
    (GOOD.replace("category: disk_full", "category: unknown"), "3:15", "the category 'unknown' is not for the table"),
    (GOOD.replace("phase: [run]", "phase: [runs]"), "4:13", "'phase' cannot be 'runs' (did you mean 'run'?)"),
    (GOOD.replace("said-by: [step]", "said-by: [steps]"), "5:15", "'said-by' cannot be 'steps'"),
    (GOOD.replace("rank: 50", "rank: high"), "6:11", "'rank' is a number from 1 to 99"),
    (GOOD.replace("rank: 50", "rank: 100"), "6:11", "'rank' is a number from 1 to 99"),
    (GOOD.replace("- disk is full", "- disk (is full"), "8:14", "in this expression"),
    (GOOD.replace("- disk is full", "- (?=disk) is full"), "8:9", "in this expression"),
    (GOOD.replace("- disk is full", "- disk|full"), "8:9", "no text of 3 characters"),
    (GOOD.replace("- disk is full", "- {text: disk is full, leads-to: [dsk-full]}"), "8:41", "no entry 'dsk-full'"),
    (GOOD.replace("retryable: false", "retryable: true"), "11:5", "what is retryable has a 'hint'"),
    (GOOD.replace("retryable: false", "retryable: false\n    hint: once"), "12:5", "a 'hint' is for what is retryable"),
    (GOOD.replace("retryable: false", "retryable: 'no'"), "11:16", "'retryable' is true or false"),
    (GOOD.replace("[the disk is full]", "[the disk was full]"), "12:24", "no pattern finds this line"),
    (GOOD.replace("[the moon is full]", "[this disk is full]"), "12:51", "this line is found by 'disk is full'"),
    (GOOD.replace("- disk is full", "- disk is full\n      - disk quota"), "9:9", "no example shows what 'disk quota' finds"),
    (GOOD.replace("other: [the moon is full]", "others: [a]"), "12:15", "'examples' has lines"),
    (GOOD + "    fix: [apt-missing-yess]\n", "13:11", "no rule 'apt-missing-yess' has a fix (did you mean 'apt-missing-yes'?)"),
    (GOOD + "    applies-to: [docker]\n", "13:18", "'applies-to' cannot be 'docker'"),
    (GOOD + "    inner-tool: emacs\n", "13:17", "'inner-tool' cannot be 'emacs'"),
    ("a: [\n", "2:1", "not YAML"),
]


def entry_id(entry: Entry) -> str:
    return entry.id


def written(folder: Path, text: str) -> Path:
    (folder / "disk.yaml").write_text(text, encoding="utf-8")
    return folder


def test_a_table_of_ones_own_is_read(tmp_path: Path) -> None:
    entry = load_table(str(written(tmp_path, GOOD))).entry("disk-full")
    assert (entry.rank, entry.phases, entry.remedies) == (50, ("run",), ("free some of it",))


@pytest.mark.parametrize(("text", "place", "message"), BROKEN, ids=[message for _, _, message in BROKEN])
def test_a_broken_table_is_an_error_with_its_place(text: str, place: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(RuleErrors) as raised:
        load_table(str(written(tmp_path, text)))
    lines = str(raised.value).splitlines()
    assert any(line.startswith(f"{tmp_path}/disk.yaml:{place}: ") and message in line for line in lines), lines


def test_an_empty_folder_is_no_table(tmp_path: Path) -> None:
    with pytest.raises(RuleErrors):
        load_table(str(tmp_path))


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    text = GOOD.replace("rank: 50", "rank: 0").replace("phase: [run]", "phase: [walk]")
    with pytest.raises(RuleErrors) as raised:
        load_table(str(written(tmp_path, text)))
    assert len(raised.value.problems) == 2


def test_the_table_is_made_the_same_wherever_it_lies() -> None:
    assert build_table() == build_table()
    assert str(ROOT).encode() not in build_table()


@pytest.mark.parametrize("entry", TABLE.entries, ids=entry_id)
def test_an_entry_is_written_for_people(entry: Entry) -> None:
    assert entry.cause.endswith((".", "?"))
    assert entry.remedies
    assert all(remedy == remedy.strip() and not remedy.endswith(".") for remedy in entry.remedies)
    assert max(map(len, (entry.cause, *entry.remedies))) < 250


@pytest.mark.parametrize("entry", TABLE.entries, ids=entry_id)
def test_the_expressions_are_python_s_as_well(entry: Entry) -> None:
    for pattern in entry.patterns:
        expression = re.compile(pattern.text, re.ASCII)
        for line in (*entry.matching, *entry.other):
            assert pattern.found(line) == (expression.search(line) is not None), (pattern.text, line)


def test_the_page_lists_the_entries() -> None:
    page = (ROOT / "docs/recovery.md").read_text(encoding="utf-8")
    assert entries_page() in page
    assert with_entries(page) == page
    assert all(f"`{entry.id}`" in page for entry in TABLE.entries)


@pytest.mark.shared
@pytest.mark.skipif(not CATALOG.exists(), reason="the catalogue of build errors is not beside the checkout")
def test_every_cause_of_the_catalogue_has_an_entry() -> None:
    known = {entry.id: entry for entry in TABLE.entries}
    listed = json.loads(CATALOG.read_text(encoding="utf-8"))["entries"]
    assert {each["id"] for each in listed} <= known.keys()
    for each in listed:
        assert (known[each["id"]].category, known[each["id"]].wrapper) == (each["category"], each["id"].startswith("wrapper-"))
        ours = _runs(" ".join((known[each["id"]].cause, *known[each["id"]].remedies)))
        assert not ours & _runs(" ".join((each["cause"], *each["remedies"])))


def _runs(text: str) -> set[tuple[str, ...]]:
    """All that stands in six words in a row."""
    words = re.findall(r"\w+", text.lower())
    return {tuple(words[at : at + 6]) for at in range(len(words) - 5)}
