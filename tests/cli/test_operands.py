"""What ``check`` is given: patterns, and standard input under a name."""

from __future__ import annotations

import io
import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest

from analyzer.cli.main import main

BAD = "FROM debian:12-slim\nRUN sudo id\nUSER 1000\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    for name in (
        "docker/a.Dockerfile",
        "docker/b.Dockerfile",
        "docker/x/c.Dockerfile",
        "docker/d[1].txt",
        "docker/y/Dockerfile",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(BAD)
    return tmp_path


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, dict[str, Any], str]:
    code = main(["check", "--format", "json", "--select", "sudo-used", *words])
    captured = capsys.readouterr()
    return code, json.loads(captured.out) if captured.out else {}, captured.err


@pytest.mark.parametrize(
    ("pattern", "files"),
    [
        ("docker/*.Dockerfile", ["docker/a.Dockerfile", "docker/b.Dockerfile"]),
        ("docker/?.Dockerfile", ["docker/a.Dockerfile", "docker/b.Dockerfile"]),
        ("docker/[b-z].Dockerfile", ["docker/b.Dockerfile"]),
        ("**/c.Dockerfile", ["docker/x/c.Dockerfile"]),
        ("docker/y*", ["docker/y/Dockerfile"]),
        ("docker/d[1].txt", ["docker/d[1].txt"]),
    ],
)
def test_a_pattern(pattern: str, files: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    _, report, _ = run(capsys, pattern)
    assert [file["path"].replace(os.sep, "/") for file in report["files"]] == files


def test_a_pattern_that_matches_nothing_is_an_error(capsys: pytest.CaptureFixture[str]) -> None:
    code, report, _ = run(capsys, "gone/*.Dockerfile", "docker/a.Dockerfile")
    assert (code, [file["status"] for file in report["files"]], len(report["findings"])) == (2, ["failed", "checked"], 1)


def given(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))


def test_standard_input_under_a_name(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    given(monkeypatch, BAD)
    (folder / "docker/.buildsecbot.yaml").write_text("severity: {sudo-used: error}\n")
    code, report, _ = run(capsys, "-", "--stdin-filename", "docker/new.Dockerfile")
    found = [(finding["path"], finding["severity"]) for finding in report["findings"]]
    assert (code, found) == (1, [("docker/new.Dockerfile", "error")])


def test_standard_input_under_a_name_is_fixed_to_standard_output(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    given(monkeypatch, BAD.replace("12-slim", "12"))
    name = "docker/a.Dockerfile"
    code = main(["check", "--select", "sudo-used", "--fix", "-", "--stdin-filename", name])
    assert (code, capsys.readouterr().out) == (0, BAD.replace("12-slim", "12").replace("sudo ", ""))
    assert (folder / name).read_text() == BAD


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--stdin-filename", "a"], "--stdin-filename names nothing"),
        (["-", "--stdin-filename", ""], "--stdin-filename needs the name of a file"),
    ],
)
def test_wrong_usage(
    words: list[str], message: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    given(monkeypatch, BAD)
    code, _, err = run(capsys, *words)
    assert (code, message in err) == (2, True)
