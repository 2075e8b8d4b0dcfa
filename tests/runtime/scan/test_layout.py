"""Archives as scanners are given them."""

from __future__ import annotations

import io
import os
import tarfile
from pathlib import Path

import pytest

from analyzer.runtime.failure import OperationError
from analyzer.runtime.operation import Operation
from analyzer.runtime.scan import grype
from analyzer.runtime.scan.layout import DOCKER, FOLDER, readable

BLOB = "blobs/sha256/" + "a" * 64


def archive(path: Path, *names: str, links: tuple[str, ...] = ()) -> str:
    with tarfile.open(path, "w") as tar:
        for name in names:
            member = tarfile.TarInfo(name)
            member.size = len(name)
            tar.addfile(member, io.BytesIO(name.encode()))
        for name in links:
            member = tarfile.TarInfo(name)
            member.type, member.linkname = tarfile.SYMTYPE, "/etc/passwd"
            tar.addfile(member)
    return str(path)


def files(folder: str) -> list[str]:
    return sorted(os.path.relpath(os.path.join(root, name), folder) for root, _, names in os.walk(folder) for name in names)


def test_what_docker_saves_is_given_as_it_is(tmp_path: Path) -> None:
    path = archive(tmp_path / "app.tar", "index.json", BLOB, "manifest.json")
    with readable("grype", path, Operation("scan")) as given:
        assert given == (DOCKER, path)
    assert grype.arguments(*given)[0] == f"docker-archive:{path}"


def test_a_folder_is_given_as_it_is(tmp_path: Path) -> None:
    with readable("grype", str(tmp_path), Operation("scan")) as given:
        assert given == (FOLDER, str(tmp_path))
    assert grype.arguments(*given)[0] == f"oci-dir:{tmp_path}"


@pytest.mark.parametrize("before", ["", "./"])
def test_a_layout_in_a_tar_file_is_unpacked_for_a_while(tmp_path: Path, before: str) -> None:
    path = archive(tmp_path / "app.tar", *(before + name for name in ("oci-layout", "index.json", BLOB)))
    with readable("trivy", path, Operation("scan")) as (form, folder):
        assert (form, files(folder)) == (FOLDER, sorted(["oci-layout", "index.json", BLOB]))
        assert (Path(folder) / BLOB).read_text() == before + BLOB
    assert not os.path.exists(folder)


def test_nothing_else_is_unpacked(tmp_path: Path) -> None:
    hostile = ["../../evil", "/evil", "blobs/sha256/../../../evil", "blobs/../evil", "trivy.yaml", "blobs/sha256/short"]
    path = archive(tmp_path / "app.tar", "index.json", *hostile, links=("oci-layout", BLOB))
    with readable("trivy", path, Operation("scan")) as (_, folder):
        assert files(folder) == ["index.json"]
    assert not (tmp_path / "evil").exists()


@pytest.mark.parametrize("content", [b"", b"no archive", b"\0" * 1024])
def test_what_is_no_archive_is_not_assessed(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "app.tar"
    path.write_bytes(content)
    with pytest.raises(OperationError) as caught, readable("trivy", str(path), Operation("scan")):
        pass
    assert (caught.value.failure.category, caught.value.failure.code) == ("not_assessed", "archive-unreadable")


def test_too_many_entries_are_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("analyzer.runtime.scan.layout._MOST_MEMBERS", 3)
    path = archive(tmp_path / "app.tar", "index.json", "a", "b", "c")
    with pytest.raises(OperationError, match="more than 3 entries"), readable("trivy", path, Operation("scan")):
        pass
