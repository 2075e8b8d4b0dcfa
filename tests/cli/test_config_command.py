"""``buildsecbot config``, and configuration files as ``buildsecbot check`` meets them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from analyzer.cli.main import main


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    work = tmp_path / "work"
    work.mkdir()
    monkeypatch.chdir(work)
    (work / "Dockerfile").write_text("FROM debian:12\nMAINTAINER me\nUSER app\n")
    return work


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    code = main(list(words))
    output = capsys.readouterr()
    return code, output.out, output.err


def found(capsys: pytest.CaptureFixture[str], *words: str) -> set[str]:
    return {finding["rule"] for finding in json.loads(run(capsys, "check", "--format", "json", *words)[1])["findings"]}


def test_check_uses_the_nearest_configuration(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "maintainer-deprecated" in found(capsys)
    (folder / ".buildsecbot.yaml").write_text("ignore: [maintainer-deprecated]\n")
    assert "maintainer-deprecated" not in found(capsys)
    assert "maintainer-deprecated" in found(capsys, "--isolated")
    (folder / "other.yaml").write_text("fail-on: never\n")
    assert "maintainer-deprecated" in found(capsys, "--config", "other.yaml")
    assert run(capsys, "check", "--config", "other.yaml", "--isolated")[0] == 0


def test_a_configuration_that_cannot_be_used_stops_the_run(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / ".buildsecbot.yaml").write_text("ignroe: [a]\n")
    code, out, err = run(capsys, "check")
    assert (code, out) == (2, "")
    assert err == (
        "buildsecbot: error: .buildsecbot.yaml:1:1: C102: a configuration has no key 'ignroe' (did you mean 'ignore'?)\n"
    )
    code, _, err = run(capsys, "check", "--config", "none.yaml")
    assert (code, err) == (2, "buildsecbot: error: none.yaml: No such file or directory\n")


def test_a_profile_is_named_on_the_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert "maintainer-deprecated" in found(capsys, "--profile", "buildkit")
    code, _, err = run(capsys, "check", "--profile", "strickt")
    assert (code, "did you mean 'strict'" in err) == (2, True)


def test_show(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "config", "show")[1].startswith("configuration: none found; the profile 'recommended' is in force\n")
    (folder / ".buildsecbot.yaml").write_text(
        "select: [DL3008]\nseverity: {DL3008: error}\ntarget: x\nbuild-args: {A: b}\nsettings: {DL3026: {allowed: x}}\n"
    )
    text = run(capsys, "config", "show", "Dockerfile")[1]
    assert text.startswith(
        "configuration: .buildsecbot.yaml\nfail-on: warning\ntarget: x\nbuild-args: A\nseverity: pin-apt error\n"
    )
    data = json.loads(run(capsys, "config", "show", "--format", "json")[1])
    assert data["files"] == [".buildsecbot.yaml"]
    assert data["settings"] == {"base-image-registry-not-allowed": {"allowed": ["x"]}}
    assert {"pin-apt", "base-image-registry-not-allowed"} <= set(data["rules"])


def test_validate(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = run(capsys, "config", "validate")
    assert (code, "there is no configuration file here" in err) == (2, True)
    (folder / ".buildsecbot.yaml").write_text("overrides: [{paths: x, ignore: [pin-atp]}]\n")
    code, _, err = run(capsys, "config", "validate")
    assert (code, ".buildsecbot.yaml:1:33: C201" in err) == (2, True)
    (folder / ".buildsecbot.yaml").write_text("ignore: []\n")
    assert run(capsys, "config", "validate") == (0, ".buildsecbot.yaml: valid\n", "")


@pytest.mark.parametrize("words", [["config", "--help"], ["config", "show", "--help"], ["config", "validate", "--help"]])
def test_help(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, *words)
    assert code == 0
    assert "Examples:" in out


@pytest.mark.parametrize(
    ("words", "hint"), [(["config", "shwo"], "did you mean show?"), (["config", "show", "a", "b"], "one file")]
)
def test_wrong_usage(words: list[str], hint: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = run(capsys, *words)
    assert (code, hint in err) == (2, True)
