"""The program as a process of its own, for tests of what only a process shows."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
COMMAND = [sys.executable, "-c", "from analyzer.cli.main import main; main()"]
SECONDS = 120  # no bound on speed: what takes longer hangs


def environment(home: Path) -> dict[str, str]:
    """Variables under which a run depends on nothing of its user."""
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "SYSTEMROOT", "TEMP", "TMP"}}
    settled = {"PYTHONPATH": str(ROOT), "XDG_CACHE_HOME": str(home / "cache"), "SOURCE_DATE_EPOCH": "1790000000"}
    return {**kept, **settled, "HOME": str(home), "PYTHONUTF8": "1"}


def check(folder: Path, *words: str | bytes, **more: object) -> subprocess.CompletedProcess[bytes]:
    """Runs ``check`` in a folder to its end."""
    command: list[str | bytes] = [*COMMAND, "check", "--isolated", "--no-cache", *words]
    settled = {"capture_output": True, "stdin": subprocess.DEVNULL, "timeout": SECONDS, **more}
    return subprocess.run(command, cwd=folder, env=environment(folder.parent), check=False, **settled)  # type: ignore[call-overload,no-any-return]
