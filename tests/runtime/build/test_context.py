"""The context that is sent to an engine: what is in it, in which form, and when there is none."""

from __future__ import annotations

import os
import socket
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from analyzer.runtime.context import Context, pack
from analyzer.runtime.failure import OperationError, RefusedError
from analyzer.runtime.gate import Checked, examine
from analyzer.runtime.operation import Operation
from analyzer.runtime.requests import BuildRequest
from analyzer.runtime.result import Result

FILE = b"FROM scratch\nCOPY . /\n"


@pytest.fixture
def context(tmp_path: Path) -> Path:
    folder = tmp_path / "context"
    folder.mkdir()
    (folder / "Dockerfile").write_bytes(FILE)
    return folder


def check(folder: Path, dockerfile: str = "") -> Checked:
    request = BuildRequest(str(folder), str(folder / dockerfile) if dockerfile else "", force=True)
    return examine(request, Operation("build"), Result("build"))


def packed(folder: Path, dockerfile: str = "", *, for_classic: bool = False) -> Context:
    return pack(str(folder), check(folder, dockerfile), Operation("build"), for_classic=for_classic)


def entries(context: Context) -> dict[str, tarfile.TarInfo]:
    with tarfile.open(fileobj=context.rewind()) as tar:
        found = {entry.name: entry for entry in tar}
        assert next(iter(found)) == "."  # what shows, by its first block, that this is a tar file
        del found["."]
        return found


def content(context: Context, name: str) -> bytes:
    with tarfile.open(fileobj=context.rewind()) as tar:
        file = tar.extractfile(name)
        assert file is not None
        return file.read()


