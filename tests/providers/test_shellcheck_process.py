"""How ShellCheck is run: once for scripts that read the same, and never silently in vain."""

from __future__ import annotations

import json
import os
import stat
import sys
from pathlib import Path
from typing import Any

import pytest

from analyzer.cli.main import main
from analyzer.jsoncache import JsonCache
from analyzer.lint.ahead import check_with_remarks
from analyzer.lint.discovery import Target
from analyzer.lint.run import FileResult, Policy
from analyzer.lint.selection import select_rules
from analyzer.providers.shellcheck import batch
from analyzer.providers.shellcheck.checker import ShellCheck
from analyzer.providers.shellcheck.errors import ShellCheckMissingError
from analyzer.providers.shellcheck.program import Program, find_program

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(os.name == "nt", reason="the stand-ins for ShellCheck are scripts with a first line"),
]

# Says SC2086 of every `cat`, and counts the runs and the scripts; MISHAP is what happens where a script says "bad".
STAND_IN = """#!{python}
import json, os, sys, time
files = [word for word in sys.argv[1:] if not word.startswith("-")]
with open({log!r}, "a") as log:
    log.write(json.dumps([sys.argv[1:], sorted(os.environ), os.getcwd()]) + "\\n")
comments = []
for name in files:
    for number, line in enumerate(open(name, encoding="utf-8"), 1):
        if "bad" in line:
            {mishap}
        if line.startswith("cat"):
            where = dict(file=name, line=number, endLine=number, column=1, endColumn=4)
            comments.append(dict(where, level="info", code=2086, message="cat", fix=None))
print(json.dumps(dict(comments=comments)))
"""


class StandIn:
    def __init__(self, folder: Path, mishap: str = "pass") -> None:
        self.log = folder / "log"
        path = folder / "shellcheck"
        path.write_text(STAND_IN.format(python=sys.executable, log=str(self.log), mishap=mishap), encoding="utf-8")
        path.chmod(0o755)
        self.program = Program(str(path), "0.11.0", seconds=2)

    def runs(self) -> list[tuple[list[str], list[str], str]]:
        return [tuple(json.loads(line)) for line in self.log.read_text().splitlines()] if self.log.exists() else []

    def sizes(self) -> list[int]:
        """The number of scripts of each run."""
        return sorted(sum(not word.startswith("-") for word in words) for words, _, _ in self.runs())


def checked(stand_in: StandIn, folder: Path, files: list[str], cache: JsonCache | None = None) -> list[FileResult]:
    targets = []
    for number, text in enumerate(files):
        path = folder / f"{number}.Dockerfile"
        path.write_text(text, encoding="utf-8")
        targets.append(Target(str(path)))
    policy = Policy(select_rules(["shellcheck"]))
    return list(check_with_remarks(targets, lambda _: policy, ShellCheck(stand_in.program, cache)))


def lines(result: FileResult) -> list[int]:
    return [finding.span.start.line for finding in result.findings]


def test_scripts_that_read_the_same_are_judged_once(tmp_path: Path) -> None:
    stand_in = StandIn(tmp_path)
    results = checked(stand_in, tmp_path, ["FROM a\nRUN cat x\nRUN cat x\n", "FROM b\nUSER c\nRUN cat x\n"])
    assert [lines(result) for result in results] == [[2, 3], [3]]
    assert sum(stand_in.sizes()) == 1


def test_many_scripts_go_into_few_processes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch, "_processors", lambda: 2)
    stand_in = StandIn(tmp_path)
    results = checked(stand_in, tmp_path, [f"FROM a\nRUN cat {number}\nRUN ls {number}\n" for number in range(100)])
    assert all(lines(result) == [2] for result in results)
    assert stand_in.sizes() == [4, 4, 64, 64, 64]


