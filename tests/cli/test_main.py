"""The program as a whole: what it prints and the exit codes it gives."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from analyzer.cli.main import main
from analyzer.version import VERSION

ROOT = Path(__file__).resolve().parents[2]
BAD = "FROM alpine:3.20\nMAINTAINER me\n"
Captured = pytest.CaptureFixture[str]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty directory, made the current one."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def start(*words: str, cwd: Path, stdout: Any = subprocess.PIPE, **environment: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "analyzer", *words]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **environment}
    return subprocess.Popen(command, cwd=cwd, env=environment, stdout=stdout, stderr=subprocess.PIPE)


@pytest.mark.parametrize("words", [["--help"], ["-h"], ["help"], ["check", "--help"], ["ast", "-h"], ["rules", "--help"]])
def test_help_shows_how(words: list[str], capsys: Captured) -> None:
    assert main(words) == 0
    out = capsys.readouterr().out
    assert out.startswith("Usage: buildsecbot")
    assert "Examples:" in out
    assert all(len(line) <= 128 for line in out.splitlines())


def test_version(capsys: Captured) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"buildsecbot {VERSION}\n"


WRONG = [
    (["chekc"], "unknown command 'chekc'", "did you mean check?"),
    (["--format", "json"], "unknown option --format", "behind a command"),
    (["Dockerfile"], "unknown command 'Dockerfile'", "buildsecbot check Dockerfile"),
    (["check", "--formt", "json"], "check has no option --formt", "did you mean --format?"),
    (["check", "--format", "yaml"], "--format cannot be 'yaml'", "text, json"),
    (["check", "--format", "json:"], "--format json: names no file", "json:FILE"),
    (["check", "--format", "json", "--format", "text"], "both go to standard output", "text:FILE"),
    (["check", "--fail-on", "warn"], "--fail-on cannot be 'warn'", "warning"),
    (["check", "--build-arg", "A"], "--build-arg A has no value", "NAME=VALUE"),
    (["check", "--select", "maintainer-deprecatd"], "is called 'maintainer-deprecatd'", "maintainer-deprecated"),
    (["check", "--ignore", "DL99999"], "is called 'DL99999'", "rules list"),
    (["ast"], "ast takes one file, not 0", "ast FILE"),
    (["ast", "gone"], "gone: No such file", ""),
    (["rules", "explain", "parse-eror"], "parse-eror", "parse-error"),
    (["rules", "explain"], "rules explain", "explain ID"),
    (["rules", "lst"], "lst", "did you mean list?"),
]


@pytest.mark.parametrize(("words", "message", "hint"), WRONG)
def test_wrong_usage_says_what_to_do(words: list[str], message: str, hint: str, folder: Path, capsys: Captured) -> None:
    (folder / "Dockerfile").write_text(BAD)
    assert main(words) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("buildsecbot: error: ")
    assert message in captured.err
    assert hint in captured.err


def test_no_command_shows_the_help_and_fails(capsys: Captured) -> None:
    assert main([]) == 2
    assert "Commands:" in capsys.readouterr().out


ONLY = ["--select", "maintainer-deprecated"]  # its severity is info
EXITS = [
    ([], 0),
    (["--fail-on", "style"], 1),
    (["--fail-on", "info"], 1),
    (["--fail-on", "warning"], 0),
    (["--fail-on", "error"], 0),
    (["--fail-on", "never"], 0),
    (["--fail-on", "style", "--ignore", "maintainer-deprecated"], 0),
    (["--fail-on", "style", "--ignore", "DL4000"], 0),
    (["--fail-on", "style", "--ignore", "hadolint/DL4000,parse-error"], 0),
    (["--fail-on", "style", "--ignore", "style"], 0),
    (["--fail-on", "style", "--ignore", "ALL"], 0),
]


@pytest.mark.parametrize(("words", "code"), EXITS)
def test_findings_at_the_threshold_give_exit_code_1(words: list[str], code: int, folder: Path, capsys: Captured) -> None:
    (folder / "Dockerfile").write_text(BAD)
    assert main(["check", *ONLY, *words]) == code


def test_one_bad_file_does_not_hide_another(folder: Path, capsys: Captured) -> None:
    (folder / "good.Dockerfile").write_text(BAD)
    (folder / "broken.Dockerfile").write_text("FROM alpine:3.20\nFRUM x\nMAINTAINER me\n")
    (folder / "Dockerfile").mkdir()
    words = ["check", "--format", "json", "--select", "DL4000"]
    assert main([*words, "gone", "Dockerfile", "broken.Dockerfile", "good.Dockerfile"]) == 2
    captured = capsys.readouterr()
    report = json.loads(captured.out)
    assert [(file["path"], file["status"]) for file in report["files"]] == [
        ("gone", "failed"),
        ("Dockerfile", "failed"),
        ("broken.Dockerfile", "checked"),
        ("good.Dockerfile", "checked"),
    ]
    assert [(finding["path"], finding["rule"]) for finding in report["findings"]] == [
        ("broken.Dockerfile", "parse-error"),
        ("broken.Dockerfile", "maintainer-deprecated"),
        ("good.Dockerfile", "maintainer-deprecated"),
    ]
    assert "gone: No such file" in captured.err


def test_a_file_is_found_in_the_current_directory(folder: Path, capsys: Captured) -> None:
    (folder / "Dockerfile").write_text(BAD)
    assert main(["check", "--select", "DL4000", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["files"] == [{"path": "Dockerfile", "status": "checked"}]


def test_standard_input(folder: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(BAD.encode())))
    assert main(["check", *ONLY, "-"]) == 0
    assert capsys.readouterr().out.startswith("-:2:1: info[maintainer-deprecated]")


def test_a_report_can_go_to_a_file(folder: Path, capsys: Captured) -> None:
    (folder / "Dockerfile").write_text(BAD)
    assert main(["check", "--format", "text", "--format", "json:out.json", *ONLY]) == 0
    assert "1 finding" in capsys.readouterr().out
    assert json.loads((folder / "out.json").read_text())["summary"]["findings"] == 1


def test_a_report_that_cannot_be_written_is_an_error(folder: Path, capsys: Captured) -> None:
    (folder / "Dockerfile").write_text(BAD)
    assert main(["check", "--format", "json:no/such/folder.json", *ONLY]) == 2
    assert "no/such/folder.json: No such file" in capsys.readouterr().err


def test_the_same_input_gives_the_same_bytes(folder: Path) -> None:
    (folder / "Dockerfile").write_text(BAD + "RUN cd /x && apt-get install curl git\nRUN apt-get update\n")
    words = ("check", "--select", "ALL", "--format", "json")
    reports = {start(*words, cwd=folder, PYTHONHASHSEED=seed).communicate()[0] for seed in ("0", "1", "2")}
    assert len(reports) == 1
    assert reports.pop().startswith(b"{")


@pytest.mark.skipif(os.name == "nt", reason="POSIX pipes")
def test_a_closed_pipe_is_no_error(folder: Path) -> None:
    (folder / "Dockerfile").write_text("FROM alpine:3.20\n" + "MAINTAINER me\n" * 5000)
    process = start("check", "--fail-on", "info", *ONLY, "Dockerfile", cwd=folder)
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.read(10)
    process.stdout.close()
    errors = process.stderr.read()
    process.stderr.close()
    assert process.wait() == 1
    assert errors == b""


class Interrupted(io.BytesIO):
    """A standard input at which somebody presses Ctrl-C."""

    def read(self, size: int | None = -1) -> bytes:
        raise KeyboardInterrupt


def test_an_interrupt_is_quiet(capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(Interrupted()))
    assert main(["check", *ONLY, "-"]) == 130
    assert capsys.readouterr() == ("", "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_is_an_error(folder: Path) -> None:
    (folder / "Dockerfile").write_text(BAD)
    with open("/dev/full", "wb") as full:
        process = start("check", *ONLY, cwd=folder, stdout=full)
        _, errors = process.communicate()
    assert process.returncode == 2
    assert b"No space left" in errors
    assert b"Traceback" not in errors


def test_a_target_that_is_no_stage_fails_that_file_only(folder: Path, capsys: Captured) -> None:
    (folder / "a.Dockerfile").write_text("FROM alpine:3.20 AS test\n")
    (folder / "b.Dockerfile").write_text("FROM alpine:3.20\n")
    assert main(["check", *ONLY, "--target", "test", "a.Dockerfile", "b.Dockerfile"]) == 2
    out = capsys.readouterr().out
    assert "b.Dockerfile: error: target stage 'test' could not be found" in out
    assert out.endswith("no findings in 1 file; 1 file could not be checked\n")
