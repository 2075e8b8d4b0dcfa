"""The page on the rule language says what the tables say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from analyzer.resources import rules_path
from analyzer.rules.examplefile import BAD_KEYS
from analyzer.rules.examples import VERDICTS
from analyzer.rules.given import KEYS as GIVEN_KEYS
from analyzer.rules.load import load_rules
from analyzer.rules.operators import LOGIC, OPERATORS, RELATIONS, SCOPES
from analyzer.rules.rulefile import KEYS, REQUIRED, WORDS

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "rule-language.md").read_text(encoding="utf-8")
CODES = set(re.findall(r'"(R\d{3})"', "".join(path.read_text() for path in (ROOT / "analyzer" / "rules").rglob("*.py"))))


@pytest.mark.parametrize("type_", [type_ for type_ in OPERATORS if type_ != "node"])
def test_operators_of_a_type(type_: str) -> None:
    (row,) = re.findall(rf"^\| {type_} \|.*$", PAGE, re.MULTILINE)
    named = re.findall(r"`([a-z -]+)`", row.split("|")[3])
    assert set(named[0].split()) == set(OPERATORS[type_])


def test_keys_of_a_rule() -> None:
    assert f"`{' '.join(REQUIRED)}` are required" in PAGE
    assert [key for key in KEYS if f"{key}:" not in PAGE] == []
    for words in WORDS.values():
        assert [word for word in words if not re.search(rf"\b{word}\b", PAGE)] == []


def test_other_words() -> None:
    words = {*LOGIC, *RELATIONS, *SCOPES, *BAD_KEYS, *GIVEN_KEYS, *VERDICTS} - {"fixed"}
    assert [word for word in words if not re.search(rf"\b{word}\b", PAGE)] == []


def test_codes() -> None:
    named = set(re.findall(r"R\d{3}", PAGE))
    assert named <= CODES
    assert {code[:2] for code in CODES} == {group[:2] for group in re.findall(r"R\d\.\.", PAGE)}


def test_the_pattern_of_the_page_is_one(tmp_path: Path) -> None:
    """The example of a pattern, and that of a shared condition, in rules of their own."""
    blocks = re.findall(r"^```yaml\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    pattern = next(block for block in blocks if block.startswith("instruction: [COPY, ADD]"))
    shared = next(block for block in blocks if block.startswith("# lib/image-without-variables.yaml"))
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib" / "image-without-variables.yaml").write_text(shared)
    match = "".join(f"  {line}\n" for line in pattern.splitlines())
    (tmp_path / "sample.yaml").write_text(
        f"id: sample\ntitle: A sample\nseverity: info\ncategory: style\nsince: 0.1.0\nremedy: Change it.\nmatch:\n{match}"
        "message: '{COPY.text} before {INSTALL.text}'\n"
        "examples: {bad: [{dockerfile: x, findings: [{line: 1}]}], good: [{dockerfile: x}]}\n"
    )
    assert [rule.id for rule in load_rules([str(tmp_path)]).rules] == ["sample"]
    assert Path(rules_path(), "lib", "image-without-variables.yaml").exists()
