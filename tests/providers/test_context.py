"""The build context of a directory."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from analyzer.providers import context
from analyzer.providers.context import ContextFolder, FolderContext
from analyzer.providers.ignored import ignore_file

FILES = ["Dockerfile", "a.txt", "b.txt", "src/main.c", "src/util/x.c", "src/util/y.h", "docs/a.md", "node_modules/m/go.mod"]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A directory with some files of ten bytes each."""
    folder = tmp_path / "context"
    for name in FILES:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x" * 10)
    (folder / "empty").mkdir()
    return folder


def context_of(root: Path, ignore: str | None = None) -> FolderContext:
    if ignore is not None:
        (root / ".dockerignore").write_text(ignore)
    return ContextFolder(str(root)).of(str(root / "Dockerfile"))


# ignore file, source, then: files, ignored, missing
MATCHES = [
    ("", "a.txt", (["a.txt"], False, False)),
    ("", "./a.txt", (["a.txt"], False, False)),
    ("", "/a.txt", (["a.txt"], False, False)),
    ("", "../a.txt", (["a.txt"], False, False)),
    ("", "src/../a.txt", (["a.txt"], False, False)),
    ("", "c.txt", ([], False, True)),
    ("", "a.txt/b", ([], False, True)),
    ("", "src", (["src/main.c", "src/util/x.c", "src/util/y.h"], False, False)),
    ("", "src/", (["src/main.c", "src/util/x.c", "src/util/y.h"], False, False)),
    ("", "empty", ([], False, False)),
    ("", "*.txt", (["a.txt", "b.txt"], False, False)),
    ("", "*.none", ([], False, False)),
    ("", "[ab].txt", (["a.txt", "b.txt"], False, False)),
    ("", "[.txt", ([], False, False)),
    ("", "src/*", (["src/main.c", "src/util/x.c", "src/util/y.h"], False, False)),
    ("", "src/*/*.c", (["src/util/x.c"], False, False)),
    ("", "s*/main.c", (["src/main.c"], False, False)),
    ("", "none/*.c", ([], False, False)),
    ("a.txt", "a.txt", ([], True, False)),
    ("a.txt", "./a.txt", ([], True, False)),
    ("a.txt", "b.txt", (["b.txt"], False, False)),
    ("c.txt", "c.txt", ([], True, True)),
    ("*.txt", "*.txt", ([], True, False)),
    ("a.txt", "*.txt", (["b.txt"], False, False)),
    ("src", "src", ([], True, False)),
    ("src", "src/util", ([], True, False)),
    ("src/util", "src", (["src/main.c"], False, False)),
    ("**/*.c", "src", (["src/util/y.h"], False, False)),
    ("src\n!src/main.c", "src", (["src/main.c"], False, False)),
    ("src\n!src/main.c", "src/main.c", (["src/main.c"], False, False)),
    ("src\n!src/main.c", "src/util", ([], True, False)),
    ("src\n!src/main.c", "src/util/x.c", ([], True, False)),
    ("**\n!Dockerfile", ".", (["Dockerfile"], False, False)),
    ("**\n!Dockerfile", "Dockerfile", (["Dockerfile"], False, False)),
    ("*", ".", ([], True, False)),
    ("*", "/", ([], True, False)),
    ("*.txt", "/", (sorted(name for name in [*FILES, ".dockerignore"] if ".txt" not in name), False, False)),
    ("# nothing\n\n", "a.txt", (["a.txt"], False, False)),
]


@pytest.mark.parametrize(("ignore", "source", "expected"), MATCHES)
def test_what_a_source_names(root: Path, ignore: str, source: str, expected: tuple[object, ...]) -> None:
    found = context_of(root, ignore).match(source)
    assert (found.files, found.ignored, found.missing) == expected


def test_size_and_manifests_leave_out_what_is_ignored(root: Path) -> None:
    (root / "package.json").write_text("{}")
    (root / "src" / "go.mod").write_text("x")
    bare = context_of(root)
    assert (bare.size(), bare.manifests()) == (10 * len(FILES) + 3, ["package.json", "src/go.mod"])
    ignoring = context_of(root, "src\nnode_modules\n.dockerignore\n")
    assert (ignoring.size(), ignoring.manifests()) == (10 * 4 + 2, ["package.json"])


