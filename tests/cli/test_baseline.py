"""``check --baseline`` and ``--write-baseline``."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from analyzer.cli.main import main

BAD = "FROM debian:12-slim\nRUN sudo a\nRUN sudo a\nRUN sudo b\nUSER 1000\n"
FILE = ".buildsecbot-baseline.json"
ONLY = ("--select", "sudo-used,maintainer-deprecated,base-image-tag-missing")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    (tmp_path / "work/.git").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "work")
    Path("Dockerfile").write_text(BAD)
    return tmp_path / "work"


def check(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    code = main(["check", *ONLY, *words])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def report(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(check(capsys, "--format", "json", "--baseline", FILE, *words)[1])
    return found


def test_what_is_recorded_is_known(capsys: pytest.CaptureFixture[str]) -> None:
    assert check(capsys, "--write-baseline") == (0, f"no findings in 1 file; 3 known\n{FILE}: 3 findings recorded\n", "")
    recorded = json.loads(Path(FILE).read_text())
    assert [(entry["path"], entry["rule"], entry["count"]) for entry in recorded["findings"]] in (
        [("Dockerfile", "sudo-used", 2), ("Dockerfile", "sudo-used", 1)],
        [("Dockerfile", "sudo-used", 1), ("Dockerfile", "sudo-used", 2)],
    )
    found = report(capsys)
    assert found["findings"] == []
    assert [each["suppression"]["tool"] for each in found["suppressed"]] == ["baseline"] * 3
    assert (found["summary"]["suppressed"], found["summary"]["known"]) == (3, 3)
    assert found["comparison"]["baselines"] == [FILE]


CHANGES = [
    ("lines above", BAD.replace("FROM", "# a\n\nFROM"), [], []),
    ("white space", BAD.replace("RUN sudo a", "RUN  sudo a"), [], []),
    ("one more on a line that reads the same", BAD.replace("RUN sudo b", "RUN sudo a\nRUN sudo b"), ["sudo-used"], []),
    ("one more on another line", BAD + "RUN sudo c\n", ["sudo-used"], []),
    ("another rule", BAD.replace(":12-slim", ""), ["base-image-tag-missing"], []),
    ("one less", BAD.replace("RUN sudo a\n", "", 1), [], [1]),
    ("two less", BAD.replace("RUN sudo a\n", ""), [], [2]),
    ("another in its place", BAD.replace("sudo b", "sudo c"), ["sudo-used"], [1]),
    ("silenced", BAD.replace("RUN sudo b", "# buildsecbot: ignore=sudo-used\nRUN sudo b"), [], [1]),
]


@pytest.mark.parametrize(("text", "new", "stale"), [case[1:] for case in CHANGES], ids=[case[0] for case in CHANGES])
def test_what_is_new_and_what_is_out_of_date(
    text: str, new: list[str], stale: list[int], capsys: pytest.CaptureFixture[str]
) -> None:
    check(capsys, "--write-baseline")
    Path("Dockerfile").write_text(text)
    found = report(capsys)
    assert [finding["rule"] for finding in found["findings"]] == new
    assert [entry["count"] for entry in found["comparison"]["stale"]] == stale
    code, out, _ = check(capsys, "--baseline", FILE)
    assert code == bool(new), "only what is new counts"
    assert ("out of date: Dockerfile has no longer" in out) == bool(stale)


def test_a_file_with_a_new_name_is_new(capsys: pytest.CaptureFixture[str]) -> None:
    check(capsys, "--write-baseline")
    os.rename("Dockerfile", "Containerfile")
    found = report(capsys)
    assert (len(found["findings"]), [entry["path"] for entry in found["comparison"]["stale"]]) == (3, ["Dockerfile"] * 2)


def test_what_a_run_does_not_look_at_stays(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "b").mkdir()
    (folder / "b/Dockerfile").write_text("FROM debian\n")
    check(capsys, "--write-baseline")
    before = Path(FILE).read_bytes()
    for words in (("b",), ("Dockerfile",), ("--ignore", "sudo-used")):
        assert report(capsys, *words)["comparison"]["stale"] == []
        check(capsys, "--write-baseline", "--baseline", FILE, *words)
        assert Path(FILE).read_bytes() == before


def test_paths_are_those_seen_from_the_baseline(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    check(capsys, "--write-baseline", "--baseline", "Known.json", "./Dockerfile")
    for place, words in ((folder.parent, ("work",)), (folder, (str(folder / "Dockerfile"),))):
        monkeypatch.chdir(place)
        assert check(capsys, "--baseline", str(folder / "Known.json"), *words)[0] == 0


def test_the_configuration_names_a_baseline(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    Path(".buildsecbot.yaml").write_text("baseline: ci/known.json\n")
    code, _, err = check(capsys)
    assert (code, f"there is no baseline {os.path.join('ci', 'known.json')}" in err) == (2, True)
    Path("ci").mkdir()
    assert check(capsys, "--write-baseline")[0] == 0
    assert check(capsys)[1] == "no findings in 1 file; 3 known\n"
    assert check(capsys, "--isolated")[0] == 1
    Path(".buildsecbot.yaml").write_text("baseline: ../known.json\n")
    code, _, err = check(capsys)
    assert (code, ".buildsecbot.yaml:1:11" in err, "outside of the repository" in err) == (2, True, True)


def test_the_record_is_stable(capsys: pytest.CaptureFixture[str]) -> None:
    Path("b.Dockerfile").write_text("FROM debian\n")
    check(capsys, "--write-baseline", "b.Dockerfile", "Dockerfile")
    first = Path(FILE).read_bytes()
    os.unlink(FILE)
    check(capsys, "--write-baseline", "Dockerfile", "b.Dockerfile")
    assert Path(FILE).read_bytes() == first
    paths = [entry["path"] for entry in json.loads(first)["findings"]]
    assert paths == sorted(paths)
    assert len(first.splitlines()) == len(paths) + 6


ENTRY = '{"path": "a", "rule": "b", "fingerprint": "%s", "count": %s}'
HEAD = '{"schema": 1, "tool": "buildsecbot",\n "findings": ['
GOOD = ENTRY % ("0" * 32, 1)
BROKEN = [
    (b"", ":1:1: not JSON"),
    (b'{\n"schema": 1,\n<<<<<<< HEAD\n', ":3:1: not JSON"),
    (b'{"a": "\xff"}', ":1:8: the file is not UTF-8"),
    (b"[]", ":1:1: this is no baseline"),
    (b'{"tool": "other", "findings": []}', ":1:1: this is no baseline"),
    (b"[" * 100_000, ":1:1: this is no baseline"),
    (b'{"schema": 2, "tool": "buildsecbot", "findings": []}', ":1:2: a baseline of schema 2"),
    (b'{"schema": true, "tool": "buildsecbot", "findings": []}', ":1:2: a baseline of schema true"),
    (f"{HEAD}{GOOD},\n 7]}}".encode(), ":3:2: an entry has the members"),
    (f"{HEAD}{GOOD},\n {GOOD}]}}".encode(), ":3:2: the entry stands here twice"),
    (f"{HEAD}\n  {ENTRY % ('0' * 31, 1)}]}}".encode(), ":3:3: a fingerprint has 32"),
    (f"{HEAD}\n  {ENTRY % ('0' * 32, 0)}]}}".encode(), ":3:3: the count"),
    (f"{HEAD}\n  {ENTRY % ('0' * 32, 'true')}]}}".encode(), ":3:3: the count"),
]


@pytest.mark.parametrize(("content", "message"), BROKEN, ids=range(len(BROKEN)))
def test_a_broken_record_is_an_error_with_its_place(content: bytes, message: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path(FILE).write_bytes(content)
    for words in (("--baseline", FILE), ("--baseline", FILE, "--write-baseline")):
        code, out, err = check(capsys, *words)
        assert (code, out) == (2, "")
        assert f"{FILE}{message}" in err
        assert Path(FILE).read_bytes() == content, "nothing is written over what is no baseline"


def test_nothing_is_written_where_a_file_could_not_be_checked(capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = check(capsys, "--write-baseline", "Dockerfile", "gone")
    assert (code, "the baseline was not written" in err, Path(FILE).exists()) == (2, True, False)


@pytest.mark.parametrize("other", ["--fix", "--diff", "--since=HEAD"])
def test_what_does_not_go_together(other: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = check(capsys, "--write-baseline", other)
    assert (code, "exclude each other" in err) == (2, True)
