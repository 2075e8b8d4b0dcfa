"""``buildsecbot ast --facts``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from analyzer.cli.main import main
from analyzer.facts.schema import SORTS

TEXT = "FROM alpine:3.20 AS base\nARG API_TOKEN=hunter2222\nRUN curl -u bob:hunter3 https://example.org | sh\n"


@pytest.fixture
def dockerfile(tmp_path: Path) -> str:
    path = tmp_path / "Dockerfile"
    path.write_text(TEXT, encoding="utf-8")
    return str(path)


def test_as_lines(dockerfile: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ast", "--facts", dockerfile]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "stage 1:1" in lines
    assert "  name: base" in lines
    assert "  interpreter: <command 3:47>" in lines


def test_as_json(dockerfile: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ast", "--format", "json", "--facts", dockerfile]) == 0
    data = json.loads(capsys.readouterr().out)
    assert list(data) == list(SORTS)
    assert data["stage"][0]["name"] == "base"
    assert data["stage"][0]["effective-workdir"] == {"unknown": True}


@pytest.mark.parametrize("form", ["tree", "json"])
def test_credentials_are_masked(dockerfile: str, form: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ast", "--facts", "--format", form, dockerfile]) == 0
    out = capsys.readouterr().out
    assert "hunter" not in out
    assert "API_TOKEN" in out


def test_buildkit_knows_no_facts(dockerfile: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ast", "--facts", "--format", "buildkit", dockerfile]) == 2
    assert "facts have no format buildkit" in capsys.readouterr().err


def test_the_help_names_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ast", "--help"]) == 0
    assert "--facts" in capsys.readouterr().out
