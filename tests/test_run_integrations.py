"""The steps of GitHub's action and the script of GitLab's job, run by the shells that would run them.

What is not run is what only GitHub and GitLab can: `uses:` steps, and taking reports in.
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
import yaml

pytestmark = [pytest.mark.slow, pytest.mark.skipif(shutil.which("bash") is None, reason="needs bash")]

ROOT = Path(__file__).resolve().parents[1]
BAD = "FROM debian\nRUN apt-get update && apt-get install curl\n"


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    found = tmp_path / "a repository"
    (found / "app one").mkdir(parents=True)
    (found / "app one" / "Dockerfile").write_text(BAD)
    (found / "Dockerfile").write_text("FROM scratch\nUSER 1\n")
    return found


@pytest.fixture(scope="module")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheels")
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(folder), str(ROOT)]
    subprocess.run(command, check=True, capture_output=True)
    return folder


@pytest.fixture
def programs(tmp_path: Path) -> dict[str, str]:
    """An environment in which `python` is a fresh one, as on a runner."""
    subprocess.run([sys.executable, "-m", "venv", str(tmp_path / "python")], check=True)
    return {**os.environ, "PATH": f"{tmp_path / 'python' / 'bin'}:{os.environ['PATH']}"}


def test_the_action_checks_and_writes_sarif(repository: Path, programs: dict[str, str], tmp_path: Path) -> None:
    action: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
    inputs = {name: each["default"] for name, each in action["inputs"].items()}
    inputs |= {"paths": "app one\nDockerfile\n", "arguments": "--fail-on\nerror\n", "sarif-file": "found report.sarif"}
    exported = tmp_path / "exported"
    exported.touch()
    runner = {"RUNNER_TEMP": str(tmp_path), "GITHUB_ENV": str(exported), "GITHUB_ACTIONS": "true"}
    codes, printed = [], ""
    for step in action["runs"]["steps"]:
        if "run" not in step:
            continue
        exports = dict(line.split("=", 1) for line in exported.read_text().splitlines())
        given = {name: _expanded(value, inputs) for name, value in step.get("env", {}).items()}
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
            cwd=repository,
            env={**programs, **runner, **exports, **given},
            capture_output=True,
            text=True,
            check=False,
        )
        codes.append(done.returncode)
        printed += done.stdout + done.stderr
    assert codes == [0, 0], printed
    assert "::warning file=app one/Dockerfile,line=1" in printed
    report = json.loads((repository / "found report.sarif").read_text())
    assert report["runs"][0]["results"]


def _expanded(value: str, inputs: dict[str, str]) -> str:
    """An expression of the action, as GitHub would replace it; only those that stand there are known."""
    known = {"${{ github.action_path }}": str(ROOT), "${{ inputs.shellcheck == 'true' && '[shellcheck]' || '' }}": ""}
    known |= {f"${{{{ inputs.{name} }}}}": given for name, given in inputs.items()}
    return known[value]


def test_the_job_of_gitlab_reports_code_quality(repository: Path, programs: dict[str, str], wheels: Path) -> None:
    job = yaml.safe_load((ROOT / "docs/ci/gitlab.yml").read_text(encoding="utf-8"))["buildsecbot"]
    given = {**job["variables"], "BUILDSECBOT_ARGUMENTS": "--fail-on never", "PIP_FIND_LINKS": str(wheels)}
    for line in job["script"]:
        done = subprocess.run(
            ["bash", "-eo", "pipefail", "-c", line],
            cwd=repository,
            env={**programs, **given},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
    found = json.loads((repository / job["artifacts"]["reports"]["codequality"]).read_text())
    assert {each["location"]["path"] for each in found} == {"app one/Dockerfile"}
