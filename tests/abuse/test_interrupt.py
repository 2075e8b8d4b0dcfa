"""Ctrl-C in every mode: exit code 130, no traceback, no half of a file, and no process that goes on."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.abuse.running import COMMAND, SECONDS, environment

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(os.name != "posix", reason="signals and process groups are POSIX"),
]

TEXT = "FROM debian:12\n" + "RUN apt-get update && apt-get install -y curl\nMAINTAINER me\n" * 40
INTERRUPTED = 130
Begin = Callable[..., subprocess.Popen[bytes]]
NOWHERE = "import sys; sys.executable = sys.prefix = ''; "  # so that no ShellCheck beside this Python goes first
SLOW_SHELLCHECK = """#!/bin/sh
case "$1" in --version) echo 'version: 0.11.0'; exit;; esac
echo $$ >> {pids}
exec sleep 600
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    work = tmp_path / "work"
    work.mkdir()
    for number in range(400):
        (work / f"Dockerfile.{number:03}").write_text(f"# {number}\n{TEXT}")
    return work


@pytest.fixture
def shellcheck(tmp_path: Path) -> Path:
    """A ShellCheck that never answers; the ids of its processes stand in the file."""
    pids, program = tmp_path / "pids", tmp_path / "bin" / "shellcheck"
    program.parent.mkdir()
    program.write_text(SLOW_SHELLCHECK.format(pids=pids))
    program.chmod(0o755)
    return pids


def until(condition: Callable[[], object]) -> None:
    """Waits for what is bound to come."""
    end = time.monotonic() + SECONDS
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.02)


def running(group: int) -> list[str]:
    """The processes of a group that have not ended."""
    listed = subprocess.run(["ps", "-eo", "pgid=,stat=,pid="], capture_output=True, text=True, check=True).stdout
    rows = [line.split() for line in listed.splitlines()]
    return [pid for pgid, state, pid in rows if int(pgid) == group and not state.startswith("Z")]


@pytest.fixture
def begin(folder: Path) -> Iterator[Begin]:
    started: list[subprocess.Popen[bytes]] = []

    def start(*words: str, path: str = "") -> subprocess.Popen[bytes]:
        variables = environment(folder.parent)
        variables["PATH"] = f"{path}{os.pathsep}{variables['PATH']}" if path else variables["PATH"]
        command = [*COMMAND[:2], f"{NOWHERE if path else ''}{COMMAND[2]}", "check", "--isolated", "--no-cache", *words]
        pipe = subprocess.PIPE
        made = subprocess.Popen(command, cwd=folder, env=variables, stdout=pipe, stderr=pipe, start_new_session=True)
        started.append(made)
        return made

    yield start
    for process in started:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


MODES = {
    "one process": ["--jobs", "1", "--format", "jsonl"],
    "many processes": ["--jobs", "3", "--format", "jsonl"],
}


def interrupt(process: subprocess.Popen[bytes], *, group: bool) -> tuple[bytes, bytes]:
    """Ctrl-C, which reaches all processes of a terminal, or a signal for the first one alone."""
    (os.killpg if group else os.kill)(process.pid, signal.SIGINT)
    return process.communicate(timeout=SECONDS)


@pytest.mark.parametrize("group", [True, False], ids=["group", "process"])
@pytest.mark.parametrize("words", MODES.values(), ids=MODES)
def test_while_files_are_checked(words: list[str], group: bool, begin: Begin, folder: Path) -> None:
    process = begin(*words)
    assert process.stdout is not None
    assert b'"start"' in process.stdout.readline()
    assert b'"file"' in process.stdout.readline()
    out, err = interrupt(process, group=group)
    assert (process.returncode, err) == (INTERRUPTED, b"")
    assert b'"type": "end"' not in out
    until(lambda: not running(process.pid))


@pytest.mark.parametrize("group", [True, False], ids=["group", "process"])
def test_no_half_of_a_report(group: bool, begin: Begin, folder: Path) -> None:
    (folder / "report").write_text("the last one")
    process = begin("--format", "jsonl:report")
    until(lambda: list(folder.glob(".report.*")))
    _, err = interrupt(process, group=group)
    assert (process.returncode, err) == (INTERRUPTED, b"")
    assert (folder / "report").read_text() == "the last one"
    assert not list(folder.glob(".report.*"))


@pytest.mark.parametrize("group", [True, False], ids=["group", "process"])
def test_while_files_are_fixed(group: bool, begin: Begin, folder: Path) -> None:
    process = begin("--fix", "--unsafe-fixes", "--select", "maintainer-deprecated,apt-no-install-recommends")
    before = f"# 0\n{TEXT}"
    until(lambda: (folder / "Dockerfile.000").read_text() != before or process.poll() is not None)
    _, err = interrupt(process, group=group)
    assert (process.returncode, err) == (INTERRUPTED, b"")
    assert sorted(path.name for path in folder.iterdir()) == [f"Dockerfile.{number:03}" for number in range(400)]
    for path in folder.iterdir():
        assert path.read_text().count("RUN") == 40, "whole"


@pytest.mark.parametrize("group", [True, False], ids=["group", "process"])
def test_while_shellcheck_is_at_it(group: bool, begin: Begin, shellcheck: Path, tmp_path: Path) -> None:
    process = begin("--shellcheck", "Dockerfile.001", "Dockerfile.002", path=str(tmp_path / "bin"))
    until(shellcheck.exists)
    _, err = interrupt(process, group=group)
    assert (process.returncode, err) == (INTERRUPTED, b"")
    until(lambda: not running(process.pid))


def test_workers_end_with_the_process_that_began_them(begin: Begin) -> None:
    process = begin("--jobs", "3", "--format", "jsonl")
    assert process.stdout is not None
    process.stdout.readline()
    assert b'"file"' in process.stdout.readline()
    process.kill()
    until(lambda: not running(process.pid))
