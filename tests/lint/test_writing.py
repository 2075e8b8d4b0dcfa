"""Writing a changed file."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from analyzer.lint.writing import replace_content

POSIX = pytest.mark.skipif(os.name != "posix", reason="needs POSIX files")


def test_the_content_is_replaced_and_nothing_else_is_left(tmp_path: Path) -> None:
    file = tmp_path / "Dockerfile"
    file.write_bytes(b"a")
    replace_content(str(file), b"a", b"b\r\n\xff")
    assert file.read_bytes() == b"b\r\n\xff"
    assert list(tmp_path.iterdir()) == [file]


@POSIX
def test_mode_is_kept(tmp_path: Path) -> None:
    file = tmp_path / "Dockerfile"
    file.write_bytes(b"a")
    file.chmod(0o751)
    replace_content(str(file), b"a", b"b")
    assert stat.S_IMODE(file.stat().st_mode) == 0o751


@POSIX
@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="only root can give a file away")
def test_owner_is_kept(tmp_path: Path) -> None:
    file = tmp_path / "Dockerfile"
    file.write_bytes(b"a")
    os.chown(file, 1234, 2345)
    replace_content(str(file), b"a", b"b")
    assert (file.stat().st_uid, file.stat().st_gid) == (1234, 2345)


def test_a_file_that_has_changed_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "Dockerfile"
    file.write_bytes(b"new")
    with pytest.raises(OSError, match="changed since it was read"):
        replace_content(str(file), b"old", b"b")
    assert file.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [file]


@POSIX
def test_a_link_is_followed_within_its_folder_only(tmp_path: Path) -> None:
    inside, outside, folder = tmp_path / "in" / "Dockerfile.real", tmp_path / "outside", tmp_path / "in"
    folder.mkdir()
    for file in (inside, outside):
        file.write_bytes(b"a")
    (folder / "good").symlink_to(inside)
    (folder / "bad").symlink_to(outside)
    replace_content(str(folder / "good"), b"a", b"b")
    assert (inside.read_bytes(), (folder / "good").is_symlink()) == (b"b", True)
    with pytest.raises(OSError, match="leads out of its folder"):
        replace_content(str(folder / "bad"), b"a", b"b")
    assert outside.read_bytes() == b"a"


@POSIX
def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="no regular file"):
        replace_content(str(tmp_path), b"a", b"b")


def test_a_failure_leaves_no_scratch_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "Dockerfile"
    file.write_bytes(b"a")
    monkeypatch.setattr(os, "replace", lambda *_: (_ for _ in ()).throw(OSError("disk full")))
    with pytest.raises(OSError, match="disk full"):
        replace_content(str(file), b"a", b"b")
    assert (file.read_bytes(), list(tmp_path.iterdir())) == (b"a", [file])
