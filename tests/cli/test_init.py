"""`buildsecbot init`: what it writes into a repository, and what it leaves alone."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from analyzer.cli.main import main
from analyzer.cli.yaml_list import added

ROOT = Path(__file__).resolve().parents[2]
PRE_COMMIT = shutil.which("pre-commit", path=str(Path(sys.executable).parent)) or shutil.which("pre-commit")
HADOLINT = """\
ignored: [DL3008, SC2086, DL9999]
override:
  error: [DL3003]
trustedRegistries: [docker.io, "*.example.com"]
label-schema: {owner: email}
strict-labels: true
failure-threshold: error
disable-ignore-pragma: true
format: json
"""


@pytest.fixture(autouse=True)
def _repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "Dockerfile").write_text("FROM debian:12\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)


def files() -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in sorted(Path().rglob("*")) if path.is_file() and ".git/" not in str(path)}


def init(*words: str, capsys: pytest.CaptureFixture[str]) -> str:
    assert main(["init", *words]) == 0
    return capsys.readouterr().out


def test_a_configuration_that_is_valid(capsys: pytest.CaptureFixture[str]) -> None:
    out = init(capsys=capsys)
    assert "1 Dockerfile found\n" in out
    assert sorted(files()) == [".buildsecbot.yaml", "Dockerfile"]
    assert main(["config", "validate"]) == 0


def test_what_hadolint_is_told_is_taken_over(capsys: pytest.CaptureFixture[str]) -> None:
    Path(".hadolint.yaml").write_text(HADOLINT, encoding="utf-8")
    out = init(capsys=capsys)
    written = yaml.safe_load(Path(".buildsecbot.yaml").read_text(encoding="utf-8"))
    assert written["ignore"] == ["DL3008", "SC2086"]
    assert written["severity"] == {"DL3003": "error"}
    assert written["fail-on"] == "error"
    assert written["settings"]["base-image-registry-not-allowed"] == {"allowed": ["docker.io", "*.example.com"]}
    assert written["settings"]["label-required-missing"] == {"required": ["owner"]}
    for lost in ("DL9999", "disable-ignore-pragma", "format: json"):
        assert f"not taken over from .hadolint.yaml: {lost}" in out
    assert main(["config", "validate"]) == 0


@pytest.mark.parametrize("existing", [".buildsecbot.yaml", ".buildsecbot.yml", "pyproject.toml"])
def test_a_configuration_that_is_there_is_left_alone(existing: str, capsys: pytest.CaptureFixture[str]) -> None:
    text = "[tool.buildsecbot]\nignore = []\n" if existing.endswith("toml") else "ignore: []\n"
    Path(existing).write_text(text, encoding="utf-8")
    before = files()
    assert f"left alone, as {existing} is in force" in init(capsys=capsys)
    assert files() == before


def test_dry_run_writes_nothing_and_shows_all(capsys: pytest.CaptureFixture[str]) -> None:
    Path(".github").mkdir()
    before = files()
    out = init("--dry-run", "--pre-commit", capsys=capsys)
    assert files() == before
    for name in (".buildsecbot.yaml", ".pre-commit-config.yaml", ".github/workflows/buildsecbot.yml"):
        assert f"{name}: would be written:\n" in out


def test_a_second_run_changes_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    Path(".pre-commit-config.yaml").write_text("repos:\n- repo: a\n  hooks: []\n", encoding="utf-8")
    init("--ci", "github", capsys=capsys)
    before = files()
    assert len(before) == 4
    init("--ci", "github", "--pre-commit", capsys=capsys)
    assert files() == before


@pytest.mark.parametrize(
    ("make", "name"),
    [
        (".github/workflows/x.yml", ".github/workflows/buildsecbot.yml"),
        (".gitlab-ci.yml", ".gitlab/buildsecbot.yml"),
        (".git/config", ".gitlab/buildsecbot.yml"),
    ],
)
def test_the_ci_that_is_used_gets_a_job(make: str, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path(make).parent.mkdir(parents=True, exist_ok=True)
    Path(make).write_text("url = https://gitlab.example.com/a.git\n", encoding="utf-8")
    init(capsys=capsys)
    assert yaml.safe_load(Path(name).read_text(encoding="utf-8"))
    assert Path(make).read_text(encoding="utf-8") == "url = https://gitlab.example.com/a.git\n"


def test_what_cannot_be_added_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    Path(".pre-commit-config.yaml").write_text("repos: [{repo: a}]\n", encoding="utf-8")
    before = files()[".pre-commit-config.yaml"]
    out = init(capsys=capsys)
    assert ".pre-commit-config.yaml: add this yourself:\n    repos:\n      - repo: local\n" in out
    assert files()[".pre-commit-config.yaml"] == before


def test_a_link_is_not_followed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path(".github/workflows").mkdir(parents=True)
    Path(".github/workflows/buildsecbot.yml").symlink_to(tmp_path / "elsewhere")
    init(capsys=capsys)
    assert not (tmp_path / "elsewhere").exists()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("repos:\n- a: 1\n", "repos:\n- a: 1\n- b: 2\n"),
        ("repos:\n  - a: 1\n", "repos:\n  - a: 1\n  - b: 2\n"),
        ("repos:\n  - a: 1", "repos:\n  - a: 1\n  - b: 2\n"),
        (
            "x: 1\nrepos:\n  - a: [1,\n      2] # c\n  # d\n\ny: 2\n",
            "x: 1\nrepos:\n  - a: [1,\n      2] # c\n  - b: 2\n  # d\n\ny: 2\n",
        ),
        ("repos:\n- a: |\n    text\n    more\n\ny: 1\n", "repos:\n- a: |\n    text\n    more\n- b: 2\n\ny: 1\n"),
        ("repos:\r\n- a: 1\r\n", "repos:\r\n- a: 1\r\n- b: 2\r\n"),
    ],
)
def test_an_element_is_added_and_the_rest_stays(before: str, after: str) -> None:
    assert added(before, "repos", "- b: 2\n") == after


@pytest.mark.parametrize(
    "text", ["", "a", "- a\n", "repos: []\n", "repos: [a]\n", "repos:\n", "repos: {a: 1}\n", "x: 1\n", "a: [\n"]
)
def test_what_is_no_such_list_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"^it|^its"):
        added(text, "repos", "- b: 2\n")


@pytest.mark.slow
@pytest.mark.skipif(PRE_COMMIT is None or shutil.which("git") is None, reason="needs pre-commit and git")
def test_the_hooks_run(tmp_path: Path) -> None:
    """Installs the checkout as pre-commit does; that takes the package index."""
    project, work = tmp_path / "project", tmp_path / "work"
    left_out = shutil.ignore_patterns(".git", ".venv", "_data", "__pycache__", ".hypothesis", ".mypy_cache", ".ruff_cache")
    shutil.copytree(ROOT, project, ignore=left_out)
    work.mkdir()
    revision = commit(project)
    commit(work)
    (work / "Dockerfile").write_text("from debian:12\nRUN apt-get update && apt-get install curl\nUSER 1\n", encoding="utf-8")
    (work / "Dockerfile.md").write_text("# no Dockerfile\n", encoding="utf-8")
    config = {"repo": str(project), "rev": revision, "hooks": [{"id": name} for name in ("check", "fix", "format", "hadolint")]}
    (work / ".pre-commit-config.yaml").write_text(yaml.safe_dump({"repos": [config]}), encoding="utf-8")
    subprocess.run(["git", "add", "-A"], cwd=work, check=True)
    environment = {"PATH": f"{Path(sys.executable).parent}:/usr/local/bin:/usr/bin:/bin", "HOME": str(tmp_path / "home")}
    done = subprocess.run(
        [str(PRE_COMMIT), "run", "--all-files"], cwd=work, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1, done.stdout + done.stderr
    assert "Dockerfile:2" in done.stdout
    assert "DL3008" in done.stdout
    assert "Dockerfile.md" not in done.stdout
    assert "files were modified by this hook" in done.stdout
    assert (work / "Dockerfile").read_text(encoding="utf-8").startswith("FROM debian:12\n")


def commit(folder: Path) -> str:
    """Makes a repository of a folder, and returns the hash of its commit."""
    options = ["-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", "init", "-q", "."], cwd=folder, check=True)
    subprocess.run(["git", "add", "-A"], cwd=folder, check=True)
    subprocess.run(["git", *options, "commit", "-q", "--allow-empty", "-m", "a"], cwd=folder, check=True)
    return subprocess.run(["git", "rev-parse", "HEAD"], cwd=folder, capture_output=True, text=True, check=True).stdout.strip()
