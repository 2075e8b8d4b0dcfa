"""Hundreds of rule files with one mistake each: every one is found, in one run, at its line and column."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from analyzer.rules.errors import RuleErrors
from analyzer.rules.load import load_rules

Found = list[tuple[int, int, str]]


def _table() -> ModuleType:
    """The table beside this file; test folders are no packages."""
    spec = importlib.util.spec_from_file_location("broken", Path(__file__).with_name("broken.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


TABLE = _table()
CASES: list[tuple[str, str, str]] = TABLE.cases()


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Found]:
    """What one run over all files reports, by file."""
    folder = tmp_path_factory.mktemp("broken")
    for number, (_, text, _) in enumerate(CASES):
        written = text.replace(TABLE.MARK, "").replace("sample", f"sample-{number}")
        (folder / f"{number:03}.yaml").write_text(written, encoding="utf-8")
    with pytest.raises(RuleErrors) as caught:
        load_rules([str(folder)])
    reported: dict[str, Found] = {}
    for problem in caught.value.problems:
        place = (problem.mark.line, problem.mark.column, problem.code)
        reported.setdefault(Path(problem.mark.path).stem, []).append(place)
    return reported


def test_there_are_hundreds() -> None:
    assert len(CASES) >= 300
    assert len({text for _, text, _ in CASES}) == len(CASES)


def test_the_rule_they_are_made_of_is_right(tmp_path: Path) -> None:
    (tmp_path / "sample.yaml").write_text(TABLE.GOOD, encoding="utf-8")
    assert len(load_rules([str(tmp_path)]).rules) == 1


@pytest.mark.parametrize("number", range(len(CASES)), ids=[name for name, _, _ in CASES])
def test_broken_rule(found: dict[str, Found], number: int) -> None:
    _, text, code = CASES[number]
    before = text[: text.index(TABLE.MARK)].replace("sample", f"sample-{number}")
    line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
    assert found.get(f"{number:03}", []) == [(line, column, code)]
