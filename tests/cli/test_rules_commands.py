"""``buildsecbot rules trace``, ``test``, ``new``, ``schema`` and ``docs``."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from analyzer.cli.main import main

Captured = pytest.CaptureFixture[str]
DOCKERFILE = "FROM alpine:3.20\nRUN curl https://example.org\nRUN curl -f x\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A directory with a Dockerfile and a folder of one new rule, made the current one."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "Dockerfile").write_text(DOCKERFILE)
    (tmp_path / "mine").mkdir()
    assert main(["rules", "new", "no-curl", "--dir", "mine", "--category", "style"]) == 0
    return tmp_path


def run(capsys: Captured, *words: str) -> tuple[int, str, str]:
    capsys.readouterr()
    code = main(list(words))
    captured = capsys.readouterr()
    return code, captured.out, captured.err


@pytest.mark.parametrize("action", ["list", "explain", "trace", "test", "new", "schema", "docs"])
def test_every_action_has_a_help(action: str, capsys: Captured) -> None:
    code, out, _ = run(capsys, "rules", action, "--help")
    assert code == 0
    assert out.startswith(f"Usage: buildsecbot rules {action}")
    assert "Examples:" in out
    assert all(len(line) <= 128 for line in out.splitlines())


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["trace", "pin-apt"], "takes a rule and a place"),
        (["trace", "pin-apt", "Dockerfile"], "no line of a file"),
        (["trace", "pin-apt", "Dockerfile:x"], "no line of a file"),
        (["trace", "pin-atp", "Dockerfile:1"], "is called 'pin-atp'"),
        (["trace", "parse-error", "Dockerfile:1"], "has no conditions"),
        (["trace", "pin-apt", "gone:1"], "gone: No such file"),
        (["trace", "pin-apt", "Dockerfile:1", "--build-arg", "A"], "--build-arg A has no value"),
        (["test", "gone"], "R010"),
        (["new"], "takes one id"),
        (["new", "No_Curl"], "is no id for a rule"),
        (["new", "../evil"], "is no id for a rule"),
        (["new", "pin-apt"], "there is a built-in rule"),
        (["new", "no-curl", "--dir", "mine"], "is there already"),
        (["new", "x", "--dir", "gone"], "No such file"),
        (["new", "x", "--category", "odd"], "--category cannot be"),
        (["schema", "x"], "takes no arguments"),
        (["docs"], "takes one folder"),
        (["tset"], "did you mean test?"),
    ],
)
def test_wrong_usage(folder: Path, capsys: Captured, words: list[str], message: str) -> None:
    code, out, err = run(capsys, "rules", *words)
    assert (code, out) == (2, "")
    assert message in err


def test_a_new_rule_is_right_as_it_is(folder: Path, capsys: Captured) -> None:
    assert run(capsys, "rules", "test", "mine")[:2] == (0, "4 examples of 1 rule: 4 ok\n")
    assert run(capsys, "rules", "test", "mine/no-curl.yaml", "--verbose")[1].splitlines()[0] == "ok       no-curl::bad::0"
    code, out, _ = run(capsys, "check", "--rules", "mine", "Dockerfile")
    assert code == 1
    assert "Dockerfile:2:5: warning[no-curl] curl is called without --fail\n" in out
    assert "  fix: Say here how to fix it, in one or two sentences.\n" in out


def test_an_existing_file_is_not_overwritten(folder: Path, capsys: Captured) -> None:
    (folder / "mine" / "no-curl.yaml").write_text("mine")
    assert run(capsys, "rules", "new", "no-curl", "--dir", "mine")[0] == 2
    assert (folder / "mine" / "no-curl.yaml").read_text() == "mine"


def test_user_rules_are_listed_and_explained(folder: Path, capsys: Captured) -> None:
    assert "no-curl " in run(capsys, "rules", "list", "--rules", "mine")[1]
    assert run(capsys, "rules", "explain", "no-curl", "--rules", "mine", "--format", "markdown")[1].startswith("# no-curl\n")
    assert json.loads(run(capsys, "rules", "explain", "no-curl", "--rules", "mine", "--format", "json")[1])[0]["remedy"]


def test_trace(folder: Path, capsys: Captured) -> None:
    code, out, _ = run(capsys, "rules", "trace", "--rules", "mine", "no-curl", "Dockerfile:3")
    assert code == 0
    lines = [" ".join(line.split()) for line in out.splitlines()]
    assert lines[:2] == ["no-curl at Dockerfile:3", "false command 3:5 'curl -f x'"]
    assert "true options: some '-f' or '--fail' is ['-f']" in lines
    _, out, _ = run(capsys, "rules", "trace", "--rules", "mine", "no-curl", "Dockerfile:1")
    assert "none stands there" in out


def test_trace_by_another_tools_name(folder: Path, capsys: Captured) -> None:
    _, out, _ = run(capsys, "rules", "trace", "DL3008", "Dockerfile:2")
    assert out.startswith("pin-apt at Dockerfile:2\n")


BROKEN = """\
examples:
  bad:
    - dockerfile: RUN curl x
      findings: [{line: 1}]
    - {dockerfile: "RUN curl x\\nRUN curl y", findings: [{line: 1}]}
    - {dockerfile: "RUN curl x", findings: [{line: 2}]}
    - {dockerfile: "RUN curl x", findings: [{line: 1}, {line: 3}]}
    - {dockerfile: "RUN curl x", findings: [{text: curl}]}
    - {dockerfile: "RUN curl x", findings: [{line: 1, message: other}]}
  good:
    - dockerfile: RUN curl "<&\\u0007"
    - dockerfile: RUN wget x
