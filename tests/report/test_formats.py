"""All report formats over one small set of results: what they write, byte for byte.

After a change that is wanted, ``UPDATE_GOLDEN=1`` writes what is expected anew; look at the difference.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from analyzer.lint.run import FileResult
from analyzer.report.formats import FORMATS, render
from analyzer.rules.ruleset import RuleInfo
from analyzer.version import VERSION

ROOT = Path(__file__).resolve().parents[2]
GOLDEN = Path(__file__).parent / "golden"
RuleOf = Callable[[str], RuleInfo]


def settled(text: str) -> str:
    """A report without what changes with each version of the program, or stands in a file of its own."""
    text = re.sub(r"<style>.*?</style>|<script>.*?</script>|'sha256-[^']*'", "…", text, flags=re.DOTALL)
    return text.replace(VERSION, "VERSION")


@pytest.mark.parametrize("name", FORMATS)
def test_a_report(name: str, sample: list[FileResult], rule_of: RuleOf) -> None:
    report = settled(render(name, sample, rule_of))
    path = GOLDEN / f"report.{name}"
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_text(report, encoding="utf-8", newline="")
    assert report == path.read_bytes().decode("utf-8")


@pytest.mark.parametrize("name", FORMATS)
def test_no_credential_is_shown(name: str, sample: list[FileResult], rule_of: RuleOf) -> None:
    assert "hunter2hunter2" not in render(name, sample, rule_of)


@pytest.mark.parametrize("name", FORMATS)
def test_nothing_found_is_a_report_too(name: str, rule_of: RuleOf) -> None:
    for results in ([], [FileResult("Dockerfile", None, [])]):
        assert render(name, results, rule_of) or name in ("github", "gnu", "codeclimate")


PROGRAM = """
import json, sys
sys.path.insert(0, sys.argv[1])
from analyzer.cli.main import main
main(["check", *sys.argv[2:], "-"])
print(json.dumps([name for name in sys.modules if name.startswith("analyzer.report.")]))
"""


@pytest.mark.parametrize("chosen", ["text", "gnu"])
def test_a_format_that_is_not_chosen_is_not_imported(chosen: str) -> None:
    command = [sys.executable, "-c", PROGRAM, str(ROOT), "--format", chosen]
    done = subprocess.run(command, input="FROM a\n", capture_output=True, text=True, check=True)
    loaded = {name.rpartition(".")[2] for name in json.loads(done.stdout.splitlines()[-1])}
    assert {name for name in loaded if name.startswith("as_")} == {f"as_{chosen}"}
