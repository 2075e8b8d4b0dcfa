"""Reading snapshots: what is kept, and that what is broken is an error with its file."""

from __future__ import annotations

import json
import os
import zipfile
from pathlib import Path
from typing import Any

import pytest

from analyzer.runtime.failure import StoppedError
from analyzer.runtime.operation import Operation
from analyzer.runtime.scan.advisories.advisory import AdvisoryError
from analyzer.runtime.scan.advisories.snapshot import Limits, read_snapshot
from tests.runtime.advisories.osv import advisory, affected, snapshot

ZERO = {"introduced": "0"}
A = affected("npm", "a", ZERO)
WANTED = {("npm", "a"), ("PyPI", "b-c")}


def test_what_is_kept_of_files_and_archives(tmp_path: Path) -> None:
    snapshot(
        tmp_path, [advisory("N-1", A, affected("npm", "other", ZERO)), advisory("N-2", affected("npm", "x", ZERO))], "npm.zip"
    )
    snapshot(
        tmp_path / "deep" / "er", [advisory("P-1", affected("PyPI", "B_C", ZERO), modified="2026-05-06T01:02:03.123456789Z")]
    )
    snapshot(tmp_path, [advisory("W-1", A, withdrawn="2025-01-01T00:00:00Z"), advisory("G-1", {"ranges": []})])
    (tmp_path / "README.md").write_text("not an advisory")
    snapshot(tmp_path / ".git", [advisory("H-1", A)])
    found = read_snapshot(str(tmp_path), WANTED)
    assert {place: [one.id for one in advisories] for place, advisories in found.found.items()} == {
        ("npm", "a"): ["N-1"], ("PyPI", "b-c"): ["P-1"],
    }  # fmt: skip
    assert found.ecosystems == {"npm": 2, "PyPI": 1}
    assert found.newest == "2026-05-06"


GOOD = advisory("A-1", A)
BROKEN: list[tuple[Any, str | None]] = [
    ([], "the advisory is no object"),
    ({}, "id is no text"),
    (GOOD | {"id": 7}, "id is no text"),
    (GOOD | {"modified": "yesterday"}, "modified is no date: 'yesterday'"),
    (GOOD | {"modified": None}, "modified is no text"),
    (GOOD | {"affected": {}}, "affected is no list"),
    (GOOD | {"affected": ["a"]}, "affected is no object"),
    (GOOD | {"affected": [{"package": {"name": "a"}}]}, "affected.package.ecosystem is no text"),
    (GOOD | {"affected": [A | {"versions": "1"}]}, "affected.versions is no list"),
    (GOOD | {"affected": [A | {"versions": [1]}]}, "affected.versions is no text"),
    (GOOD | {"affected": [A | {"ranges": [{"events": []}]}]}, "affected.ranges.type is no text"),
    (GOOD | {"affected": [affected("npm", "a", {"fixed": "1"})]}, "affected.ranges.events has nothing introduced"),
    (GOOD | {"affected": [affected("npm", "a", ZERO, {"mended": "1"})]}, "an event of an unknown kind: 'mended'"),
    (GOOD | {"affected": [affected("npm", "a", ZERO, {})]}, "an event of an unknown kind: ''"),
    (GOOD | {"severity": [{"type": "CVSS_V3"}]}, "severity.score is no text"),
    (GOOD | {"aliases": "CVE-1"}, "aliases is no list"),
    (GOOD | {"database_specific": []}, None),
]


@pytest.mark.parametrize("archive", ["", "npm.zip"])
@pytest.mark.parametrize(("document", "reason"), BROKEN)
def test_a_broken_advisory_is_an_error_that_names_it(document: Any, reason: str | None, archive: str, tmp_path: Path) -> None:
    if archive:
        with zipfile.ZipFile(tmp_path / archive, "w") as file:
            file.writestr("A-1.json", json.dumps(document))
    else:
        (tmp_path / "A-1.json").write_text(json.dumps(document))
    if reason is None:
        assert read_snapshot(str(tmp_path), WANTED).ecosystems == {"npm": 1}
        return
    with pytest.raises(AdvisoryError) as error:
        read_snapshot(str(tmp_path), WANTED)
    assert reason in str(error.value)
    assert "A-1.json" in str(error.value)
    assert not archive or archive in str(error.value)


def plain(name: str, content: bytes) -> Any:
    return lambda folder: (folder / name).write_bytes(content)


def zipped(*members: tuple[str, bytes]) -> Any:
    def write(folder: Path) -> None:
        with zipfile.ZipFile(folder / "all.zip", "w", zipfile.ZIP_DEFLATED) as file:
            for name, content in members:
                file.writestr(name, content)

    return write


def cut_off(folder: Path) -> None:
    zipped(("A-1.json", json.dumps(GOOD).encode() * 50))(folder)
    path = folder / "all.zip"
    data = bytearray(path.read_bytes())
    data[40:60] = b"\xff" * 20
    path.write_bytes(data)


FILES: dict[str, tuple[Any, str]] = {
    "no JSON": (plain("A.json", b"{"), "A.json: it is no JSON"),
    "no text": (plain("A.json", b"\xff\xfe\x00"), "A.json: it is no JSON"),
    "deep": (plain("A.json", b"[" * 3_900), "A.json: it is no JSON: RecursionError"),
    "huge": (plain("A.json", b" " * 5000), "A.json: it is larger than 4000 bytes"),
    "packed": (plain("all.json.gz", b"x"), "all.json.gz: unpack it first"),
    "no zip": (plain("all.zip", b"PK\x03\x04"), "all.zip: it is no zip archive that can be read"),
    "damaged zip": (cut_off, "all.zip: it is no zip archive that can be read"),
    "zip of others": (zipped(("A.exe", b"x")), "all.zip: A.exe: it is no JSON file"),
    "bomb": (zipped(("A.json", b" " * 5000)), "all.zip: A.json: it is larger than 4000 bytes"),
    "many": (zipped(*((f"{n}.json", json.dumps(GOOD).encode()) for n in range(11))), "more than 10"),
    "steering": (plain("\x1b[2J.json", b"{"), "\\x1b[2J.json: it is no JSON"),
    "loop": (lambda folder: os.symlink("/", folder / "all"), "all: it is no file, or a link to a folder or to nothing"),
    "dangling": (lambda folder: os.symlink("nowhere", folder / "A.json"), "A.json: it is no file"),
    "empty": (lambda folder: None, "there are no advisories in it"),
    "pipe": (lambda folder: os.mkfifo(folder / "A.json"), "A.json: it is no file"),
}


@pytest.mark.parametrize("name", FILES)
def test_files_that_cannot_be_read(name: str, tmp_path: Path) -> None:
    write, reason = FILES[name]
    write(tmp_path)
    with pytest.raises(AdvisoryError) as error:
        read_snapshot(str(tmp_path), WANTED, limits=Limits(advisory=4000, number=10))
    assert reason in str(error.value)
    assert "\x1b" not in str(error.value)


def test_no_folder(tmp_path: Path) -> None:
    with pytest.raises(AdvisoryError, match="nowhere: No such file or directory"):
        read_snapshot(str(tmp_path / "nowhere"), WANTED)


def test_reading_can_be_stopped(tmp_path: Path) -> None:
    operation = Operation("scan", timeout=0)
    with pytest.raises(StoppedError):
        read_snapshot(snapshot(tmp_path, [GOOD]), WANTED, operation)
