"""Files that are none, or should not be read, and names that should not be shown: the others are reported all the same."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from analyzer.cli.main import main

pytestmark = pytest.mark.skipif(os.name != "posix", reason="FIFOs, devices and any file name are POSIX")

FINE = "FROM alpine:3.20\nMAINTAINER me\n"
ONE_RULE = ["--select", "maintainer-deprecated", "--fail-on", "style"]
Make = Callable[[Path], object]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    work = tmp_path / "work"
    work.mkdir()
    (work / "Dockerfile.fine").write_text(FINE)
    monkeypatch.chdir(work)
    return work


def locked(path: Path) -> None:
    path.write_text(FINE)
    path.chmod(0)
    if os.access(path, os.R_OK):
        pytest.skip("this user may read any file")


def linked_fifo(path: Path) -> None:
    os.mkfifo(f"{path}.fifo")
    path.symlink_to(f"{path}.fifo")


def loop(path: Path) -> None:
    path.mkdir()
    (path / "Dockerfile").symlink_to(path)


NO_FILES: dict[str, tuple[Make, str]] = {
    "a FIFO": (os.mkfifo, "it is no regular file"),
    "a link to a FIFO": (linked_fifo, "it is no regular file"),
    "a link to a device without an end": (lambda path: path.symlink_to("/dev/zero"), "it is no regular file"),
    "a link to nothing": (lambda path: path.symlink_to("nowhere"), "No such file or directory"),
    "a link to itself": (lambda path: path.symlink_to(path), "Too many levels of symbolic links"),
    "an empty directory": (lambda path: path.mkdir(), "no Dockerfile in this directory"),
    "a directory that holds itself": (loop, "no Dockerfile in this directory"),
    "a file that may not be read": (locked, "Permission denied"),
    "nothing": (lambda path: None, "No such file or directory"),
}


@pytest.mark.parametrize(("make", "why"), NO_FILES.values(), ids=NO_FILES)
@pytest.mark.parametrize("words", [[], ["--format", "jsonl"], ["--fix"], ["--jobs", "2"]], ids=" ".join)
def test_what_is_no_file_is_refused(
    make: Make, why: str, words: list[str], folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make(folder / "Dockerfile")
    code = main(["check", "--isolated", *ONE_RULE, *words, "Dockerfile", "Dockerfile.fine"])
    output = capsys.readouterr()
    assert code == 2
    assert why in output.out + output.err


@pytest.mark.parametrize(("make", "why"), NO_FILES.values(), ids=NO_FILES)
def test_what_is_no_file_is_passed_over_in_a_folder(
    make: Make, why: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make(folder / "Dockerfile")
    code = main(["check", "--isolated", *ONE_RULE, "--format", "gnu", "."])
    assert code == (2 if why == "Permission denied" else 1)
    assert capsys.readouterr().out.startswith("Dockerfile")


@pytest.mark.parametrize(
    "name", [".gitignore", ".buildsecbot.yaml", ".hadolint.yaml", ".dockerignore", ".editorconfig", "compose.yaml"]
)
@pytest.mark.parametrize("make", [os.mkfifo, lambda path: path.symlink_to("/dev/zero")], ids=["FIFO", "endless"])
def test_no_other_file_of_a_tree_makes_it_wait(name: str, make: Make, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make(folder / name)
    assert main(["check", *ONE_RULE, "--context", ".", "."]) == 1
    assert "Dockerfile.fine:2" in capsys.readouterr().out
    assert main(["format", "--check", "."]) == 0


def test_what_is_handed_over_open_is_read(folder: Path) -> None:
    words = "check --isolated --fail-on style --format gnu <(cat Dockerfile.fine) /dev/stdin"
    script = f'exec "{sys.executable}" -c "$0" {words}'
    program = "from analyzer.cli.main import main; main()"
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2])}
    try:
        done = subprocess.run(
            ["bash", "-c", script, program], input=FINE, capture_output=True, text=True, check=False, env=environment
        )
    except FileNotFoundError:
        pytest.skip("bash hands pipes over, and is not here")
    assert done.returncode == 1
    found = [line.split(":")[1] for line in done.stdout.splitlines() if "[maintainer-deprecated]" in line]
    assert found == ["2", "2"]


NAMES = [
    b"new\nline", b"\x1b[2J\x1b]0;t\x07", "\u202eelif\u2066".encode(), b"\xff\xfe", b"-rf", b"--fix", b"::error::x", b" ",
    b"a" * 250, b"%s%n{}", b"$(id)`id`", b"'\"<b>&", b"*?[a", b"#", b"~", b"...", "\U0001f40b".encode(), b"a\rb", b"\\",
]  # fmt: skip


@pytest.mark.parametrize("raw", NAMES, ids=repr)
@pytest.mark.parametrize(
    "words", [[], ["--format", "jsonl"], ["--fix"], ["--diff"], ["--add-suppressions", "so"]], ids=" ".join
)
def test_a_file_of_any_name(raw: bytes, words: list[str], folder: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    path = raw.decode("utf-8", "surrogateescape")
    try:
        Path(path).write_text(FINE)
    except (OSError, UnicodeError):
        pytest.skip("the file system has no such names")
    code = main(["check", "--isolated", *ONE_RULE, *words, "--", path, "Dockerfile.fine"])
    output = capfdbinary.readouterr()
    assert code in (0, 1)
    for text in (output.out, output.err):
        assert text.decode("utf-8").replace("\n", "").isprintable()
    if not words:
        assert output.out.count(b"maintainer-deprecated]") == 2