def test_files_come_in_their_order_however_many_there_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("analyzer.lint.ahead.AHEAD", 3)
    results = checked(
        StandIn(tmp_path), tmp_path, ["FROM a\n" + "#\n" * number + f"RUN cat {number % 4}\n" for number in range(10)]
    )
    assert [lines(result) for result in results] == [[number + 2] for number in range(10)]


MISHAPS = {
    "it stumbles": ("sys.exit('lost its way')", "ShellCheck gave an answer that cannot be read"),
    "it fails": ("sys.stderr.write('lost its way\\n'); sys.exit(2)", "ShellCheck failed (exit code 2): lost its way"),
    "it is killed": ("os.kill(os.getpid(), 9)", "ShellCheck failed (signal 9)"),
    "it does not end": ("time.sleep(60)", "ShellCheck took longer than 2 seconds"),
    "it says nothing": ("sys.exit(0)", "ShellCheck gave an answer that cannot be read"),
    "it says something else": ("print('{}'); sys.exit(0)", "ShellCheck gave an answer that cannot be read"),
    "it names another file": ("name = '/etc/passwd'; line = 'cat'", "ShellCheck gave an answer that cannot be read"),
    "it names another place": ("number = -1; line = 'cat'", "ShellCheck gave an answer that cannot be read"),
    "it names no place": ("number = None; line = 'cat'", "ShellCheck gave an answer that cannot be read"),
}


@pytest.mark.parametrize(("mishap", "error"), MISHAPS.values(), ids=MISHAPS)
def test_a_script_that_it_fails_on_is_an_error_of_that_file_alone(mishap: str, error: str, tmp_path: Path) -> None:
    stand_in = StandIn(tmp_path, mishap)
    files = ["FROM a\nRUN cat x\n", "FROM a\nRUN cat y\nRUN cat bad\nMAINTAINER me\n", "FROM a\nRUN cat z\n"]
    good, bad, other = checked(stand_in, tmp_path, files)
    assert (lines(good), lines(other), good.error, other.error) == ([2], [2], "", "")
    assert bad.error == f"{error} on the script at line 3"


def test_what_rules_find_is_told_of_a_file_it_fails_on(tmp_path: Path) -> None:
    stand_in = StandIn(tmp_path, "sys.exit(3)")
    file = tmp_path / "Dockerfile"
    file.write_text("FROM a:1\nRUN cat bad\nMAINTAINER me\n", encoding="utf-8")
    policy = Policy(select_rules(["maintainer-deprecated"]))
    (result,) = check_with_remarks([Target(str(file))], lambda _: policy, ShellCheck(stand_in.program, None))
    assert [finding.rule for finding in result.findings] == ["maintainer-deprecated"]
    assert result.error


