"""Stages and arguments of a workspace."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from analyzer.lsp.features.workspace_symbols import MOST_SYMBOLS, dockerfiles, named_parts, workspace_symbols

TEXT = "ARG VERSION=1\nFROM a:$VERSION AS builder\nARG DEBUG\nENV X=1\nRUN true\nFROM builder AS build\nFROM c\n"


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["c", "DEBUG", "build", "VERSION", "builder"]),
        ("build", ["build", "builder"]),
        ("BUG", ["DEBUG"]),
        ("vsn", ["VERSION"]),
        ("x", []),
    ],
)
def test_query(query: str, names: list[str]) -> None:
    found = workspace_symbols([("file:///x", TEXT, named_parts(TEXT))], query)
    assert [each.symbol.name for each in found] == names


def test_an_argument_stands_in_its_stage() -> None:
    assert [(symbol.name, container) for symbol, container in named_parts(TEXT)] == [
        ("VERSION", ""),
        ("builder", ""),
        ("DEBUG", "builder"),
        ("build", ""),
        ("c", ""),
    ]


def test_there_is_an_end() -> None:
    text = "FROM a AS b\n" * (MOST_SYMBOLS + 5)
    assert len(workspace_symbols([("x", text, named_parts(text))], "b")) == MOST_SYMBOLS


def test_files_are_found_as_on_the_command_line(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / ".gitignore").write_text("out/\n")
    for name in ("Dockerfile", "a/x.Dockerfile", "out/Dockerfile", "a/readme.md", ".git/Dockerfile"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("FROM a AS b\n")
    found = [os.path.relpath(path, tmp_path) for path, _, _ in dockerfiles([str(tmp_path), str(tmp_path / "a")])]
    assert found == ["Dockerfile", os.path.join("a", "x.Dockerfile")]


def test_a_file_is_read_again_when_it_has_changed(tmp_path: Path) -> None:
    file = tmp_path / "Dockerfile"
    for name in ("one", "another"):
        file.write_text(f"FROM a AS {name}\n")
        ((_, _, parts),) = dockerfiles([str(tmp_path)])
        assert [symbol.name for symbol, _ in parts] == [name]