def test_a_walk_is_given_up_after_so_many_entries(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(context, "MOST", 3)
    found = context_of(root)
    assert (found.size(), found.manifests()) == (None, None)
    assert found.match("src").files is None
    assert found.match("*.txt").files is None
    assert found.match("a.txt").files == ["a.txt"]
    assert found.match("c.txt").missing is True


# --- which ignore file


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ([], None),
        ([".dockerignore"], ".dockerignore"),
        (["Dockerfile.dockerignore"], "Dockerfile.dockerignore"),
        ([".dockerignore", "Dockerfile.dockerignore"], "Dockerfile.dockerignore"),
        (["other.dockerignore"], None),
    ],
)
def test_the_file_of_a_dockerfile_takes_the_place_of_the_common_one(root: Path, files: list[str], expected: str | None) -> None:
    for name in files:
        (root / name).write_text("*")
    found = ignore_file(str(root), str(root / "Dockerfile"))
    wanted = str(root / expected) if expected == "Dockerfile.dockerignore" else expected
    assert (found.path if found is not None else None) == wanted


def test_the_dockerfile_may_lie_elsewhere(root: Path, tmp_path: Path) -> None:
    (tmp_path / "app.Dockerfile.dockerignore").write_text("a.txt")
    folder = ContextFolder(str(root))
    assert folder.of(str(tmp_path / "app.Dockerfile")).match("a.txt").ignored is True
    assert folder.of("-").match("a.txt").ignored is False


@pytest.mark.parametrize(
    ("text", "error"), [("a[", "syntax error in pattern"), ("!", 'illegal exclusion pattern: "!"'), ("a\n*.c", ""), ("", "")]
)
def test_an_ignore_file_that_docker_refuses_ignores_nothing(root: Path, text: str, error: str) -> None:
    found = context_of(root, text)
    ignore = found.ignore_file()
    assert ignore is not None
    assert ignore.error == error or (text == "!" and not error)
    if error:
        assert found.match("a.txt").ignored is False


# --- what must not lead astray


@pytest.fixture
def links(root: Path, tmp_path: Path) -> Path:
    """The directory with links, into it, out of it, to nothing and in circles."""
    (tmp_path / "secret").write_text("secret")
    try:
        (root / "inner").symlink_to("src")
        (root / "outer").symlink_to("..")
        (root / "absolute").symlink_to("/etc")
        (root / "dangling").symlink_to("nothing")
        (root / "circle").symlink_to("circle")
        (root / "src" / "up").symlink_to("..")
    except OSError:
        pytest.skip("links cannot be made here")
    return root


@pytest.mark.parametrize(
    ("source", "files", "missing"),
    [
        ("inner/main.c", ["src/main.c"], False),
        ("inner/*.c", ["src/main.c"], False),
        ("outer/secret", None, None),
        ("outer/*", None, False),
        ("absolute/passwd", None, None),
        ("dangling", [], True),
        ("circle/x", [], True),
        ("src/up/a.txt", ["a.txt"], False),
        ("*", sorted([*FILES, "inner", "outer", "absolute", "dangling", "circle", "src/up"]), False),
    ],
)
def test_links_are_not_followed_out_of_the_context(
    links: Path, source: str, files: list[str] | None, missing: bool | None
) -> None:
    found = context_of(links).match(source)
    assert (found.files, found.missing) == (files, missing)


def test_an_ignore_file_outside_of_the_context_is_not_read(root: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "list").write_text("a.txt")
    try:
        (root / ".dockerignore").symlink_to(tmp_path / "elsewhere" / "list")
    except OSError:
        pytest.skip("links cannot be made here")
    assert context_of(root).ignore_file() is None


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_a_folder_that_cannot_be_read_counts_as_empty(root: Path) -> None:
    (root / "src").chmod(0)
    try:
        assert context_of(root).match(".").files == sorted(name for name in FILES if not name.startswith("src/"))
    finally:
        (root / "src").chmod(0o755)


def test_a_folder_that_has_gone_counts_as_empty(tmp_path: Path) -> None:
    found = ContextFolder(str(tmp_path / "gone")).of("Dockerfile")
    assert (found.size(), found.match("a").missing, found.match(".").files) == (0, True, [])


@pytest.mark.parametrize("source", ["", ".", "\0", "a\0b", "/", "//", "*\0", "a" * 5000, "x/" * 3000, "[", "\\"])
def test_strange_sources_are_borne(root: Path, source: str) -> None:
    context_of(root).match(source)