def test_it_runs_in_a_folder_of_its_own_without_the_options_of_the_user(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHELLCHECK_OPTS", "--exclude=SC2086")
    stand_in = StandIn(tmp_path)
    checked(stand_in, tmp_path, ["FROM a\nRUN cat $(touch x) ; --version\n"])
    ((words, environment, folder),) = stand_in.runs()
    assert "SHELLCHECK_OPTS" not in environment
    assert "--norc" in words
    assert [word for word in words if not word.startswith("-")] == ["0"]
    assert not Path(folder).exists()


# --- the cache


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> JsonCache:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return batch.CACHE


def kept(tmp_path: Path) -> list[Path]:
    return sorted((tmp_path / "cache").rglob("*.json"))


FILE = "FROM a\nRUN cat x\n"


def test_a_second_run_asks_nothing(tmp_path: Path, cache: JsonCache) -> None:
    stand_in = StandIn(tmp_path)
    first, second = (checked(stand_in, tmp_path, [FILE], cache)[0] for _ in range(2))
    assert lines(first) == lines(second) == [2]
    assert stand_in.sizes() == [1]
    checked(stand_in, tmp_path, ["FROM a\nENV x=y unused=z\nRUN cat x\n"], cache)
    assert stand_in.sizes() == [1, 1]  # the script mentions x, and knows now what it is
    stand_in.program.version = "0.12.0"
    checked(stand_in, tmp_path, [FILE], cache)
    assert stand_in.sizes() == [1, 1, 1]


@pytest.mark.parametrize(
    "answer",
    [
        {"a": 1},
        [[1, 1, 1, 1, 2086, "info"]],
        [[1, 1, 1, 1, 2086, "grave", "x"]],
        [[0, 1, 1, 1, 2086, "info", "x"]],
        [[1, 1, 1, 1, True, "info", "x"]],
        [[1, 1, 1, 1, 2086, "info", None]],
        ["x"],
        "x",
        None,
    ],
)
def test_what_it_could_not_have_said_is_not_taken_from_the_cache(answer: Any, tmp_path: Path, cache: JsonCache) -> None:
    stand_in = StandIn(tmp_path)
    checked(stand_in, tmp_path, [FILE], cache)
    (file,) = kept(tmp_path)
    cache.save(file.stem, answer)
    assert lines(checked(stand_in, tmp_path, [FILE], cache)[0]) == [2]
    assert stand_in.sizes() == [1, 1]


def test_a_failure_is_not_kept(tmp_path: Path, cache: JsonCache) -> None:
    stand_in = StandIn(tmp_path, "sys.exit(2)")
    assert checked(stand_in, tmp_path, ["FROM a\nRUN cat bad\n"], cache)[0].error
    assert kept(tmp_path) == []


def test_only_the_user_can_read_what_is_kept(tmp_path: Path, cache: JsonCache) -> None:
    checked(StandIn(tmp_path), tmp_path, [FILE], cache)
    (file,) = kept(tmp_path)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


# --- the command line


def nowhere(monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/bin/python")
    monkeypatch.setattr(sys, "prefix", "/nowhere")
    monkeypatch.setenv("PATH", path)


def test_without_it_the_option_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    nowhere(monkeypatch, "")
    assert main(["check", "--isolated", "--shellcheck", str(tmp_path)]) == 2
    said = capsys.readouterr().err
    assert "--shellcheck: ShellCheck is not installed" in said
    assert "pip install 'buildsecbot[shellcheck]'" in said


def test_one_in_the_current_directory_is_not_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    StandIn(tmp_path)
    monkeypatch.chdir(tmp_path)
    nowhere(monkeypatch, f".{os.pathsep}{os.pathsep}../{tmp_path.name}")
    with pytest.raises(ShellCheckMissingError, match="not installed"):
        find_program()


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ("version: 0.9.0", "is ShellCheck 0.9.0, which is too old"),
        ("version: latest", "is no ShellCheck"),
        ("hello", "is no ShellCheck"),
        ("", "is no ShellCheck"),
    ],
)
def test_another_program_or_an_old_one_is_refused(
    answer: str, error: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "shellcheck"
    path.write_text(f"#!/bin/sh\necho '{answer}'\n", encoding="utf-8")
    path.chmod(0o755)
    nowhere(monkeypatch, str(tmp_path))
    with pytest.raises(ShellCheckMissingError, match=error):
        find_program()


@pytest.mark.parametrize("selector", ["SC2164", "shellcheck", "shellcheck/SC2164"])
def test_its_codes_cannot_be_selected_without_it(selector: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--isolated", "--select", selector, str(tmp_path)]) == 2
    assert "add --shellcheck" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["SC9999", "shellcheck/SC2164"])
def test_any_code_is_explained(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules", "explain", name]) == 0
    said = capsys.readouterr().out
    assert f"https://www.shellcheck.net/wiki/{name.removeprefix('shellcheck/')}" in said


@pytest.mark.parametrize("name", ["SC99", "SC99999", "SCABCD", "shellcheck/2164", "shellcheck/", "shellcheck"])
def test_what_is_no_code_is_not_explained(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules", "explain", name]) == 2
