"""``check --context`` and ``check --registry``."""

from __future__ import annotations

from pathlib import Path

import pytest

from analyzer.cli import judging
from analyzer.cli.main import main
from analyzer.facts.providers import Providers

FILE = "FROM alpine:3.20\nCOPY a /\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "Dockerfile").write_text(FILE)
    (tmp_path / ".dockerignore").write_text("a\n")
    return tmp_path


def test_a_context_is_read_where_one_is_given(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["--format", "json", "--isolated", "--select", "buildkit", "--build-arg", "A=1", str(folder / "Dockerfile")]
    assert main(["check", "--context", str(folder), *words]) in {0, 1}
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("name", ["missing", "Dockerfile"])
def test_a_context_must_be_a_directory(folder: Path, capsys: pytest.CaptureFixture[str], name: str) -> None:
    assert main(["check", "--context", str(folder / name), str(folder / "Dockerfile")]) == 2
    assert "is no directory" in capsys.readouterr().err


class Failing:
    """A registry that cannot be asked."""

    def __init__(self) -> None:
        self.problems = {"ghcr.io/a/b:1": "it does not answer in time"}

    def look_up(self, reference: str) -> None:
        return None


def test_a_failed_look_up_is_an_error(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    failing = Failing()
    monkeypatch.setattr(judging, "_providers", lambda arguments: (Providers(None, failing), failing))
    assert main(["check", "--registry", "--fail-on", "never", str(folder / "Dockerfile")]) == 2
    assert "the registry of ghcr.io/a/b:1: it does not answer in time" in capsys.readouterr().err


def test_help_names_what_may_be_looked_at(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--help"]) == 0
    text = capsys.readouterr().out
    assert "--context DIR" in text
    assert "--registry" in text
