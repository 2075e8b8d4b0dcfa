"""Where reports go, and which formats they have."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from analyzer.cli.main import main
from analyzer.cli.output import write_file
from analyzer.report.formats import FORMATS

ROOT = Path(__file__).resolve().parents[2]
ONLY = ["--select", "maintainer-deprecated"]
Captured = pytest.CaptureFixture[str]
POSIX = pytest.mark.skipif(os.name == "nt", reason="POSIX")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current directory, with a Dockerfile in which one thing is found."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "Dockerfile").write_text("FROM alpine:3.20\nMAINTAINER me\n")
    return tmp_path


def test_all_formats_at_once(folder: Path, capsys: Captured) -> None:
    words = [word for name in FORMATS for word in ("--format", f"{name}:out.{name}")]
    assert main(["check", *ONLY, *words]) == 0
    assert capsys.readouterr() == ("", "")
    assert sorted(os.listdir(folder)) == sorted(["Dockerfile", *(f"out.{name}" for name in FORMATS)])
    assert all((folder / f"out.{name}").stat().st_size for name in FORMATS)


def test_the_help_and_the_error_name_all_formats(folder: Path, capsys: Captured) -> None:
    assert main(["check", "--help"]) == 0
    out = capsys.readouterr().out
    assert all(f"  {name} " in out for name in FORMATS)
    assert main(["check", "--format", "sarf"]) == 2
    assert "did you mean sarif? it is one of " + ", ".join(FORMATS) in capsys.readouterr().err


HADOLINT = [
    ("tty", "Dockerfile:2:1: info[maintainer-deprecated]"),
    ("json", '{\n  "schema": 1'),
    ("sarif", '{\n  "$schema"'),
    ("checkstyle", "<?xml"),
    ("codeclimate", '{"type": "issue"'),
    ("gitlab_codeclimate", '[\n  {\n    "description"'),
    ("gnu", "Dockerfile:2:1: note: "),
    ("sonarqube", '{\n  "rules"'),
]


@pytest.mark.parametrize(("form", "beginning"), HADOLINT)
def test_the_format_of_a_configuration_of_hadolint(form: str, beginning: str, folder: Path, capsys: Captured) -> None:
    (folder / ".hadolint.yaml").write_text(f"format: {form}\n")
    main(["check", *ONLY])
    assert capsys.readouterr().out.startswith(beginning)
    main(["check", *ONLY, "--format", "github"])
    assert capsys.readouterr().out.startswith("::notice ")
    main(["check", *ONLY, "--isolated"])
    assert capsys.readouterr().out.startswith("Dockerfile:2:1: info")
    os.rename(".hadolint.yaml", "other.yaml")
    main(["check", *ONLY, "--config", "other.yaml"])
    assert capsys.readouterr().out.startswith(beginning)


@pytest.mark.parametrize(("form", "message"), [("codacy", "no format 'codacy'\n"), ("x", "hadolint's formats are tty, json")])
def test_a_format_without_counterpart_is_an_error(form: str, message: str, folder: Path, capsys: Captured) -> None:
    (folder / ".hadolint.yaml").write_text(f"format: {form}\n")
    assert main(["check", *ONLY]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert message in captured.err
    assert ".hadolint.yaml" in captured.err
    assert "give --format: text, json, sarif" in captured.err
    assert main(["check", *ONLY, "--format", "gnu"]) == 0


def test_the_format_of_reports_is_not_the_format_of_files(folder: Path, capsys: Captured) -> None:
    (folder / ".hadolint.yaml").write_text("format: sarif\n")
    assert main(["format", "--check", "Dockerfile"]) == 0


def test_a_report_that_fails_leaves_what_was_there(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "out").write_text("before")

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", fail)
    assert main(["check", *ONLY, "--format", "json:out"]) == 2
    assert (folder / "out").read_text() == "before"
    assert sorted(os.listdir(folder)) == ["Dockerfile", "out"]


@POSIX
def test_a_file_keeps_its_mode_and_a_link_its_target(folder: Path) -> None:
    (folder / "real").write_text("x" * 100_000)
    (folder / "real").chmod(0o604)
    (folder / "link").symlink_to("real")
    write_file("link", "a\udcff")
    assert (folder / "link").is_symlink()
    assert (folder / "real").read_bytes() == b"a\xff"
    assert stat.S_IMODE((folder / "real").stat().st_mode) == 0o604
    (folder / "dangling").symlink_to("new")
    write_file("dangling", "b")
    assert (folder / "new").read_text() == "b"
    mask = os.umask(0)
    os.umask(mask)
    assert stat.S_IMODE((folder / "new").stat().st_mode) == 0o666 & ~mask


@POSIX
def test_a_pipe_gets_the_report(folder: Path) -> None:
    os.mkfifo("pipe")
    read: list[bytes] = []
    reader = threading.Thread(target=lambda: read.append(Path("pipe").read_bytes()))
    reader.start()
    assert main(["check", *ONLY, "--format", "json:pipe"]) == 0
    reader.join()
    assert json.loads(read[0])["summary"]["findings"] == 1
    assert stat.S_ISFIFO(os.stat("pipe").st_mode)


@pytest.mark.skipif(not Path("/dev/stdout").exists(), reason="needs /dev/stdout")
@pytest.mark.parametrize("to_file", [False, True])
def test_standard_output_by_name(to_file: bool, folder: Path) -> None:
    command = [sys.executable, "-m", "analyzer", "check", *ONLY, "--format", "json:/dev/stdout"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    if to_file:
        with open("out", "wb") as out:
            subprocess.run(command, stdout=out, env=environment, check=True)
            assert os.fstat(out.fileno()).st_ino == os.stat("out").st_ino
        written = Path("out").read_bytes()
    else:
        written = subprocess.run(command, stdout=subprocess.PIPE, env=environment, check=True).stdout
    assert json.loads(written)["summary"]["findings"] == 1


@pytest.mark.parametrize("target", ["no/such/out", "."])
def test_a_report_that_cannot_be_written_is_an_error(target: str, folder: Path, capsys: Captured) -> None:
    assert main(["check", *ONLY, "--format", f"json:{target}"]) == 2
    assert f"error: {target}: " in capsys.readouterr().err


def test_the_log_of_github_holds_no_command(folder: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "Dockerfile").write_text("FROM alpine:3.20\nMAINTAINER ##[set-output name=x]y\n")
    main(["check", *ONLY])
    assert "##[" in capsys.readouterr().out
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    main(["check", *ONLY])
    assert "##[" not in capsys.readouterr().out
