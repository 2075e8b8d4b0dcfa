"""An interrupt, or a signal to end, stops the engine's work, and the command says so."""

from __future__ import annotations

import json
import os
import pty
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.fixes.engine.engine import Engine

pytestmark = [pytest.mark.engine, pytest.mark.skipif(os.name != "posix", reason="needs POSIX signals")]

ROOT = Path(__file__).resolve().parents[3]
DOCKERFILE = "FROM base:bb\nRUN echo begun; sleep 1000\n"
PATIENCE = 120  # seconds until a test is given up


def command(*words: str) -> list[str]:
    return [sys.executable, "-m", "analyzer", *words]


@pytest.fixture
def context(tmp_path: Path) -> Path:
    folder = tmp_path / "context"
    folder.mkdir()
    (folder / "Dockerfile").write_text(DOCKERFILE)
    return folder


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_the_build(number: signal.Signals, context: Path, engine_host: str, running_engine: Engine) -> None:
    words = ["build", "--isolated", "--fail-on", "never", "--network", "none", "-t", f"cancelled:{number}", "--format", "jsonl"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command(*words, str(context)), stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout is not None
        lines = []
        for line in process.stdout:
            lines.append(json.loads(line))
            if "begun" in lines[-1].get("message", "") and lines[-1]["event"] == "output":
                process.send_signal(number)
                break
        lines += [json.loads(line) for line in process.stdout]
        assert process.wait(PATIENCE) == 130
    result = lines[-1]
    assert (result["event"], result["status"], result["error"]["category"]) == ("result", "cancelled", "cancelled")
    assert {stage["name"]: stage["status"] for stage in result["stages"]}["build"] == "cancelled"
    shown = subprocess.run(
        [running_engine.docker, "image", "inspect", f"cancelled:{number}"],
        env=running_engine.environment, capture_output=True, check=False,
    )  # fmt: skip
    assert shown.returncode != 0


def test_a_terminal_is_shown_a_bar_that_is_wiped_off_again(context: Path, engine_host: str) -> None:
    (context / "Dockerfile").write_text("FROM base:bb\nRUN echo begun\n")
    leader, follower = pty.openpty()
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm", "COLUMNS": "100"}
    environment.pop("CI", None)
    words = ["build", "--isolated", "--fail-on", "never", "--network", "none", "-t", "bar:1", str(context)]
    with subprocess.Popen(command(*words), stdout=subprocess.PIPE, stderr=follower, text=True, env=environment) as process:
        os.close(follower)
        shown = b""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            ready, _, _ = select.select([leader], [], [], 1)
            try:
                part = os.read(leader, 65536) if ready else b""
            except OSError:  # the other end is closed
                break
            shown += part
        os.close(leader)
        assert process.stdout is not None
        text = process.stdout.read()
        assert process.wait(PATIENCE) == 0
    assert b"[####" in shown
    assert b"| begun" in shown or b"begun" in shown
    assert shown.rstrip(b" \r").count(b"100%") >= 1
    assert shown.endswith(b"\r"), "the bar is wiped off"
    assert text.startswith("build: succeeded in ")
