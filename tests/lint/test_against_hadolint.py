"""What hadolint and the rules that bear its names agree on; where they differ, and why, tells docs/hadolint.md."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

import analyzer

HADOLINT = shutil.which("hadolint")
TABLE = Path(__file__).with_name("hadolint_agreement.txt")
Case = tuple[str, bool, str]


def cases() -> list[Case]:
    """Rule, whether it speaks, and the Dockerfile."""
    found: list[Case] = []
    rule, speaks = "", False
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if line.startswith(" "):
            text = "\\".join(part.replace("\\n", "\n") for part in line.strip().split("\\\\"))
            found.append((rule, speaks, text + "\n"))
        elif not line.startswith("#"):
            rule, _, verdict = line.partition(" ")
            speaks = verdict == "finds"
    return found


RULES = sorted({rule for rule, _, _ in cases()})


@pytest.mark.parametrize("rule", RULES)
def test_we_judge_so(rule: str) -> None:
    assert [text for _, speaks, text in rows(rule) if is_found(rule, text) is not speaks] == []


@pytest.mark.peers
@pytest.mark.skipif(HADOLINT is None, reason="needs hadolint")
def test_hadolint_judges_so(tmp_path: Path) -> None:
    files = {str(tmp_path / f"{number}.Dockerfile"): case for number, case in enumerate(cases())}
    for path, (_, _, text) in files.items():
        Path(path).write_text(text, encoding="utf-8")
    (tmp_path / "config.yaml").write_text(json.dumps({"override": {"info": ["DL3057", "DL1001"]}}), encoding="utf-8")
    command = [str(HADOLINT), "--no-fail", "--format", "json", "-c", str(tmp_path / "config.yaml"), *files]
    report = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    found = {(one["file"], one["code"]) for one in report}
    assert [case for path, case in files.items() if ((path, case[0]) in found) is not case[1]] == []


def is_found(rule: str, text: str) -> bool:
    """The rule of that name speaks. That a piece of a Dockerfile lacks a FROM is told beside it."""
    return any(finding.rule != "parse-error" for finding in analyzer.check(text, select=[f"hadolint/{rule}"]))


def rows(rule: str) -> list[Case]:
    """The cases of a rule."""
    return [case for case in cases() if case[0] == rule]
