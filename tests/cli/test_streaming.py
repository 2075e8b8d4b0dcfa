"""Reports in lines, written while the run goes on: what they hold, their order, and that nothing of a file is kept."""

from __future__ import annotations

import gc
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from analyzer.cli import output
from analyzer.cli.main import main
from analyzer.cli.progress import is_wanted, shown
from analyzer.cli.streaming import write_streams
from analyzer.lint.discovery import Target
from analyzer.lint.run import FileResult, Policy, each_target
from analyzer.lint.selection import select_rules
from analyzer.source.text import Source

SCHEMA = json.loads((Path(__file__).resolve().parents[2] / "docs" / "report.schema.json").read_text(encoding="utf-8"))


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1790000000")
    work = tmp_path / "work"
    work.mkdir()
    monkeypatch.chdir(work)
    for number in range(50):
        silenced = "# buildsecbot: ignore=sudo-used -- so it is\nRUN sudo a\n" if number % 7 == 0 else ""
        (work / f"Dockerfile.{number:02}").write_text(f"FROM debian:12\n{silenced}MAINTAINER me{number}\n")
    return work


def lines(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, list[dict[str, Any]]]:
    code = main(["check", "--isolated", *words])
    return code, [json.loads(line) for line in capsys.readouterr().out.splitlines()]


@pytest.mark.parametrize("words", [[], ["--jobs", "1"], ["--jobs", "3"], ["gone"], ["."], ["Dockerfile.00"]], ids=" ".join)
def test_the_lines_are_the_json_report(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    code, found = lines(capsys, "--format", "jsonl", *words)
    assert main(["check", "--isolated", "--format", "json", *words]) == code
    report = json.loads(capsys.readouterr().out)
    kinds = [line.pop("type") for line in found]
    by_kind = {kind: [line for line, own in zip(found, kinds, strict=True) if own == kind] for kind in set(kinds)}
    assert (kinds[0], kinds[-1]) == ("start", "end")
    assert by_kind["start"] == [{"schema": report["schema"], "tool": report["tool"]}]
    assert by_kind.get("finding", []) == report["findings"]
    assert by_kind.get("suppressed", []) == report["suppressed"]
    files = [{key: value for key, value in file.items() if key not in ("findings", "suppressed")} for file in by_kind["file"]]
    assert files == report["files"]
    (end,) = by_kind["end"]
    assert end["summary"].pop("failed") == sum(file["status"] == "failed" for file in files)
    assert end == {key: report[key] for key in ("inactive", "comparison", "summary")}
    Draft202012Validator(SCHEMA).validate(report)


def test_each_file_is_followed_by_what_is_found_in_it(capsys: pytest.CaptureFixture[str]) -> None:
    path = ""
    for line in lines(capsys, "--format", "jsonl")[1][1:-1]:
        if line["type"] == "file":
            path = line["path"]
        else:
            assert (line["finding"] if line["type"] == "suppressed" else line)["path"] == path


@pytest.mark.parametrize("words", [["--baseline", "b.json", "--write-baseline"], ["--format", "gnu:other"]], ids=" ".join)
def test_where_all_must_be_known_first_the_lines_are_the_same(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    _, found = lines(capsys, "--format", "jsonl", *words)
    assert [line["type"] for line in found].count("file") == 50
    assert found[-1]["type"] == "end"


def test_to_a_file(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, found = lines(capsys, "--format", "jsonl")
    assert main(["check", "--isolated", "--format", "jsonl:report"]) == code
    assert [json.loads(line) for line in (folder / "report").read_text().splitlines()] == found
    assert sorted(path.name for path in folder.iterdir() if not path.name.startswith("Dockerfile")) == ["report"]


@pytest.mark.slow
def test_nothing_of_a_file_is_kept_when_it_is_done() -> None:
    """10,000 files, of which no more than a few are in memory at a time."""
    policy = Policy(select_rules(["maintainer-deprecated"]))
    most = 0

    def results() -> Iterator[FileResult]:
        nonlocal most
        targets = [Target(f"Dockerfile.{number}", data=b"FROM a:1\nMAINTAINER me\n") for number in range(10_000)]
        for number, result in enumerate(each_target(targets, lambda path: policy)):
            yield result
            del result
            if number % 2000 == 1999:
                gc.collect()
                most = max(most, sum(isinstance(each, (FileResult, Source)) for each in gc.get_objects()))

    write_streams([("jsonl", os.devnull)], results())  # type: ignore[arg-type]
    assert 0 < most < 20


class Terminal:
    encoding = "utf-8"

    def __init__(self) -> None:
        self.text = ""

    def isatty(self) -> bool:
        return True

    def write(self, text: str) -> None:
        self.text += text

    def flush(self) -> None:
        pass


def watched(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """Makes standard error a terminal."""
    made = Terminal()
    monkeypatch.setattr("sys.stderr", made)
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    return made


class TestBar:
    def test_it_comes_after_a_second_and_goes_again(self, monkeypatch: pytest.MonkeyPatch) -> None:
        terminal = watched(monkeypatch)
        seconds = iter(range(100))
        assert list(shown(range(4), 4, lambda: next(seconds) / 2)) == [0, 1, 2, 3]
        pictures = terminal.text.split("\r")
        assert pictures[1].startswith("[############............] 2/4 files")
        assert pictures[-3].startswith("[########################] 4/4 files")
        assert (pictures[-2].strip(), pictures[-1]) == ("", "")
        assert len(pictures[-2]) >= len(pictures[-3])

    def test_nothing_is_shown_of_a_short_run(self, monkeypatch: pytest.MonkeyPatch) -> None:
        terminal = watched(monkeypatch)
        assert list(shown(range(4), 4, lambda: 0.0)) == [0, 1, 2, 3]
        assert terminal.text == ""

    def test_a_message_does_not_stand_behind_it(self, monkeypatch: pytest.MonkeyPatch) -> None:
        terminal = watched(monkeypatch)
        seconds = iter(range(100))
        for _ in shown(range(3), 3, lambda: next(seconds)):
            output.note("x")
        before = terminal.text.split("buildsecbot: note: x\n")
        assert all(part == "" or part.endswith(" \r") for part in before)

    @pytest.mark.parametrize(("name", "value"), [("CI", "true"), ("TERM", "dumb")])
    def test_no_log_gets_it(self, name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
        watched(monkeypatch)
        assert is_wanted()
        monkeypatch.setenv(name, value)
        assert not is_wanted()

    def test_it_can_be_left_out(self, monkeypatch: pytest.MonkeyPatch) -> None:
        terminal = watched(monkeypatch)
        monkeypatch.setattr("analyzer.cli.progress.AFTER", 0.0)
        monkeypatch.setattr("analyzer.cli.progress.EVERY", 0.0)
        words = ["check", "--isolated", "--jobs", "1", "--no-cache", "--format", "jsonl:report"]
        main([*words, "--no-progress"])
        assert terminal.text == ""
        main(words)
        assert "/50 files" in terminal.text
