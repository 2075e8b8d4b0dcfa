"""What the wheel carries besides the package."""

from __future__ import annotations

import marshal
import os
import subprocess
import sys
from pathlib import Path

import pytest

from analyzer.build_hook import PLAIN, stage
from analyzer.modules import HEAD

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[1]


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def contents(folder: Path) -> dict[str, object]:
    """What the files hold; how marshal lays out the same data may differ."""
    return {name: marshal.loads(data) if name.startswith("built/") else data for name, data in files(folder).items()}


@pytest.fixture(scope="module")
def staged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of package data, as the build makes it."""
    return stage(ROOT, tmp_path_factory.mktemp("staged"))


def test_it_carries_every_grammar_and_rule_and_what_is_made_of_them(staged: Path) -> None:
    found = files(staged)
    for folder in ("grammars", "rules"):
        for name, content in files(ROOT / folder).items():
            assert found[f"{folder}/{name}"] == content
    tables = {f"built/{path.stem}.tables" for path in (ROOT / "grammars").glob("*.lark")}
    assert {name for name in found if name.startswith("built/")} >= {"built/rules.plan", *tables}


def test_the_same_sources_give_the_same_content(staged: Path, tmp_path: Path) -> None:
    assert contents(stage(ROOT, tmp_path)) == contents(staged)


def test_it_runs_without_lark_and_yaml(staged: Path) -> None:
    before = files(staged)
    program = "import sys; sys.path.insert(0, sys.argv[1]); from analyzer.cli.main import main; sys.exit(main(sys.argv[2:]))"
    package, file = staged.parents[1], ROOT / "docs" / "examples" / "legacy.Dockerfile"
    words = [str(package), "check", "--select", "ALL", str(file)]
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-B", "-c", program, *words], check=False, capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (1, "")
    assert files(staged) == before


def test_functions_that_a_plain_file_does_not_call_are_read_when_they_are(staged: Path, tmp_path: Path) -> None:
    program = "import sys; sys.path.insert(0, sys.argv.pop(1)); from analyzer.cli.main import main; main()"
    (tmp_path / "plain").write_text(PLAIN)
    samples = [str(path) for path in sorted((ROOT / "docs" / "examples").glob("*Dockerfile*"))]
    words = ["--select", "ALL", "--format", "json", *samples * 3]

    def run(*words: str) -> str:
        command = [sys.executable, "-I", "-S", "-B", "-c", program, str(staged.parents[1]), "check", "--isolated", *words]
        environment = {**os.environ, "XDG_CACHE_HOME": str(tmp_path / "cache")}
        done = subprocess.run(command, check=False, capture_output=True, text=True, env=environment)
        assert done.stderr == ""
        return done.stdout

    before = run(*words)
    for _ in range(2):
        run(str(tmp_path / "plain"))
    (kept,) = (tmp_path / "cache" / "buildsecbot").glob("modules-*")
    size = int.from_bytes(kept.read_bytes()[:HEAD], "little")
    assert size < kept.stat().st_size * 0.75, "much of the code is left behind"
    assert run(*words) == before
    assert run("--jobs", "2", *words) == before
