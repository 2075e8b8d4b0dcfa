"""The files by which other programs run this one: pre-commit's hooks, GitHub's action, GitLab's job, the image."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from analyzer.cli.main import SUMMARIES, main
from analyzer.cli.starting import FILES, HOOK
from analyzer.lint.discovery import is_dockerfile_name

ROOT = Path(__file__).resolve().parents[1]
NAMES = [
    *("Dockerfile", "dockerfile", "Containerfile", "Dockerfile.dev", "a.Dockerfile", "a.dockerfile", "app/Dockerfile"),
    *("Dockerfile.md", "Dockerfile.j2", "Dockerfile.dockerignore", "Dockerfile~", "Dockerfile.orig", "MyDockerfile", "a.txt"),
]


def load(name: str) -> Any:
    return yaml.safe_load((ROOT / name).read_text(encoding="utf-8"))


def hooks() -> list[dict[str, Any]]:
    found = load(".pre-commit-hooks.yaml")
    assert isinstance(found, list)
    return found


def test_the_hooks() -> None:
    assert [hook["id"] for hook in hooks()] == ["check", "fix", "format", "hadolint"]
    for hook in [*hooks(), *yaml.safe_load(HOOK)[0]["hooks"]]:
        program, command, *_ = hook["entry"].split()
        assert program == "buildsecbot"
        assert command in SUMMARIES
        assert hook["language"] == "python"


@pytest.mark.parametrize("name", NAMES)
def test_the_hooks_take_the_files_that_a_walk_finds(name: str) -> None:
    for hook in hooks():
        taken = re.search(hook["files"], name) and not re.search(hook["exclude"], name)
        assert bool(taken) is is_dockerfile_name(name.rpartition("/")[2])
    assert re.search(FILES, "Dockerfile")


def test_the_action_passes_inputs_as_data() -> None:
    action = load("action.yml")
    assert action["runs"]["using"] == "composite"
    for step in action["runs"]["steps"]:
        assert "${{" not in step.get("run", ""), "what an input holds would be run"
        if "run" in step:
            assert step["shell"] == "bash"


def test_the_job_of_gitlab_reports_what_it_writes() -> None:
    job = load("docs/ci/gitlab.yml")["buildsecbot"]
    report = job["artifacts"]["reports"]["codequality"]
    assert any(f"--format gitlab:{report}" in line for line in job["script"])


def test_the_dockerfile_is_a_strict_one(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    assert main(["check", "--isolated", "--profile", "strict", "--fail-on", "style", "--context", ".", "Dockerfile"]) == 0
    assert capsys.readouterr().out.startswith("no findings")
