"""What the documents show works."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from analyzer.cli.main import main

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
CODE = re.findall(r"^```python\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
EXAMPLES = sorted((ROOT / "docs" / "examples").iterdir())


@pytest.mark.parametrize("code", CODE)
def test_the_python_code_of_the_readme_runs(code: str) -> None:
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip()


@pytest.mark.parametrize("mark", ["try", "test"])
def test_the_readme_holds_the_commands_that_ci_runs(mark: str) -> None:
    assert re.search(rf"^<!-- {mark} -->\n```sh\n[^\n]+\n```$", README, re.MULTILINE)


def test_links_between_the_documents_lead_somewhere() -> None:
    for document in [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")]:
        for target in re.findall(r"\]\(([^)#:]+)\)", document.read_text(encoding="utf-8")):
            assert (document.parent / target).exists(), f"{document.name} names {target}"


def test_the_modules_that_the_architecture_names_exist() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    for name in re.findall(r"`((?:analyzer|tests|grammars|rules)/[\w/.]*)`", text):
        assert (ROOT / name).exists(), name


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_the_example_dockerfiles_are_what_they_claim(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(path)]) == (0 if path.name == "Dockerfile" else 1)
    if path.name == "Dockerfile":
        assert capsys.readouterr().out == "no findings in 1 file\n"
