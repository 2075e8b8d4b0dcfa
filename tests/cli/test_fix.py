"""``check --fix``, ``--unsafe-fixes`` and ``--diff``."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from analyzer.cli.main import main

BEFORE = "FROM debian:12\nRUN apt-get update && apt-get install -y curl\n"
SAFE = "FROM debian:12\nRUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*\n"
UNSAFE = SAFE.replace("install -y", "install --no-install-recommends -y")
ONLY = ("--isolated", "--select", "apt-lists-left,apt-no-install-recommends")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "Dockerfile").write_text(BEFORE)
    return tmp_path


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    code = main(["check", *ONLY, *words])
    output = capsys.readouterr()
    return code, output.out, output.err


def test_safe_fixes_are_written(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "--fix", "--fail-on", "info")
    assert (folder / "Dockerfile").read_text() == SAFE
    assert (code, err) == (1, ""), "the finding that is left is info"
    assert out.endswith("1 finding (1 info) in 1 file\nfixed 1 finding in 1 file\n")
    assert "apt-lists-left" not in out


def test_unsafe_fixes_are_written_where_they_are_asked_for(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "--fix", "--unsafe-fixes")
    assert (code, out) == (0, "no findings in 1 file\nfixed 2 findings in 1 file\n")
    assert (folder / "Dockerfile").read_text() == UNSAFE
    assert run(capsys, "--fix", "--unsafe-fixes")[1] == "no findings in 1 file\nnothing to fix\n"


def test_a_patch_writes_nothing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "--diff")
    assert (code, (folder / "Dockerfile").read_text()) == (1, BEFORE)
    subprocess.run(["git", "apply", "-"], input=out.encode(), cwd=folder, check=True)
    assert (folder / "Dockerfile").read_text() == SAFE
    assert run(capsys, "--diff") == (0, "", "")


def test_standard_input_is_fixed_to_standard_output(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(BEFORE.encode())))
    assert run(capsys, "--fix", "--unsafe-fixes", "-") == (0, UNSAFE, "")


def test_several_files_and_one_that_cannot_be_written(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "b").mkdir()
    (folder / "b" / "Dockerfile").write_text(BEFORE)
    (folder / "elsewhere").write_text(BEFORE)
    (folder / "b" / "Dockerfile.link").symlink_to(folder / "elsewhere")
    code, out, err = run(capsys, "--fix", "Dockerfile", "b/Dockerfile.link", "b/Dockerfile")
    assert code == 2
    assert "b/Dockerfile.link: it was not fixed: it is a link that leads out of its folder" in err
    assert out.endswith("fixed 2 findings in 2 files\n")
    assert (folder / "elsewhere").read_text() == BEFORE


def test_the_json_report_holds_the_fixes(capsys: pytest.CaptureFixture[str]) -> None:
    report = json.loads(run(capsys, "--format", "json")[1])
    fixes = {finding["rule"]: finding["fix"] for finding in report["findings"]}
    assert fixes["apt-lists-left"]["safety"] == "safe"
    assert fixes["apt-no-install-recommends"]["safety"] == "unsafe"
    edit = fixes["apt-lists-left"]["edits"][0]
    assert BEFORE[: edit["start"]] + edit["text"] + BEFORE[edit["end"] :] == SAFE


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--fix", "--diff"], "--fix and --diff exclude each other"),
        (["--unsafe-fixes"], "--unsafe-fixes fixes nothing by itself"),
        (["--fix", "-", "Dockerfile"], "standard input is fixed alone"),
    ],
)
def test_options_that_do_not_go_together(words: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = run(capsys, *words)
    assert (code, message in err) == (2, True)
