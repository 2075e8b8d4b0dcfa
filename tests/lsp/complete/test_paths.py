"""Paths of the build context."""

from __future__ import annotations

from pathlib import Path

import pytest

from analyzer.config.layer import Layer
from analyzer.config.policies import Policies
from analyzer.facts.providers import NOTHING, Providers
from analyzer.lsp.features.completion import completions
from analyzer.lsp.snapshot import Snapshot
from analyzer.providers.context import ContextFolder
from tests.lsp.marked import Marked


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A context with an ignore file, in a folder that holds more."""
    work = tmp_path / "work"
    for path in ("src/app/main.py", "src/app/util.py", "src/tests/t.py", "README.md", ".git/config", "a b.txt", "secret.key"):
        (work / path).parent.mkdir(parents=True, exist_ok=True)
        (work / path).write_text("")
    (work / ".dockerignore").write_text(".git\n*.key\nsrc/tests\n")
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "private").write_text("")
    (work / "out").symlink_to(tmp_path / "outside", target_is_directory=True)
    return work


def _labels(folder: Path, line: str, *, uri: str = "", providers: Providers = NOTHING) -> list[str]:
    marked = Marked("FROM a\n" + line)
    policy = Policies(Layer({}), providers, search=False).of("Dockerfile")
    path = folder / "Dockerfile"
    given = Snapshot(uri or path.as_uri(), str(path), marked.text, policy)
    found = completions(given, marked.cursor)
    if marked.ranges:
        assert {item.range for item in found.items} == set(marked.ranges)
    return [item.label for item in found.items if item.kind in ("file", "folder")]


@pytest.mark.parametrize(
    ("line", "labels"),
    [
        ("COPY R‸ x", ["src/", "out", "README.md", ".dockerignore"]),
        ("COPY «s‸» x", ["src/", "out", "README.md", ".dockerignore"]),
        ("COPY src/«‸»", ["app/"]),
        ("COPY ./src/app/«m‸ain.py» x", ["main.py", "util.py"]),
        ("ADD src/app/../app/‸", []),
        ("COPY ../‸", []),
        ("COPY out/‸", []),
        ("COPY /src/«‸»", ["app/"]),
        ('COPY ["«‸"', ["src/", "a b.txt", "out", "README.md", ".dockerignore"]),
        ('COPY ["src/«a‸»", "x"]', ["app/"]),
        ("COPY --from=b ‸", []),
        ("COPY $X/‸", []),
        ("COPY no/such/‸", []),
        ("COPY .git/‸", []),
        ("COPY src/tests/‸", []),
        ("RUN --mount=type=bind,source=src/«‸»", ["app/"]),
        ("RUN --mount=type=bind,from=b,source=src/‸", []),
        ("RUN --mount=type=cache,source=src/‸", []),
        ("COPY README.md src/app/«‸»", ["main.py", "util.py"]),
        ("COPY README.md «‸»", ["./", "src/", "out", "README.md", ".dockerignore"]),
        ("ONBUILD COPY src/«‸» x", ["app/"]),
    ],
)
def test_paths(folder: Path, line: str, labels: list[str]) -> None:
    line = line.replace('"«‸"', '"‸"')
    assert sorted(_labels(folder, line)) == sorted(labels)


def test_folders_are_first_and_hidden_files_last(folder: Path) -> None:
    assert _labels(folder, "COPY ‸") == ["src/", "out", "README.md", ".dockerignore"]


def test_the_configured_context_counts(folder: Path) -> None:
    providers = Providers(ContextFolder(str(folder / "src")))
    assert _labels(folder, "COPY ‸", providers=providers) == ["app/", "tests/"]


def test_an_own_ignore_file_counts(folder: Path) -> None:
    (folder / "Dockerfile.dockerignore").write_text("*\n!src\n")
    assert _labels(folder, "COPY ‸") == ["src/"]


def test_a_file_that_lies_nowhere_has_no_context(folder: Path) -> None:
    assert _labels(folder, "COPY ‸", uri="untitled:Untitled-1") == []


def test_many_are_cut(folder: Path) -> None:
    for number in range(250):
        (folder / f"file{number}").write_text("")
    assert len(_labels(folder, "COPY ‸")) <= 200
    assert len(_labels(folder, "COPY file24‸")) == 11
