"""Neovim as a real client, driven without a terminal.

The environment variable NVIM_PROGRAM names the program; without it ``nvim`` is looked for. A Debian package that is
unpacked and not installed takes LD_LIBRARY_PATH and VIMRUNTIME besides.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).resolve().parent
NVIM = os.environ.get("NVIM_PROGRAM") or shutil.which("nvim") or ""
pytestmark = [
    pytest.mark.peers,
    pytest.mark.timeout(120),
    pytest.mark.skipif(not NVIM, reason="there is no Neovim; NVIM_PROGRAM can name one"),
]
TEXT = """\
FROM debian:12 AS base
MAINTAINER é😀 <me@example.com>
RUN echo "é😀"
FROM base
COPY --from=base /a /b
"""


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("nvim")
    (folder / "Dockerfile").write_text(TEXT, encoding="utf-8")
    out = folder / "told.json"
    command = json.dumps([sys.executable, "-m", "analyzer", "lsp"])
    environment = {
        **os.environ,
        "OUT": str(out),
        "FILE": str(folder / "Dockerfile"),
        "SERVER": command,
        "PYTHONPATH": str(HERE.parents[2]),
        **{f"XDG_{each}_HOME": str(folder / each) for each in ("CONFIG", "DATA", "STATE", "CACHE")},
    }
    ran = subprocess.run(
        [NVIM, "--headless", "-u", "NONE", "-c", f"luafile {HERE / 'drive.lua'}"],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=100,
        check=False,
    )
    assert out.exists(), ran.stderr.decode()
    found: dict[str, Any] = json.loads(out.read_text())
    return found


def test_nothing_went_wrong(told: dict[str, Any]) -> None:
    assert told.get("problem") is None


def test_diagnostics_appear(told: dict[str, Any]) -> None:
    assert told["came"]
    assert told["line"] == 1


def test_a_hover_tells_something(told: dict[str, Any]) -> None:
    assert "MAINTAINER" in told["hover"]


def test_a_fix_is_applied_and_the_diagnostic_goes(told: dict[str, Any]) -> None:
    assert told["action"]
    assert told["gone"]
    assert "MAINTAINER" not in "\n".join(told["fixed"])
    assert "é😀 <me@example.com>" in "\n".join(told["fixed"])


def test_a_stage_is_renamed_everywhere(told: dict[str, Any]) -> None:
    before = told["fixed"]
    assert told["renamed"] == [line.replace("base", "other") for line in before]


def test_the_server_leaves(told: dict[str, Any]) -> None:
    assert told["stopped"]
