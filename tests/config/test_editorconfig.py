"""``.editorconfig``: its globs, its pairs, and which files are read."""

from __future__ import annotations

from pathlib import Path

import pytest

from analyzer.config.editorconfig import matches, properties, read


@pytest.mark.parametrize(
    ("glob", "path", "expected"),
    [
        ("*", "Dockerfile", True),
        ("*", "a/Dockerfile", True),
        ("*.js", "a/b.js", True),
        ("*.js", "a/b.jsx", False),
        ("Dockerfile", "a/b/Dockerfile", True),
        ("Dockerfile*", "Dockerfile.dev", True),
        ("/Dockerfile", "Dockerfile", True),
        ("/Dockerfile", "a/Dockerfile", False),
        ("a/*", "a/b", True),
        ("a/*", "a/b/c", False),
        ("a/**", "a/b/c", True),
        ("a/**/c", "a/c", True),
        ("a/**/c", "a/x/y/c", True),
        ("**.yaml", "a/b.yaml", True),
        ("?at", "cat", True),
        ("?at", "at", False),
        ("[bc]at", "bat", True),
        ("[!bc]at", "bat", False),
        ("[!bc]at", "rat", True),
        ("[a-c]", "b", True),
        ("[]", "[]", True),
        ("{Dockerfile,Containerfile}", "x/Containerfile", True),
        ("{Dockerfile,Containerfile}", "Makefile", False),
        ("*.{yml,y{a,e}ml}", "a.yeml", True),
        ("{a}", "{a}", True),
        ("{a}", "a", False),
        ("{a", "{a", True),
        ("a}", "a}", True),
        ("{,a}b", "b", True),
        ("v{1..3}", "v2", True),
        ("v{1..3}", "v4", False),
        ("v{-1..1}", "v-1", True),
        ("a\\*", "a*", True),
        ("a\\*", "ab", False),
        ("a+(b).c|d", "a+(b).c|d", True),
        ("a^$", "a^$", True),
    ],
)
def test_globs(glob: str, path: str, expected: bool) -> None:
    assert matches(glob, path) is expected


def test_what_a_file_says() -> None:
    text = "\ufeffRoot = TRUE\r\n; c\n# c\nnonsense\n[*]\nIndent_Size=2\n a = b = c \n[x\ny=1\n[b]\n"
    assert read(text.removeprefix("\ufeff")) == (True, [("*", {"indent_size": "2", "a": "b = c", "y": "1"}), ("b", {})])


@pytest.mark.parametrize(
    ("files", "last", "expected"),
    [
        ({".editorconfig": "[*]\na=1\nb=1\n", "x/.editorconfig": "[*]\nb=2\n"}, "", {"a": "1", "b": "2"}),
        ({".editorconfig": "[*]\na=1\n", "x/.editorconfig": "root=true\n[*]\nb=2\n"}, "", {"b": "2"}),
        ({".editorconfig": "[*]\na=1\n", "x/.editorconfig": "[*]\nb=2\n"}, "x", {"b": "2"}),
        ({".editorconfig": "[*]\na=1\n[x/**]\na=unset\n"}, "", {}),
        ({".editorconfig": "[*]\na=1\n[x/y/*]\na=2\n[y]\na=3\n"}, "", {"a": "2"}),
        ({}, "", {}),
    ],
)
def test_which_files_are_read(tmp_path: Path, files: dict[str, str], last: str, expected: dict[str, str]) -> None:
    (tmp_path / "x" / "y").mkdir(parents=True)
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    assert properties(str(tmp_path / "x" / "y" / "Dockerfile"), str(tmp_path / last) if last else str(tmp_path)) == expected
