"""The commands that use an engine, where there is none: what they refuse, what they say, and how they end."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from analyzer.cli.main import main

SCHEMA = json.loads((Path(__file__).resolve().parents[3] / "docs/runtime-result.schema.json").read_text(encoding="utf-8"))
GOOD = 'FROM scratch\nCOPY app /app\nUSER 1000\nHEALTHCHECK CMD ["/app"]\nCMD ["/app"]\n'
BAD = "FROM alpine\nENV API_TOKEN=s3cr3t-value-1\n"


@pytest.fixture
def context(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A context, and an engine that is not there."""
    monkeypatch.setenv("DOCKER_HOST", f"unix://{tmp_path}/no-engine.sock")
    monkeypatch.delenv("DOCKER_CONTEXT", raising=False)
    monkeypatch.setenv("DOCKER_CONFIG", str(tmp_path / "docker"))
    folder = tmp_path / "context"
    folder.mkdir()
    (folder / "Dockerfile").write_text(GOOD)
    (folder / "app").write_text("x")
    return folder


@pytest.mark.parametrize("command", ["build", "tag", "push", "scan", "layers", "ship"])
def test_help_shows_examples(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([command, "--help"]) == 0
    shown = capsys.readouterr().out
    assert "Examples:" in shown
    assert f"  buildsecbot {command}" in shown


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["build", "a", "b"], "there are two contexts"),
        (["build", "--build-arg", "=x"], "has no name"),
        (["build", "--label", "x"], "write --label NAME=VALUE"),
        (["build", "--driver", "magic"], "--driver cannot be 'magic'"),
        (["build", "--timeout", "soon"], "--timeout soon is no time"),
        (["build", "--timeout", "-1"], "--timeout -1 is no time"),
        (["build", "--format", "xml"], "it is one of text, json, jsonl"),
        (["tag", "one"], "tag takes an image and its new name"),
        (["push"], "push takes one image"),
        (["scan"], "scan takes one image"),
        (["scan", "x", "--summary", "html"], "names no format and file"),
        (["scan", "x", "--oldest-database", "old"], "is no number of days"),
        (["scan", "app:1", "--select", "ALL"], "there is no Dockerfile to judge by these rules"),
        (["layers", "--image", "x", "--most-wasted", "1xb"], "is no number of bytes"),
        (["scan", "./none.tar"], "there is no archive './none.tar'"),
        (["layers", "--image", "none.tar"], "there is no archive 'none.tar'"),
        (["layers"], "layers takes its image by --image"),
        (["layers", "--image", "x", "--most-wasted", "much"], "is no number of bytes"),
        (["layers", "--image", "x", "--lowest-efficiency", "200"], "is no share"),
        (["ship", "."], "there is no name to push the image under"),
    ],
)
def test_what_cannot_be_acted_on_is_told(words: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(words) == 2
    error = capsys.readouterr().err
    assert said in error
    assert "Traceback" not in error


def result_of(words: list[str], capsys: pytest.CaptureFixture[str]) -> tuple[int, dict[str, Any]]:
    code = main([*words, "--format", "json"])
    result = json.loads(capsys.readouterr().out)
    jsonschema.validate(result, SCHEMA)
    return code, result


@pytest.mark.parametrize(
    "words",
    [
        ["build", "--isolated", "-t", "app:1", "CONTEXT"],
        ["ship", "--isolated", "-t", "app:1", "--accept-gaps", "CONTEXT"],
        ["tag", "app:1", "app:2"],
        ["push", "registry.example.com/app:1"],
        ["scan", "app:1"],
        ["layers", "--image", "app:1"],
    ],
)
def test_an_engine_that_is_not_there(words: list[str], context: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, result = result_of([str(context) if word == "CONTEXT" else word for word in words], capsys)
    assert (code, result["status"], result["error"]["code"]) == (2, "failed", "daemon-unreachable")
    assert result["error"]["remedies"]


def test_findings_stop_it_with_exit_code_1(context: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (context / "Dockerfile").write_text(BAD)
    code, result = result_of(["build", "--isolated", "-t", "app:1", str(context)], capsys)
    assert (code, result["status"], result["error"]["category"]) == (1, "refused", "findings")
    assert "s3cr3t" not in json.dumps(result)


@pytest.mark.parametrize("reference", ["-x", "--rm", "App", "a b", "app@sha256:12"])
def test_names_that_are_none_are_refused(reference: str, context: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, result = result_of(["build", "--isolated", f"--tag={reference}", str(context)], capsys)
    assert (code, result["error"]["code"]) == (2, "bad-reference")


def test_a_dry_run_needs_no_engine(context: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, result = result_of(["build", "--isolated", "--dry-run", "-t", "app:1", str(context)], capsys)
    assert (code, result["dry_run"]) == (0, True)
    assert any("tag it app:1" in step for step in result["plan"])


def test_text_says_what_went_wrong_and_what_to_do(context: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["build", "--isolated", "-t", "app:1", str(context)]) == 2
    shown = capsys.readouterr()
    assert "buildsecbot: error: build: " in shown.err
    assert "[daemon-unreachable, in stage " in shown.err
    assert "  to do: " in shown.err
    assert "build: check succeeded" in shown.err


def test_jsonl_gives_events_and_then_the_result(context: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["build", "--isolated", "-t", "app:1", "--format", "jsonl", str(context)]) == 2
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["event"] for line in lines[:1] + lines[-1:]] == ["started", "result"]
    jsonschema.validate(lines[-1], SCHEMA)


def test_result_and_metrics_are_written_of_a_failure_too(context: Path, tmp_path: Path) -> None:
    result, metrics = tmp_path / "result.json", tmp_path / "build.prom"
    words = ["--result", str(result), "--metrics-file", str(metrics)]
    assert main(["build", "--isolated", "-t", "app:1", *words, str(context)]) == 2
    assert json.loads(result.read_text())["error"]["code"] == "daemon-unreachable"
    assert "container_kit_build_errors_total" in metrics.read_text()


def test_a_scan_that_is_none_is_no_clean_one(context: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    saved = tmp_path / "scan.json"
    dockerfile = str(context / "Dockerfile")
    for content in ("", "[]", "{}", '{"scan": {"schema": 2}}', '{"scan": {"report": {"schema": 1}}}', "\x00"):
        saved.write_text(content)
        assert main(["check", "--isolated", "--image-scan", str(saved), dockerfile]) == 2
        assert "--image-scan: " in capsys.readouterr().err
    assert main(["check", "--isolated", "--image-scan", str(tmp_path / "none"), dockerfile]) == 2
    assert main(["check", "--isolated", "--image-scan", str(saved), str(context)]) == 2
