"""``buildsecbot format``: which files, what is written, what is said, and the exit code."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

import pytest

from analyzer.cli.main import main

UGLY = "from a\nrun   b  && \\\n c\n"
NEAT = "FROM a\nRUN b  && \\\n    c\n"


@pytest.fixture(autouse=True)
def _in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)


def test_files_are_formatted_and_told(capsys: pytest.CaptureFixture[str]) -> None:
    Path("Dockerfile").write_text(UGLY)
    Path("neat.Dockerfile").write_text(NEAT)
    assert main(["format"]) == 0
    assert capsys.readouterr().out == "formatted: Dockerfile\n1 file formatted, 1 file left as it is\n"
    assert Path("Dockerfile").read_text() == NEAT
    assert main(["format", "Dockerfile"]) == 0
    assert capsys.readouterr().out == "0 files formatted, 1 file left as it is\n"


def test_check_writes_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    Path("Dockerfile").write_text(UGLY)
    assert main(["format", "--check"]) == 1
    assert capsys.readouterr().out == "would be formatted: Dockerfile\n1 file would be formatted, 0 files left as they are\n"
    assert Path("Dockerfile").read_text() == UGLY
    Path("Dockerfile").write_text(NEAT)
    assert main(["format", "--check"]) == 0


def test_diff_prints_a_patch_and_writes_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    Path("Dockerfile").write_text(UGLY)
    assert main(["format", "--diff", "."]) == 1
    patch = capsys.readouterr().out
    assert Path("Dockerfile").read_text() == UGLY
    subprocess.run(["git", "apply", "-"], input=patch, text=True, check=True)
    assert Path("Dockerfile").read_text() == NEAT
    assert main(["format", "--diff", "."]) == 0
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(("options", "code"), [([], 0), (["--check"], 1), (["--diff"], 1)])
def test_standard_input(
    options: list[str], code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(UGLY.encode())))
    assert main(["format", *options, "-"]) == code
    out = capsys.readouterr().out
    assert (out == NEAT) is (not options)


def test_a_file_that_does_not_parse_is_left_alone_and_the_rest_is_done(capsys: pytest.CaptureFixture[str]) -> None:
    Path("a.Dockerfile").write_text("from a\n\nfoo   b\n")
    Path("b.Dockerfile").write_text(UGLY)
    assert main(["format", ".", "missing"]) == 2
    assert Path("a.Dockerfile").read_text() == "from a\n\nfoo   b\n"
    assert Path("b.Dockerfile").read_text() == NEAT
    error = capsys.readouterr().err
    assert "a.Dockerfile:3: unknown instruction: foo" in error
    assert "missing: No such file" in error


@pytest.mark.parametrize("wrong", ["FROM b\n", None])
def test_a_mistake_of_ours_is_told_and_nothing_is_written(
    wrong: str | None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(file: object, style: object) -> str:
        if wrong is None:
            raise IndexError("list index out of range")
        return wrong

    monkeypatch.setattr("analyzer.fixes.formatting.format.laid_out", broken)
    Path("Dockerfile").write_text(UGLY)
    assert main(["format"]) == 2
    assert Path("Dockerfile").read_text() == UGLY
    assert "this is a mistake in buildsecbot" in capsys.readouterr().err


def test_bytes_and_mode_survive() -> None:
    file = Path("Dockerfile")
    file.write_bytes(b"from a\r\nLABEL  a=\xff\r\n")
    file.chmod(0o640)
    assert main(["format"]) == 0
    assert file.read_bytes() == b"FROM a\r\nLABEL a=\xff\r\n"
    assert file.stat().st_mode & 0o777 == 0o640


LONG = "RUN " + " && ".join(("x" * 40,) * 3) + "\n"
SPLIT = LONG.replace(" &&", " \\\n    &&")


@pytest.mark.parametrize(
    ("config", "editorconfig", "options", "before", "after"),
    [
        ("format: {keyword-case: lower, indent: 2}", "", [], NEAT, "from a\nrun b  && \\\n  c\n"),
        (
            "format: {keyword-case: keep, indent: tab, blank-lines: 0}",
            "",
            [],
            "from a\n\nRUN b \\\nc\n",
            "from a\nRUN b \\\n\tc\n",
        ),
        ("", "root=true\n[*]\nindent_size=2\n", [], NEAT, "FROM a\nRUN b  && \\\n  c\n"),
        ("", "[Dockerfile]\nindent_style = tab\nend_of_line = crlf\n", [], NEAT, "FROM a\r\nRUN b  && \\\r\n\tc\r\n"),
        ("", "[*]\nindent_size = tab\ntab_width = 3\ninsert_final_newline = false\n", [], NEAT, "FROM a\nRUN b  && \\\n   c"),
        ("", "[*.md]\nindent_size=2\n", [], UGLY, NEAT),
        ("", "[*]\ntrim_trailing_whitespace = false\n", [], "FROM a\n# b \n", "FROM a\n# b \n"),
        ("format: {indent: 8}", "[*]\nindent_size=2\n", [], NEAT, "FROM a\nRUN b  && \\\n        c\n"),
        ("format: {indent: 8}", "[*]\nindent_size=2\n", ["--isolated"], UGLY, NEAT),
        ("format: {split-runs: true}", "", [], f"FROM a\n{LONG}", f"FROM a\n{SPLIT}"),
        ("", "", ["--split-runs"], f"FROM a\n{LONG}", f"FROM a\n{SPLIT}"),
        ("", "[*]\nmax_line_length = 200\n", ["--split-runs"], f"FROM a\n{LONG}", f"FROM a\n{LONG}"),
        ("overrides: [{paths: Dockerfile, format: {indent: 1}}]", "", [], NEAT, "FROM a\nRUN b  && \\\n c\n"),
        ("overrides: [{paths: other, format: {indent: 1}}]", "", [], UGLY, NEAT),
    ],
)
def test_configuration(config: str, editorconfig: str, options: list[str], before: str, after: str) -> None:
    if config:
        Path(".buildsecbot.yaml").write_text(config + "\n")
    if editorconfig:
        Path(".editorconfig").write_text(editorconfig)
    Path("Dockerfile").write_bytes(before.encode())
    assert main(["format", *options]) == 0
    assert Path("Dockerfile").read_bytes().decode() == after


def test_what_the_configuration_excludes_is_left_out() -> None:
    Path(".buildsecbot.yaml").write_text("exclude: [vendor/]\n")
    Path("vendor").mkdir()
    Path("vendor/Dockerfile").write_text(UGLY)
    Path("Dockerfile").write_text(UGLY)
    assert main(["format"]) == 0
    assert Path("vendor/Dockerfile").read_text() == UGLY
    assert Path("Dockerfile").read_text() == NEAT


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["-", "Dockerfile"], "standard input is formatted alone"),
        (["--cheek"], "did you mean --check?"),
    ],
)
def test_wrong_usage(words: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["format", *words]) == 2
    assert message in capsys.readouterr().err


def test_a_wrong_configuration_stops_the_run(capsys: pytest.CaptureFixture[str]) -> None:
    Path(".buildsecbot.yaml").write_text("format: {keyword-case: title, indent: 40, splits: 1}\n")
    Path("Dockerfile").write_text(UGLY)
    assert main(["format"]) == 2
    error = capsys.readouterr().err
    assert "'keyword-case' cannot be 'title'" in error
    assert "'indent' cannot be '40'" in error
    assert "'format' has no key 'splits'" in error
    assert Path("Dockerfile").read_text() == UGLY
