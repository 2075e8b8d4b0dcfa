"""Which files a run looks at."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from analyzer.lint.discovery import discover, is_dockerfile_name

DOCKERFILES = [
    "Dockerfile", "dockerfile", "Containerfile", "Dockerfile.dev", "Containerfile.arm64", "web.Dockerfile", "web.dockerfile",
    "Dockerfile.in-house", "Dockerfile.md5",
]  # fmt: skip
OTHERS = [
    "Dockerfile.dockerignore", ".dockerignore", "web.Dockerfile.dockerignore", "Dockerfile.md", "Dockerfile.TXT",
    "Dockerfile.j2", "Dockerfile.tmpl", "Dockerfile.in", "Dockerfile.orig", "Dockerfile~", "Dockerfile.dev~", "Makefile",
    "DOCKERFILE", "MyDockerfile", "dockerfiles",
]  # fmt: skip


@pytest.mark.parametrize("name", DOCKERFILES)
def test_names_of_dockerfiles(name: str) -> None:
    assert is_dockerfile_name(name)


@pytest.mark.parametrize("name", OTHERS)
def test_names_of_other_files(name: str) -> None:
    assert not is_dockerfile_name(name)


def tree(root: Path, *files: str) -> None:
    for file in files:
        path = root / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("FROM scratch\n")


def found(*paths: Path | str) -> list[str]:
    return [target.path for target in discover([str(path) for path in paths]) if not target.error]


def test_a_directory_is_walked_in_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tree(tmp_path, "b/Dockerfile", "a/x/web.Dockerfile", "a/Dockerfile", "Dockerfile", "a/README.md")
    tree(tmp_path, ".git/Dockerfile", ".venv/lib/Dockerfile", ".devcontainer/Dockerfile")
    monkeypatch.chdir(tmp_path)
    expected = ("Dockerfile", ".devcontainer/Dockerfile", "a/Dockerfile", "a/x/web.Dockerfile", "b/Dockerfile")
    assert found(".") == [str(Path(p)) for p in expected]


def test_a_directory_may_have_the_name_of_a_dockerfile(tmp_path: Path) -> None:
    tree(tmp_path, "dockerfile/Dockerfile")
    assert found(tmp_path, tmp_path / "dockerfile") == [str(tmp_path / "dockerfile" / "Dockerfile")]


def test_a_named_file_is_taken_whatever_its_name_and_once(tmp_path: Path) -> None:
    tree(tmp_path, "Dockerfile.md", ".gitignore")
    file = tmp_path / "Dockerfile.md"
    assert found(file, file) == [str(file)]


def test_a_missing_file_is_left_to_the_reader_of_files(tmp_path: Path) -> None:
    assert [target.path for target in discover([str(tmp_path / "gone")])] == [str(tmp_path / "gone")]


def test_a_directory_without_a_dockerfile_is_an_error(tmp_path: Path) -> None:
    tree(tmp_path, "Dockerfile/notes.txt")
    (target,) = discover([str(tmp_path / "Dockerfile")])
    assert (target.path, target.error) == (str(tmp_path / "Dockerfile"), "no Dockerfile in this directory")


@pytest.mark.skipif(os.name == "nt", reason="making links takes a privilege on Windows")
def test_links_do_not_lead_out_of_the_tree(tmp_path: Path) -> None:
    tree(tmp_path, "outside/Dockerfile", "in/real/Dockerfile")
    root = tmp_path / "in"
    (root / "folder").symlink_to(tmp_path / "outside")
    (root / "loop").symlink_to(root)
    (root / "Dockerfile.out").symlink_to(tmp_path / "outside" / "Dockerfile")
    (root / "Dockerfile.in2").symlink_to(root / "real" / "Dockerfile")
    (root / "Dockerfile.broken").symlink_to(root / "gone")
    assert found(root) == [str(root / "Dockerfile.in2"), str(root / "real" / "Dockerfile")]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="named pipes are POSIX")
def test_a_named_pipe_is_no_dockerfile(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "Dockerfile")
    tree(tmp_path, "a/Dockerfile")
    assert found(tmp_path) == [str(tmp_path / "a" / "Dockerfile")]


IGNORED = [
    ("build\n", "build/Dockerfile", True),
    ("build/\n", "a/build/Dockerfile", True),
    ("/build\n", "a/build/Dockerfile", False),
    ("/build\n", "build/Dockerfile", True),
    ("a/*/Dockerfile\n", "a/b/Dockerfile", True),
    ("a/*/Dockerfile\n", "a/b/c/Dockerfile", False),
    ("a/**/Dockerfile\n", "a/b/c/Dockerfile", True),
    ("a/**/Dockerfile\n", "a/Dockerfile", True),
    ("**/gen\n", "x/y/gen/Dockerfile", True),
    ("gen/**\n", "gen/x/Dockerfile", True),
    ("Dockerfile.*\n!Dockerfile.dev\n", "Dockerfile.dev", False),
    ("Dockerfile.*\n!Dockerfile.dev\n", "Dockerfile.test", True),
    ("build/\n!build/Dockerfile\n", "build/Dockerfile", True),
    ("# build\n\n", "build/Dockerfile", False),
    ("\\#x\n", "#x/Dockerfile", True),
    ("bu?ld\n", "build/Dockerfile", True),
    ("b[a-u]ild\n", "build/Dockerfile", True),
    ("b[!u]ild\n", "build/Dockerfile", False),
    ("b[\n", "build/Dockerfile", False),
    ("Dockerfile/\n", "Dockerfile", False),
    ("build   \n", "build/Dockerfile", True),
]


@pytest.mark.parametrize(("patterns", "file", "ignored"), IGNORED)
def test_gitignore(tmp_path: Path, patterns: str, file: str, ignored: bool) -> None:
    tree(tmp_path, file, "kept/Dockerfile")
    (tmp_path / ".gitignore").write_text(patterns)
    assert (str(tmp_path / file) not in found(tmp_path)) == ignored


def test_gitignore_of_the_directories_above_counts_within_a_repository(tmp_path: Path) -> None:
    tree(tmp_path, "repo/app/gen/Dockerfile", "repo/app/Dockerfile", "repo/app/old/Dockerfile")
    (tmp_path / ".gitignore").write_text("app\n")
    (tmp_path / "repo" / ".git").mkdir()
    (tmp_path / "repo" / ".gitignore").write_text("/app/gen\n")
    (tmp_path / "repo" / "app" / ".gitignore").write_text("old/\n")
    app = tmp_path / "repo" / "app"
    assert found(app) == [str(app / "Dockerfile")]
