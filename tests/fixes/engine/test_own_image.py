"""The image of the program itself, built of the Dockerfile at the root and run as it says."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.fixes.engine import bases
from tests.fixes.engine.engine import PROXIES, Engine

pytestmark = pytest.mark.engine

ROOT = Path(__file__).resolve().parents[3]
PYTHON = "python:3.11-bookworm"


def test_it_is_built_and_checks_what_is_mounted(engine: Engine, tmp_path: Path) -> None:
    try:
        bases.make(engine, PYTHON)
    except bases.NoBaseError as error:
        pytest.skip(str(error))
    arguments = [f"--build-arg={name}" for name in PROXIES if name in engine.environment]
    # The frontend in the engine does: the first line would have it fetched from a registry.
    first, _, dockerfile = (ROOT / "Dockerfile").read_bytes().partition(b"\n")
    assert first.startswith(b"# syntax=")
    command = ["build", "--quiet", "--network=host", *arguments, f"--build-arg=PYTHON={PYTHON}", "--file=-", str(ROOT)]
    built = engine.run(*command, stdin=dockerfile, timeout=600)
    image = built.decode().split()[-1]
    (tmp_path / "Dockerfile").write_text("FROM debian\n")
    tmp_path.chmod(0o755)
    run = [engine.docker, "run", "--rm", "--network=none", "--read-only", f"--volume={tmp_path}:/work:ro", image]
    done = subprocess.run(run, capture_output=True, text=True, env=engine.environment, check=False)
    assert done.returncode == 1, done.stderr
    assert "Dockerfile:1:6: warning[base-image-tag-missing]" in done.stdout
