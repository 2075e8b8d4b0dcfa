"""``check --add-suppressions``."""

from __future__ import annotations

from pathlib import Path

import pytest

from analyzer.cli.main import main

BEFORE = "FROM debian:12\nRUN sudo make\nUSER 1\n"
AFTER = "FROM debian:12\n# buildsecbot: ignore=sudo-used -- known\nRUN sudo make\nUSER 1\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "Dockerfile").write_text(BEFORE)
    return tmp_path


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    code = main(["check", "--isolated", "--select", "sudo-used", *words])
    output = capsys.readouterr()
    return code, output.out, output.err


def test_comments_are_written(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    expected = (0, "no findings in 1 file; 1 suppressed\nsilenced 1 finding in 1 file\n", "")
    assert run(capsys, "--add-suppressions", "known") == expected
    assert (folder / "Dockerfile").read_text() == AFTER
    assert run(capsys, "--add-suppressions", "other")[1].endswith("nothing to silence\n")
    assert (folder / "Dockerfile").read_text() == AFTER


def test_a_patch_writes_nothing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "--add-suppressions", "known", "--diff")
    assert (code, (folder / "Dockerfile").read_text()) == (1, BEFORE)
    assert "+# buildsecbot: ignore=sudo-used -- known\n" in out


@pytest.mark.parametrize(
    "words", [["--add-suppressions", ""], ["--add-suppressions", "a\nb"], ["--add-suppressions", "a", "--fix"]]
)
def test_what_does_not_fit_is_refused(folder: Path, capsys: pytest.CaptureFixture[str], words: list[str]) -> None:
    assert run(capsys, *words)[0] == 2
    assert (folder / "Dockerfile").read_text() == BEFORE
