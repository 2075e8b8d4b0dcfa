"""The edits that rules may name and the functions that make them agree."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import pytest

from analyzer.fixes.primitives import PRIMITIVES
from analyzer.rules.edits import EDITS

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "rule-language.md").read_text(encoding="utf-8")


def test_names() -> None:
    assert list(EDITS) == list(PRIMITIVES)


@pytest.mark.parametrize("name", EDITS)
def test_parameters(name: str) -> None:
    parameters = inspect.signature(PRIMITIVES[name]).parameters.values()
    optional = {parameter.name for parameter in parameters if parameter.default is not parameter.empty}
    given = {parameter.rstrip("?").replace("-", "_"): parameter.endswith("?") for parameter in EDITS[name]}
    assert set(given) == {parameter.name for parameter in parameters}
    assert {parameter for parameter, left_out in given.items() if left_out} == optional


@pytest.mark.parametrize("name", EDITS)
def test_page(name: str) -> None:
    row = re.search(rf"^\|.*`{name}: \{{(.*?)\}}`", PAGE, re.MULTILINE)
    assert row is not None
    named = set(re.split(r", | or ", row[1].replace("?", "")))
    assert named == {parameter.rstrip("?") for parameter in EDITS[name]}
