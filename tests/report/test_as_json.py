"""The JSON report and its published schema."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from analyzer.lint.check import check_source
from analyzer.lint.run import FileResult
from analyzer.lint.selection import select_rules
from analyzer.report.as_json import json_report
from analyzer.report.summary import summary_line
from analyzer.source.text import Source

SCHEMA = Path(__file__).resolve().parents[2] / "docs" / "report.schema.json"


@pytest.fixture(scope="module")
def validator() -> Any:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def test_a_report_is_of_the_schema(results: list[FileResult], validator: Any) -> None:
    validator.validate(json.loads(json_report(results)))


def test_what_a_report_holds(results: list[FileResult]) -> None:
    report = json.loads(json_report(results))
    assert report["files"] == [
        {"path": "app/Dockerfile", "status": "checked"},
        {"path": "Dockerfile", "status": "checked"},
        {"path": "gone", "status": "failed", "error": "No such file or directory"},
    ]
    assert report["summary"] == {
        "files": 3,
        "findings": 3,
        "suppressed": 0,
        "known": 0,
        "by_severity": {"error": 1, "warning": 2},
    }
    first = report["findings"][0]
    first.pop("fingerprint")
    assert first == {
        "rule": "pin-apt",
        "severity": "warning",
        "category": "security",
        "confidence": "high",
        "message": "pin a version for: curl",
        "path": "app/Dockerfile",
        "span": {"start": {"line": 3, "column": 21, "offset": 62}, "end": {"line": 3, "column": 25, "offset": 66}},
        "stage": "base",
        "aliases": ["hadolint/DL3008"],
        "controls": ["cis-docker/4.11"],
        "labels": [
            {
                "span": {"start": {"line": 2, "column": 5, "offset": 27}, "end": {"line": 2, "column": 19, "offset": 41}},
                "message": "the index comes from here",
            }
        ],
        "fix": None,
        "url": None,
    }


def test_what_is_silenced_stands_apart_with_its_comment(validator: Any) -> None:
    text = "# check=skip=MaintainerDeprecated because\nFROM a\n# buildsecbot: ignore=sudo-used\nRUN sudo b\nMAINTAINER c\n"
    source = Source(text)
    findings = check_source(source, select_rules(["sudo-used", "maintainer-deprecated"]))
    results = [FileResult(source.path, source, findings)]
    report = json.loads(json_report(results))
    validator.validate(report)
    assert (report["findings"], report["summary"]["findings"], report["summary"]["suppressed"]) == ([], 0, 2)
    by_rule = {each["finding"]["rule"]: each["suppression"] for each in report["suppressed"]}
    own, buildkit = by_rule["sudo-used"], by_rule["maintainer-deprecated"]
    assert (own["tool"], own["scope"], own["name"], own["reason"]) == ("buildsecbot", "instruction", "sudo-used", None)
    assert text[own["span"]["start"]["offset"] : own["span"]["end"]["offset"]] == "sudo-used"
    assert (buildkit["tool"], buildkit["scope"], buildkit["reason"]) == ("buildkit", "file", "because")
    assert summary_line(results) == "no findings in 1 file; 2 suppressed"


def test_what_a_build_argument_silences_has_no_place(validator: Any) -> None:
    source = Source("FROM a\nMAINTAINER c\n")
    findings = check_source(source, select_rules(["maintainer-deprecated"]), {"BUILDKIT_DOCKERFILE_CHECK": "skip=all"})
    report = json.loads(json_report([FileResult(source.path, source, findings)]))
    validator.validate(report)
    assert [each["suppression"]["span"] for each in report["suppressed"]] == [None]


def test_bytes_that_are_no_text_are_shown_as_escapes(results: list[FileResult], validator: Any) -> None:
    finding = results[0].findings[0]
    finding.message, finding.path = "caf\u00e9 \udcff", "\udcfe/Dockerfile"
    text = json_report(results)
    validator.validate(json.loads(text))
    assert text.isascii()
    assert "\\ud" not in text
    assert json.loads(text)["findings"][0]["message"] == "caf\u00e9 \\xff"


WRONG = [
    ("schema", 2),
    ("files", [{"path": "x", "status": "failed"}]),
    ("files", [{"path": "x", "status": "checked", "error": "why"}]),
    ("findings", [{}]),
    ("summary", {"files": 1, "findings": 1, "by_severity": {"fatal": 1}}),
]


@pytest.mark.parametrize(("member", "value"), WRONG)
def test_the_schema_refuses_what_is_no_report(results: list[FileResult], validator: Any, member: str, value: object) -> None:
    report = json.loads(json_report(results)) | {member: value}
    assert not validator.is_valid(report)
