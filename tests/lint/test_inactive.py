"""Rules whose provider is not there do not run, and are named."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from analyzer.cli.main import main
from analyzer.facts.providers import NOTHING, Providers
from analyzer.lint.check import check_source
from analyzer.lint.selection import Selection
from analyzer.rules.load import load_rules
from analyzer.rules.ruleset import Ruleset
from analyzer.source.text import Source

HEAD = """\
title: A sample
severity: info
category: style
since: 0.1.0
remedy: Change it.
message: found
examples: {bad: [{dockerfile: FROM a, findings: [{line: 1}]}], good: [{dockerfile: ''}]}
"""
RULES = {  # id -> what it requires; `eager` reports what is unknown
    "plain": "",
    "context": "requires: [context]\n",
    "eager": "requires: [context]\non-unknown: report\n",
    "both": "requires: [context, registry]\n",
    "image": "requires: [image]\n",
}


class Known:
    """A provider of anything, which is asked nothing here but for an image."""

    def of(self, dockerfile: str) -> Any:
        return {"names": ["app"]}


CONTEXT: Any = Known()


@pytest.fixture
def rules(tmp_path: Path) -> Ruleset:
    matches = {"eager": "{file: any, context-size: {gt: 1000}}", "image": "{scan: any}"}
    for name, requires in RULES.items():
        match = matches.get(name, "{instruction: FROM}")
        (tmp_path / f"{name}.yaml").write_text(f"id: {name}\n{requires}match: {match}\n{HEAD}", encoding="utf-8")
    return load_rules([str(tmp_path)])


PROVIDED = [
    (NOTHING, {"plain"}, {"context", "eager", "both", "image"}),
    (Providers(registry=CONTEXT), {"plain"}, {"context", "eager", "both", "image"}),
    (Providers(images=CONTEXT), {"plain", "image"}, {"context", "eager", "both"}),
]


@pytest.mark.parametrize(("providers", "found", "inactive"), PROVIDED, ids=["nothing", "registry", "image"])
def test_what_runs(rules: Ruleset, providers: Providers, found: set[str], inactive: set[str]) -> None:
    selection = Selection(rules, frozenset(rules.by_id))
    assert {finding.rule for finding in check_source(Source("FROM a\n"), selection, providers=providers)} == found
    assert {rule.id for rule in selection.inactive(providers)} == inactive


def test_what_is_not_in_force_is_not_inactive(rules: Ruleset) -> None:
    selection = Selection(rules, frozenset({"plain", "both"}))
    assert [rule.id for rule in selection.inactive(NOTHING)] == ["both"]
    assert selection.active(Providers(CONTEXT, CONTEXT)) == {"plain", "both"}


def reported(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    main(["check", "--isolated", "--format", "json", *words])
    data: dict[str, Any] = json.loads(capsys.readouterr().out)
    return data


def test_the_report_names_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "Dockerfile").write_text("FROM alpine:3.20\nCOPY . /a\n", encoding="utf-8")
    file, words = str(tmp_path / "Dockerfile"), ("--select", "dockerignore-missing,image-stale,copy-ignored-file")
    assert reported(capsys, file, *words)["inactive"] == [
        {"rule": "copy-ignored-file", "requires": ["context"]},
        {"rule": "dockerignore-missing", "requires": ["context"]},
        {"rule": "image-stale", "requires": ["image"]},
    ]
    with_context = reported(capsys, file, *words, "--context", str(tmp_path))
    assert with_context["inactive"] == [{"rule": "image-stale", "requires": ["image"]}]
    assert [finding["rule"] for finding in with_context["findings"]] == ["dockerignore-missing"]
    assert reported(capsys, file, "--select", "maintainer-deprecated")["inactive"] == []


def test_the_text_report_does_not_speak_of_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "Dockerfile").write_text("FROM scratch\n", encoding="utf-8")
    assert main(["check", "--isolated", "--select", "image-stale", str(tmp_path / "Dockerfile")]) == 0
    assert capsys.readouterr().out == "no findings in 1 file\n"


def test_the_list_of_rules_marks_them(capsys: pytest.CaptureFixture[str]) -> None:
    main(["rules", "list", "--select", "image-stale,copy-ignored-file,maintainer-deprecated"])
    markers = {line.split()[0]: line.rpartition("[")[2] for line in capsys.readouterr().out.splitlines() if line.endswith("]")}
    assert markers == {
        "copy-ignored-file": "inactive without --context]",
        "image-stale": "inactive without the scan of an image]",
    }
    main(["rules", "list", "--format", "json", "--select", "image-stale,maintainer-deprecated"])
    data = json.loads(capsys.readouterr().out)
    assert [(rule["requires"], rule["inactive"]) for rule in data] == [(["image"], True), ([], False)]


def test_the_explanation_of_a_rule_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    main(["rules", "explain", "dockerignore-missing"])
    assert "- Runs only with: --context\n" in capsys.readouterr().out
