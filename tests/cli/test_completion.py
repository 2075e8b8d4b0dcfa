"""The completion scripts and the manual page, which are made of the option tables."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from analyzer.cli.commands import every_command
from analyzer.cli.main import SUMMARIES, main
from analyzer.cli.manual import manual

ROOT = Path(__file__).resolve().parents[2]
BASH = shutil.which("bash")
SHELLS = {"bash": ["-n"], "zsh": ["-n"], "fish": ["--no-execute"]}
ASK = """
source "$1"; shift
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))
_buildsecbot
((${#COMPREPLY[@]})) && printf '%s\\n' "${COMPREPLY[@]}"
complete -p buildsecbot >&2
"""


def script(shell: str, capsys: pytest.CaptureFixture[str]) -> str:
    assert main(["completion", shell]) == 0
    return capsys.readouterr().out


def test_every_command_has_a_table() -> None:
    assert {command.name.partition(" ")[0] for command in every_command()} == set(SUMMARIES)


@pytest.mark.parametrize("shell", SHELLS)
def test_a_script_knows_every_option(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    text = script(shell, capsys)
    for command in every_command():
        for option in command.options:
            assert (f"-l {option.name} " if shell == "fish" else f"--{option.name}") in text


@pytest.mark.parametrize("shell", SHELLS)
def test_a_script_is_well_formed(shell: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    program = shutil.which(shell)
    if program is None:
        pytest.skip(f"needs {shell}")
    file = tmp_path / "script"
    file.write_text(script(shell, capsys), encoding="utf-8")
    done = subprocess.run([program, *SHELLS[shell], str(file)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.skipif(BASH is None, reason="needs bash")
@pytest.mark.parametrize(
    ("words", "found"),
    [
        (["hado"], ["hadolint"]),
        (["check", "--fail-o"], ["--fail-on"]),
        (["check", "--fail-on", "w"], ["warning"]),
        (["check", "--fail-on", "=", "w"], ["warning"]),
        (["check", "--fail-on", "="], ["error", "warning", "info", "style", "never"]),
        (["check", "--select", ""], []),
        (["check", "--config", "Do"], ["Dockerfile", "Docs"]),
        (["check", "Dockerf"], ["Dockerfile"]),
        (["rules", "ex"], ["explain"]),
        (["rules", "list", "--sel"], ["--select"]),
        (["rules", "list", "--format", "j"], ["json"]),
        (["completion", "z"], ["zsh"]),
        (["hadolint", "--format", "gi"], ["gitlab_codeclimate"]),
        (["nothing", "--x"], []),
    ],
)
def test_bash_completes(words: list[str], found: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "script"
    file.write_text(script("bash", capsys), encoding="utf-8")
    work = tmp_path / "work"
    work.mkdir()
    (work / "Dockerfile").touch()
    (work / "Docs").touch()
    command = [str(BASH), "--norc", "-c", ASK, "-", str(file), "buildsecbot", *words]
    done = subprocess.run(command, cwd=work, capture_output=True, text=True, check=False)
    assert sorted(done.stdout.splitlines()) == sorted(found)
    assert done.stderr == "complete -o filenames -F _buildsecbot buildsecbot\n"


def test_another_shell_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["completion", "zhs"]) == 2
    assert "did you mean zsh?" in capsys.readouterr().err


def test_the_manual_page_is_that_of_the_option_tables() -> None:
    kept = (ROOT / "docs" / "buildsecbot.1").read_text(encoding="utf-8")
    assert kept == manual(every_command()), "run: python -m analyzer.cli.manual > docs/buildsecbot.1"


@pytest.mark.skipif(shutil.which("groff") is None, reason="needs groff")
def test_the_manual_page_is_well_formed() -> None:
    page = str(ROOT / "docs" / "buildsecbot.1")
    done = subprocess.run(["groff", "-man", "-ww", "-z", "-Tutf8", page], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
