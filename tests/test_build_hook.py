"""What the wheel carries besides the package."""

from __future__ import annotations

import marshal
import subprocess
import sys
from pathlib import Path

import pytest

from analyzer.build_hook import stage

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