def write(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(os.fsencode(name))


def test_entries_come_in_order_owned_by_root_with_their_modes(context: Path) -> None:
    write(context, "b/z", "b/a", "a.txt", "b.txt")
    (context / "b/a").chmod(0o4755)
    (context / "b").chmod(0o1700)
    with packed(context) as made:
        found = entries(made)
        assert list(found) == ["Dockerfile", "a.txt", "b", "b/a", "b/z", "b.txt"]
        assert (found["b/a"].mode, found["b"].mode) == (0o4755, 0o1700)
        assert {(each.uid, each.gid, each.uname, each.gname) for each in found.values()} == {(0, 0, "", "")}
        assert found["b/a"].mtime == int((context / "b/a").stat().st_mtime)
        assert content(made, "b/z") == b"b/z"
        assert made.size == os.fstat(made.file.fileno()).st_size
        assert made.entries == 6


def test_the_same_context_gives_the_same_bytes(context: Path) -> None:
    write(context, *(f"d{number}/f{number}" for number in range(20)))
    with packed(context) as one, packed(context) as two:
        assert one.rewind().read() == two.rewind().read()


IGNORE_FILES = {
    "nothing": ("", {"Dockerfile", ".dockerignore", "a", "a/x", "a/y", "b", "b/z"}),
    "a folder": ("a\n", {"Dockerfile", ".dockerignore", "b", "b/z"}),
    "an exception": ("a\n!a/y\n", {"Dockerfile", ".dockerignore", "a", "a/y", "b", "b/z"}),
    "all but one": ("*\n!b/z\n", {"b", "b/z", "Dockerfile"}),
    "itself": (".dockerignore\n", {"Dockerfile", "a", "a/x", "a/y", "b", "b/z"}),
    "a pattern": ("**/y\n", {"Dockerfile", ".dockerignore", "a", "a/x", "b", "b/z"}),
}


@pytest.mark.parametrize("case", IGNORE_FILES)
def test_what_the_ignore_file_leaves_out_is_not_sent(context: Path, case: str) -> None:
    text, expected = IGNORE_FILES[case]
    write(context, "a/x", "a/y", "b/z")
    (context / ".dockerignore").write_text(text)
    with packed(context) as made:
        assert set(entries(made)) == expected
        assert made.hidden == (case == "all but one")  # the Dockerfile is sent all the same


@pytest.mark.parametrize("name", ["Dockerfile.dockerignore", ".containerignore"])
def test_the_ignore_file_of_the_dockerfile_goes_first(context: Path, name: str) -> None:
    write(context, "a", "b")
    dockerfile = "Dockerfile"
    if name == ".containerignore":
        (context / "Dockerfile").rename(context / "Containerfile")
        dockerfile = "Containerfile"
    (context / name).write_text("a\n")
    (context / ".dockerignore").write_text("b\n")
    with packed(context) as made:
        assert set(entries(made)) == {dockerfile, name, ".dockerignore", "b"}


def test_the_classic_builder_is_told_to_hide_an_ignored_dockerfile(context: Path) -> None:
    (context / ".dockerignore").write_text("*\n")
    with packed(context, for_classic=True) as made:
        assert set(entries(made)) == {"Dockerfile", ".dockerignore"}
        assert content(made, ".dockerignore") == b"*\n"
        assert made.hidden


def test_a_dockerfile_elsewhere_is_sent_along_under_a_name_of_its_own(context: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.Dockerfile"
    other.write_bytes(FILE + b"# other\n")
    request = BuildRequest(str(context), str(other), force=True)
    checked = examine(request, Operation("build"), Result("build"))
    with pack(str(context), checked, Operation("build")) as made:
        assert made.dockerfile.startswith(".dockerfile.")
        assert content(made, made.dockerfile) == other.read_bytes()
        assert content(made, "Dockerfile") == FILE
        assert made.hidden
    with pack(str(context), checked, Operation("build"), for_classic=True) as made:
        assert made.dockerfile.encode() in content(made, ".dockerignore")


def test_a_dockerfile_in_a_folder_of_the_context(context: Path) -> None:
    write(context, "docker/x")
    (context / "docker/app.Dockerfile").write_bytes(FILE)
    with packed(context, "docker/app.Dockerfile") as made:
        assert made.dockerfile == "docker/app.Dockerfile"
        assert not made.hidden


def edit(path: Path) -> None:
    path.write_bytes(b"FROM evil\n")


def swap(path: Path) -> None:
    path.unlink()
    path.symlink_to("/etc/hostname")


@pytest.mark.parametrize("change", [edit, swap, Path.unlink], ids=["edited", "made a link", "removed"])
def test_the_dockerfile_is_the_one_that_was_checked(context: Path, change: Callable[[Path], None]) -> None:
    checked = check(context)
    change(context / "Dockerfile")
    with pack(str(context), checked, Operation("build")) as made:
        assert content(made, "Dockerfile") == FILE
        assert entries(made)["Dockerfile"].isreg()


@pytest.mark.parametrize("before", ["a\n", None])
def test_an_ignore_file_that_has_changed_since_the_check_stops_it(context: Path, before: str | None) -> None:
    if before is not None:
        (context / ".dockerignore").write_text(before)
    checked = check(context)
    (context / ".dockerignore").write_text("!secret\n")
    with pytest.raises(RefusedError) as error:
        pack(str(context), checked, Operation("build"))
    assert error.value.failure.code == "ignore-file-changed"


def test_a_broken_ignore_file_stops_it(context: Path) -> None:
    (context / ".dockerignore").write_text("[a-\n")
    with pytest.raises(RefusedError) as error:
        packed(context)
    assert error.value.failure.code == "bad-ignore-file"


def test_links_stay_links_and_lead_nobody_anywhere(context: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.mkdir()
    (secret / "key").write_text("do not send this")
    (context / "out").symlink_to("../secret")
    (context / "key").symlink_to(secret / "key")
    (context / "circle").symlink_to(".")
    with packed(context) as made:
        found = entries(made)
        assert found["out"].linkname == "../secret"
        assert found["key"].linkname == str(secret / "key")
        assert all(found[name].issym() for name in ("out", "key", "circle"))
        assert set(found) == {"Dockerfile", "out", "key", "circle"}
        assert b"do not send" not in made.rewind().read()


def test_the_context_itself_may_be_a_link(context: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(context)
    with packed(tmp_path / "link") as made:
        assert set(entries(made)) == {"Dockerfile"}


def test_hard_links_are_sent_once(context: Path) -> None:
    (context / "one").write_bytes(b"x" * 10_000)
    os.link(context / "one", context / "two")
    with packed(context) as made:
        found = entries(made)
        assert found["two"].islnk()
        assert found["two"].linkname == "one"
        assert content(made, "two") == b"x" * 10_000


def test_what_is_no_file_is_told_and_not_sent(context: Path) -> None:
    os.mkfifo(context / "pipe")
    with socket.socket(socket.AF_UNIX) as made_socket:
        made_socket.bind(str(context / "socket"))
        with packed(context) as made:
            assert set(entries(made)) == {"Dockerfile"}
            assert made.notes == ["pipe is a pipe and is not sent", "socket is a socket and is not sent"]


@pytest.mark.parametrize("name", ["n" * 255, "é" * 100, b"\xff\xfe-name", "a\nb", "d/" * 80 + "f", " -rf "], ids=repr)
def test_any_name_a_file_can_have(context: Path, name: str | bytes) -> None:
    text = os.fsdecode(name)
    write(context, text)
    with packed(context) as made, tarfile.open(fileobj=made.rewind(), errors="surrogateescape") as tar:
        assert text in tar.getnames()


def test_a_file_with_holes_is_sent_with_all_its_bytes(context: Path) -> None:
    with (context / "holes").open("wb") as file:
        file.truncate(20 << 20)
        file.seek(10 << 20)
        file.write(b"here")
    with packed(context) as made:
        assert content(made, "holes") == (context / "holes").read_bytes()


class Meddling(Operation):
    """An operation in whose course somebody changes a file; that it is the context's reader who lets him is made up here."""

    def __init__(self, change: Callable[[], object]) -> None:
        super().__init__("build")
        self._change = change

    def check(self) -> None:
        self._change()


@pytest.mark.parametrize("size", [1 << 20, 60 << 20], ids=["shorter", "longer"])
def test_a_file_that_changes_while_it_is_read_stops_it(context: Path, size: int) -> None:
    with (context / "data").open("wb") as file:
        file.truncate(40 << 20)
    checked = check(context)
    with pytest.raises(OperationError) as error:
        pack(str(context), checked, Meddling(lambda: os.truncate(context / "data", size)))
    assert error.value.failure.code == "context-changed"
    assert "data" in error.value.failure.message


def test_a_file_of_the_same_size_that_is_written_to_while_it_is_read_stops_it(context: Path) -> None:
    with (context / "data").open("wb") as file:
        file.truncate(40 << 20)
    checked = check(context)
    with pytest.raises(OperationError) as error:
        pack(str(context), checked, Meddling(lambda: os.utime(context / "data", (1, 1))))
    assert error.value.failure.code == "context-changed"


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_a_file_that_cannot_be_read_stops_it(context: Path) -> None:
    write(context, "private")
    (context / "private").chmod(0)
    with pytest.raises(OperationError) as error:
        packed(context)
    assert error.value.failure.category == "permission"


@pytest.mark.slow
def test_a_hundred_thousand_files(context: Path) -> None:
    for folder in range(100):
        (context / f"d{folder}").mkdir()
        for number in range(1000):
            (context / f"d{folder}/{number}").touch()
    with packed(context) as made:
        assert made.entries == 100_101
