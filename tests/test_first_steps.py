"""The first five minutes of docs/first-steps.md, tried word for word in a repository of their own."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
TEXT = (ROOT / "docs" / "first-steps.md").read_text(encoding="utf-8")


def commands() -> list[tuple[str, str]]:
    """The commands of the console blocks with what they print, in order."""
    found: list[tuple[str, str]] = []
    for block in re.findall(r"^```console\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, printed = part.partition("\n")
            found.append((command, printed))
    return found


def pattern(printed: str) -> str:
    """What matches an output in which a line of three dots stands for any lines."""
    lines = [r"(?:.*\n)*?" if line == "...\n" else re.escape(line) for line in printed.splitlines(keepends=True)]
    return "".join(lines)


@pytest.mark.skipif(sys.platform == "win32", reason="the commands are for a POSIX shell")
def test_every_command_prints_what_is_shown(tmp_path: Path) -> None:
    programs, repository = tmp_path / "bin", tmp_path / "repository"
    programs.mkdir()
    repository.mkdir()
    program = programs / "buildsecbot"
    program.write_text(f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec "{sys.executable}" -m analyzer "$@"\n')
    program.chmod(0o755)
    subprocess.run(["git", "init", "--quiet", str(repository)], check=True)
    dockerfile = re.search(r"^```dockerfile\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)
    assert dockerfile is not None
    (repository / "Dockerfile").write_text(dockerfile[1])
    (repository / "requirements.txt").write_text("flask==3.1.0\n")
    environment = {**os.environ, "PATH": f"{programs}:{os.environ['PATH']}", "XDG_CACHE_HOME": str(tmp_path / "cache")}
    assert len(commands()) >= 10
    for command, printed in commands():
        done = subprocess.run(
            ["sh", "-c", command], cwd=repository, env=environment, capture_output=True, text=True, check=False
        )
        assert done.stderr == "", command
        assert re.fullmatch(pattern(printed), done.stdout), f"$ {command}\n{done.stdout}"
        assert done.returncode in (0, 1), command
