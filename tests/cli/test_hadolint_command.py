"""`buildsecbot hadolint`: its command line, environment, configuration and formats, and hadolint beside it."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from analyzer.cli.main import main
from analyzer.config.hadolint_settings import FORMATS, find_config

ROOT = Path(__file__).resolve().parents[2]
HADOLINT = shutil.which("hadolint")
SPEC = importlib.util.spec_from_file_location("hadolint_forms", Path(__file__).with_name("hadolint_forms.py"))
assert SPEC is not None
assert SPEC.loader is not None
forms = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(forms)

FILES = {
    "plain": "FROM debian\nMAINTAINER me\nRUN cd /tmp && sudo make\nEXPOSE 99999\n",
    "style": 'FROM debian:12\nLABEL "a b"=c\n',
    "good": "FROM debian:12\n",
    "broken": "FROM debian:12\nFOO bar\nRUN sudo x\n",
    "labels": "FROM debian:12\nLABEL a=1 mail=x made=yesterday empty=\nFROM debian:12\nLABEL site=y b=2\n",
    "comments": "# hadolint ignore=DL3006\nFROM debian\nRUN sudo a\n# hadolint ignore=DL3004\nRUN sudo b\n",
    "lines": (
        "FROM debian:12\n\n# c\nRUN echo a \\\n # d\n && sudo b \\\n && cd /c\n"
        "ONBUILD RUN sudo d\nUSER 1\nRUN <<EOF\nsudo e\nEOF\n"
    ),
    "names": "FROM debian\n",
}
RUNS: list[tuple[list[str], dict[str, str], str]] = [
    # arguments, environment, configuration
    (["plain"], {}, ""),
    (["plain", "style", "good", "lines", "plain"], {}, ""),
    (["--no-color", "plain"], {}, ""),
    (["plain"], {"NO_COLOR": "1"}, ""),
    (["plain"], {}, "no-color: true"),
    (["good"], {}, ""),
    (["broken", "plain"], {}, ""),
    (["--no-fail", "plain"], {}, ""),
    (["--no-fail", "broken"], {}, ""),
    (["plain"], {"HADOLINT_NOFAIL": "yes"}, ""),
    (["plain"], {"HADOLINT_NOFAIL": "0"}, ""),
    (["plain"], {}, "no-fail: true"),
    *(
        (["-t", level, name], {}, "")
        for level in ("error", "warning", "info", "style", "ignore", "none")
        for name in ("plain", "style")
    ),
    (["style"], {"HADOLINT_FAILURE_THRESHOLD": "style"}, ""),
    (["style"], {"HADOLINT_FAILURE_THRESHOLD": "style"}, "failure-threshold: error"),
    (["style", "-tstyle"], {"HADOLINT_FAILURE_THRESHOLD": "error"}, "failure-threshold: error"),
    (["style", "--failure-threshold=error"], {}, "failure-threshold: style"),
    (["plain"], {"HADOLINT_FORMAT": "gnu"}, ""),
    (["plain"], {}, "format: sarif"),
    (["plain", "-f", "json"], {}, ""),
    (["--ignore", "DL3006", "--ignore=DL4000", "plain"], {}, "ignored: [DL3003]"),
    (["plain"], {"HADOLINT_IGNORE": "DL3006,DL3004"}, "ignored: [DL3003]"),
    (["--ignore", "DL3006,DL4000", "plain"], {}, ""),
    (["--ignore", "DL9999", "--error", "XY", "plain"], {}, "ignored: [foo]"),
    (["--info", "DL3006", "--error", "DL3006", "--style", "DL3004", "plain"], {}, ""),
    (
        ["--info", "DL3006", "plain"],
        {"HADOLINT_OVERRIDE_STYLE": "DL3006,DL3003"},
        "override: {error: [DL3011], info: [DL3011]}",
    ),
    (["--info", "DL3057", "plain"], {}, ""),
    (["--error", "DL1001", "comments"], {}, ""),
    (["comments"], {}, ""),
    (["--disable-ignore-pragma", "comments"], {}, ""),
    (["comments"], {"HADOLINT_DISABLE_IGNORE_PRAGMA": "TRUE"}, ""),
    (["comments"], {}, "disable-ignore-pragma: true"),
    (["--trusted-registry", "quay.io", "plain"], {}, ""),
    (["--trusted-registry", "docker.io", "plain"], {"HADOLINT_TRUSTED_REGISTRIES": "quay.io"}, ""),
    (["plain"], {}, "trustedRegistries: [quay.io]"),
    (["--require-label", "z", "--require-label", "a:text", "labels"], {}, ""),
    (
        ["--require-label", "mail:email", "--require-label", "site:url", "labels"],
        {},
        "label-schema: {made: rfc3339, a: semver}",
    ),
    (["--strict-labels", "--require-label", "a:text", "labels"], {"HADOLINT_REQUIRE_LABELS": "b:hash,mail:spdx"}, ""),
    (["--require-label", "empty:text", "labels"], {"HADOLINT_STRICT_LABELS": "1"}, ""),
    (["--file-path-in-report", "some/where", "plain", "good"], {}, ""),
    (["--file-path-in-report=x", "broken"], {}, ""),
    (["--", "plain"], {}, ""),
    (["plain"], {}, "failure-threshold:\nignored:\n"),
]
WRONG: list[tuple[list[str], dict[str, str], str]] = [
    ([], {}, ""),
    (["--bad", "plain"], {}, ""),
    (["-x", "plain"], {}, ""),
    (["--forma", "json", "plain"], {}, ""),
    (["-f", "bad", "plain"], {}, ""),
    (["-t", "bad", "plain"], {}, ""),
    (["-t", "error", "-t", "info", "plain"], {}, ""),
    (["--no-color=1", "plain"], {}, ""),
    (["--require-label", "x:bad", "plain"], {}, ""),
    (["-c", "absent", "plain"], {}, ""),
    (["-c"], {}, ""),
    (["absent"], {}, ""),
    (["--no-fail", "absent"], {}, ""),
    (["."], {}, ""),
]
REFUSED_HERE: list[tuple[list[str], dict[str, str], str]] = [
    # hadolint passes over these, or says so and goes on without
    (["good"], {"HADOLINT_FORMAT": "bad"}, ""),
    (["good"], {"HADOLINT_FAILURE_THRESHOLD": "bad"}, ""),
    (["good"], {"HADOLINT_REQUIRE_LABELS": "a:bad"}, ""),
    (["good"], {}, "ignore: [DL3006]"),
    (["good"], {}, "override: {fatal: [DL3006]}"),
    (["good"], {}, "failure-threshold: bad"),
    (["good"], {}, "format: bad"),
    (["good"], {}, "a: ["),
]


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in os.environ:
        if name.startswith("HADOLINT_") or name in ("NO_COLOR", "XDG_CONFIG_HOME", "LOCALAPPDATA"):
            monkeypatch.delenv(name)
    home = tmp_path / "home"
    work = tmp_path / "work"
    home.mkdir()
    work.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.chdir(work)
    for name, text in FILES.items():
        Path(name).write_text(text, encoding="utf-8")


def run(words: list[str], capsysbinary: pytest.CaptureFixture[bytes]) -> tuple[int, str, str]:
    code = main(["hadolint", *words])
    out, err = capsysbinary.readouterr()
    return code, out.decode(), err.decode()


def prepare(environment: dict[str, str], config: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    if config:
        Path(".hadolint.yaml").write_text(config + "\n", encoding="utf-8")


def found(words: list[str], capsysbinary: pytest.CaptureFixture[bytes]) -> list[str]:
    return [f"{one['line']} {one['code']} {one['level']}" for one in json.loads(run(["-f", "json", *words], capsysbinary)[1])]


def test_codes_levels_and_lines(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    assert found(["--ignore", "SC2164", "plain"], capsysbinary) == [
        "1 DL3006 warning",
        "2 DL4000 error",
        "3 DL3003 warning",
        "3 DL3004 error",
        "4 DL3011 error",
    ]
    assert [line for line in found(["lines"], capsysbinary) if "DL3004" in line] == [
        "4 DL3004 error",
        "8 DL3004 error",
        "10 DL3004 error",
    ]


def test_a_file_that_cannot_be_parsed_has_one_finding(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    code, out, _ = run(["-f", "json", "--ignore", "DL1000", "broken"], capsysbinary)
    assert code == 1
    assert [(one["code"], one["line"], one["column"]) for one in json.loads(out)] == [("DL1000", 2, 1)]


def test_labels_have_a_code_for_each_type(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    words = ["--require-label", "made:rfc3339", "--require-label", "mail:email", "--require-label", "a:text", "labels"]
    assert found(words, capsysbinary) == [
        "2 DL3053 warning",
        "2 DL3058 warning",
        "3 DL3049 info",
        "3 DL3049 info",
        "3 DL3049 info",
    ]


@pytest.mark.parametrize("name", FORMATS)
def test_a_report_is_the_same_each_time_and_can_go_to_a_file(name: str, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    words = ["-f", name, "plain", "broken", "good"]
    code, out, _ = run(words, capsysbinary)
    assert code == (0 if name in ("codeclimate", "codacy") else 1)
    assert forms.form(name, out)
    assert run([*words, "-o", "report"], capsysbinary)[:2] == (code, "")
    assert Path("report").read_bytes().decode() == out


@pytest.mark.parametrize(("words", "environment", "config"), RUNS)
def test_each_run_is_accepted(
    words: list[str],
    environment: dict[str, str],
    config: str,
    capsysbinary: pytest.CaptureFixture[bytes],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    prepare(environment, config, monkeypatch)
    code, _, err = run(words, capsysbinary)
    assert code in (0, 1)
    assert "error:" not in err


@pytest.mark.parametrize(("words", "environment", "config"), [*WRONG, *REFUSED_HERE])
def test_what_cannot_be_done_is_told(
    words: list[str],
    environment: dict[str, str],
    config: str,
    capsysbinary: pytest.CaptureFixture[bytes],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    prepare(environment, config, monkeypatch)
    code, out, err = run(words, capsysbinary)
    assert (code, out) == (1, "")
    assert "buildsecbot: error: " in err


@pytest.mark.skipif(os.name == "nt", reason="files have no such names there")
@pytest.mark.parametrize("name", FORMATS)
def test_a_report_steers_neither_terminal_nor_runner(name: str, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    path = "::error::\x1b[31m##[x]"
    Path(path).write_text("FROM debian\nRUN apt-get -y install a##[error]b\x1b[31m\nEXPOSE 1##[x]\n", encoding="utf-8")
    _, out, err = run(["-f", name, "--no-color", "--", path], capsysbinary)
    assert "##[" not in out
    assert "\x1b" not in out + err
    assert not out.startswith("::")


def test_one_bad_file_does_not_hide_the_others(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    code, out, err = run(["-f", "gnu", "--no-fail", "absent", "style"], capsysbinary)
    assert (code, "style:2: DL3048 style:" in out, "absent" in err) == (1, True, True)


def test_help_and_version(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    code, out, _ = run(["plain", "-h"], capsysbinary)
    assert (code, "shellcheck" in out) == (0, True)
    code, out, _ = run(["-v"], capsysbinary)
    assert (code, "2.15." in out) == (0, True)


def test_verbose_tells_the_settings(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    _, out, err = run(["-V", "--ignore", "DL3006", "-fjson", "names"], capsysbinary)
    assert out == "[]"
    assert "ignored: DL3006\n" in err


def test_without_shellcheck_that_is_told(capsysbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("analyzer.providers.shellcheck.program._folders", list)
    Path("script").write_text("FROM debian:12\nRUN rm $A\n", encoding="utf-8")
    code, out, err = run(["-f", "gnu", "script"], capsysbinary)
    assert code == 1
    assert "script:2: SC2086 info:" in out
    assert "buildsecbot: note: ShellCheck is not installed" in err


PLACES = [
    "work/.hadolint.yaml",
    "work/.hadolint.yml",
    "xdg/hadolint.yaml",
    "xdg/hadolint.yml",
    "home/.hadolint/hadolint.yaml",
    "home/.hadolint/hadolint.yml",
    "home/.hadolint/config.yaml",
    "home/.hadolint.yaml",
    "home/.hadolint.yml",
]


@pytest.mark.skipif(os.name == "nt", reason="the folders have other names there")
def test_the_configuration_is_the_first_of_these(tmp_path: Path) -> None:
    environment = {"HOME": str(tmp_path / "home"), "XDG_CONFIG_HOME": str(tmp_path / "xdg")}
    for place in PLACES:
        path = tmp_path / place
        path.parent.mkdir(exist_ok=True)
        path.write_text("", encoding="utf-8")
    for place in PLACES:
        assert find_config(environment) == str(tmp_path / place)
        (tmp_path / place).unlink()
    assert find_config(environment) == ""
    below = tmp_path / "home" / ".config" / "hadolint.yaml"
    below.parent.mkdir()
    below.write_text("", encoding="utf-8")
    assert find_config(environment) == ""
    del environment["XDG_CONFIG_HOME"]
    assert find_config(environment) == str(below)


# --- beside hadolint itself


def theirs(words: list[str], stdin: bytes = b"") -> tuple[int, str]:
    done = subprocess.run([str(HADOLINT), *words], input=stdin, capture_output=True, check=False)
    return done.returncode, done.stdout.decode()


def ours(words: list[str], stdin: bytes = b"") -> tuple[int, str]:
    command = [sys.executable, "-m", "analyzer", "hadolint", *words]
    done = subprocess.run(command, input=stdin, capture_output=True, check=False, env={**os.environ, "PYTHONPATH": str(ROOT)})
    return done.returncode, done.stdout.decode()


def both(name: str, words: list[str], stdin: bytes = b"") -> tuple[Any, Any]:
    results = []
    for who in (theirs, ours):
        code, out = who(words, stdin)
        results.append((code, forms.form(name, out)))
    return results[0], results[1]


@pytest.mark.peers
@pytest.mark.skipif(HADOLINT is None, reason="needs hadolint")
@pytest.mark.parametrize(("words", "environment", "config"), RUNS)
def test_hadolint_prints_the_same(
    words: list[str], environment: dict[str, str], config: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepare(environment, config, monkeypatch)
    name = (
        environment.get("HADOLINT_FORMAT") or config.partition("format: ")[2] or (words[-1] if words[-1] in FORMATS else "tty")
    )
    one, other = both(name, words)
    assert one == other


@pytest.mark.peers
@pytest.mark.skipif(HADOLINT is None, reason="needs hadolint")
@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize(
    "words",
    [
        ["plain"],
        ["good"],
        ["style", "good", "plain"],
        ["broken"],
        ["broken", "style"],
        ["--file-path-in-report", "a/b", "style", "broken"],
        ["--no-fail", "plain"],
        ["-"],
    ],
    ids=" ".join,
)
def test_the_formats_are_hadolints(name: str, words: list[str]) -> None:
    for stdin in (FILES["style"], FILES["broken"]) if words == ["-"] else ("",):
        one, other = both(name, ["-f", name, *words], stdin.encode())
        assert one == other


@pytest.mark.peers
@pytest.mark.skipif(HADOLINT is None, reason="needs hadolint")
@pytest.mark.parametrize(("words", "environment", "config"), WRONG)
def test_hadolint_refuses_it_too(words: list[str], environment: dict[str, str], config: str) -> None:
    assert theirs(words)[0] == 1