"""


def test_verdicts_and_junit(folder: Path, capsys: Captured) -> None:
    file = folder / "mine" / "no-curl.yaml"
    file.write_text(file.read_text().split("\nexamples:")[0] + "\n" + BROKEN)
    code, out, err = run(capsys, "rules", "test", "mine", "--junit", "report.xml")
    assert (code, err) == (1, "")
    words = [line.split()[0] for line in out.splitlines()[:-1]]
    assert words == ["noisy", "wrong", "missing", "wrong", "wrong", "noisy"]
    assert out.splitlines()[-1] == "8 examples of 1 rule: 2 ok, 2 noisy, 1 missing, 3 wrong"
    suite = ET.parse(folder / "report.xml").getroot()[0]
    assert (suite.get("tests"), suite.get("failures"), suite.get("errors")) == ("8", "6", "0")
    kinds = [[failure.get("type") for failure in case] for case in suite]
    assert kinds == [[], ["noisy"], ["wrong"], ["missing"], ["wrong"], ["wrong"], ["noisy"], []]
    assert {(case.get("classname"), case.get("file")) for case in suite} == {("no-curl", "no-curl.yaml")}


def test_a_rule_that_cannot_be_read_is_trouble(folder: Path, capsys: Captured) -> None:
    (folder / "mine" / "bad.yaml").write_text("id: bad\nmatch: {comand: x}\n")
    for words in (["rules", "test", "mine"], ["check", "--rules", "mine", "Dockerfile"]):
        code, out, err = run(capsys, *words)
        assert (code, out) == (2, "")
        assert "mine/bad.yaml:2:8: R101: a pattern needs a head" in err
        assert "mine/bad.yaml:1:1: R305: the rule has no 'title'" in err


def test_schema(capsys: Captured) -> None:
    code, out, _ = run(capsys, "rules", "schema")
    assert code == 0
    assert json.loads(out)["title"] == "BuildSecBot rule"


def test_docs(folder: Path, capsys: Captured) -> None:
    (folder / "pages").mkdir()
    (folder / "pages" / "own.md").write_text("# Mine\n")
    assert run(capsys, "rules", "docs", "pages", "--rules", "mine")[0] == 0
    assert (folder / "pages" / "no-curl.md").read_text().split("\n")[1] == "# no-curl"
    assert run(capsys, "rules", "docs", "pages")[0] == 0
    assert not (folder / "pages" / "no-curl.md").exists()  # of a rule that is gone
    assert (folder / "pages" / "own.md").exists()
    assert "[pin-apt](pin-apt.md)" in (folder / "pages" / "README.md").read_text()
