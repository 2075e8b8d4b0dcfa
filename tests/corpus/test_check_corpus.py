"""`check` on a folder of real Dockerfiles: every file is reported, nothing is left unsaid."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [pytest.mark.shared, pytest.mark.corpus]
CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus"


def test_every_file_is_checked() -> None:
    command = [sys.executable, "-m", "analyzer", "check", "--isolated", "--select", "ALL", "--format", "json", str(CORPUS)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode in (0, 1)
    assert done.stderr == ""
    report = json.loads(done.stdout)
    assert {file["status"] for file in report["files"]} == {"checked"}
    found = {Path(file["path"]).resolve() for file in report["files"]}
    backups = {path.resolve() for path in CORPUS.rglob("*.orig")}  # left out on purpose, unless named
    assert found == {path.resolve() for path in CORPUS.rglob("*") if path.is_file()} - backups
    assert len(found) > 1500
