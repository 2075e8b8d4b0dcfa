"""Reports are what the documentation of their readers asks for."""

from __future__ import annotations

import json
import shutil
import subprocess
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from analyzer.lint.finding import Finding, Position, Span
from analyzer.lint.run import FileResult
from analyzer.report.as_sonarqube import text_range
from analyzer.report.formats import FORMATS, render
from analyzer.rules.ruleset import RuleInfo
from analyzer.source.text import Source

RuleOf = Callable[[str], RuleInfo]


def members(required: dict[str, Any], optional: dict[str, Any] | None = None) -> dict[str, Any]:
    """The schema of an object with these members and no others."""
    properties = {**required, **(optional or {})}
    return {"type": "object", "required": list(required), "properties": properties, "additionalProperties": False}


def listed(items: dict[str, Any], least: int = 0) -> dict[str, Any]:
    return {"type": "array", "items": items, "minItems": least}


TEXT = {"type": "string", "minLength": 1}
LINE = {"type": "integer", "minimum": 1}
COLUMN = {"type": "integer", "minimum": 0}
LINES = members({"begin": LINE, "end": LINE})
GRADES = {"enum": ["info", "minor", "major", "critical", "blocker"]}
# https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
GITLAB = listed(
    members(
        {
            "description": TEXT,
            "check_name": TEXT,
            "fingerprint": {"type": "string", "pattern": "^[0-9a-f]{32}$"},
            "severity": GRADES,
            "location": members({"path": {"type": "string", "pattern": "^[^./]"}, "lines": LINES}),
        }
    )
)
# https://github.com/codeclimate/platform/blob/master/spec/analyzers/SPEC.md#data-types
POINT = members({"line": LINE, "column": LINE})
LOCATION = {
    "oneOf": [
        members({"path": TEXT, "lines": LINES}),
        members({"path": TEXT, "positions": members({"begin": POINT, "end": POINT})}),
    ]
}
CATEGORIES = ["Bug Risk", "Clarity", "Compatibility", "Complexity", "Duplication", "Performance", "Security", "Style"]
CODECLIMATE = members(
    {
        "type": {"const": "issue"},
        "check_name": TEXT,
        "description": {"type": "string", "pattern": "^[^\\n]+$"},
        "categories": listed({"enum": CATEGORIES}, 1),
        "location": LOCATION,
    },
    {
        "content": members({"body": TEXT}),
        "trace": members({"locations": listed(LOCATION, 1)}, {"stacktrace": {"type": "boolean"}}),
        "severity": GRADES,
        "fingerprint": TEXT,
    },
)
# https://docs.sonarsource.com/sonarqube-server/analyzing-source-code/importing-external-issues/generic-issue-import-format
ATTRIBUTES = [
    *("FORMATTED", "CONVENTIONAL", "IDENTIFIABLE", "CLEAR", "LOGICAL", "COMPLETE", "EFFICIENT", "FOCUSED", "DISTINCT"),
    *("MODULAR", "TESTED", "LAWFUL", "TRUSTWORTHY", "RESPECTFUL"),
]
RANGE = members({"startLine": LINE}, {"endLine": LINE, "startColumn": COLUMN, "endColumn": COLUMN})
PLACE = members({"message": TEXT, "filePath": TEXT, "textRange": RANGE})
IMPACT = members(
    {
        "softwareQuality": {"enum": ["SECURITY", "RELIABILITY", "MAINTAINABILITY"]},
        "severity": {"enum": ["HIGH", "MEDIUM", "LOW"]},
    }
)
SONARQUBE = members(
    {
        "rules": listed(
            members(
                {
                    "id": TEXT,
                    "name": TEXT,
                    "engineId": TEXT,
                    "cleanCodeAttribute": {"enum": ATTRIBUTES},
                    "impacts": listed(IMPACT, 1),
                },
                {
                    "description": TEXT,
                    "type": {"enum": ["BUG", "VULNERABILITY", "CODE_SMELL"]},
                    "severity": {"enum": ["BLOCKER", "CRITICAL", "MAJOR", "MINOR", "INFO"]},
                },
            )
        ),
        "issues": listed(
            members({"ruleId": TEXT, "primaryLocation": PLACE}, {"effortMinutes": COLUMN, "secondaryLocations": listed(PLACE)})
        ),
    }
)


@pytest.mark.parametrize(("name", "schema"), [("gitlab", GITLAB), ("sonarqube", SONARQUBE)])
def test_a_json_report_is_as_documented(name: str, schema: dict[str, Any], sample: list[FileResult], rule_of: RuleOf) -> None:
    jsonschema.validate(json.loads(render(name, sample, rule_of)), schema)


def test_issues_of_code_climate_end_in_a_null_character(sample: list[FileResult], rule_of: RuleOf) -> None:
    *issues, last = render("codeclimate", sample, rule_of).split("\0")
    assert (len(issues), last.strip()) == (5, "")
    for issue in issues:
        jsonschema.validate(json.loads(issue), CODECLIMATE)


def test_fingerprints_of_gitlab_are_unique(sample: list[FileResult], rule_of: RuleOf) -> None:
    found = [issue["fingerprint"] for issue in json.loads(render("gitlab", [*sample, *sample], rule_of))]
    assert len(found) == len(set(found)) == 5


def test_checkstyle_has_no_other_severities_than_its_own(sample: list[FileResult], rule_of: RuleOf) -> None:
    root = ET.fromstring(render("checkstyle", sample, rule_of))
    assert {error.get("severity") for error in root.iter("error")} <= {"error", "warning", "info", "ignore"}
    assert [len(file) for file in root] == [4, 0, 1]


@pytest.mark.parametrize(("threshold", "failures"), [("error", 1), ("warning", 2), ("style", 4), ("never", 0)])
def test_junit_counts_what_fails(threshold: str, failures: int, sample: list[FileResult], rule_of: RuleOf) -> None:
    sample[0].fail_on = threshold
    root = ET.fromstring(render("junit", sample, rule_of))
    for suite in (root, *root):
        found = {name: len([*suite.iter(tag)]) for name, tag in (("tests", "testcase"), ("failures", "failure"))}
        found |= {"errors": len([*suite.iter("error")]), "skipped": len([*suite.iter("skipped")])}
        assert {name: int(suite.get(name, "")) for name in found} == found
    assert root.get("failures") == str(failures)


RANGES = [
    ("RUN ab\n", 4, 6, {"startLine": 1, "endLine": 1, "startColumn": 4, "endColumn": 6}),
    ("RUN \U0001f40b\n", 4, 5, {"startLine": 1, "endLine": 1, "startColumn": 4, "endColumn": 6}),
    ("\ufeffRUN a\n", 5, 6, {"startLine": 1, "endLine": 1, "startColumn": 4, "endColumn": 5}),
    ("RUN a\n", 4, 6, {"startLine": 1, "endLine": 1, "startColumn": 4, "endColumn": 5}),
    ("RUN a\r\nRUN b", 4, 7, {"startLine": 1, "endLine": 1, "startColumn": 4, "endColumn": 5}),
    ("RUN a\nb", 4, 7, {"startLine": 1, "endLine": 2, "startColumn": 4, "endColumn": 1}),
    ("RUN a\n", 5, 5, {"startLine": 1}),
    ("", 0, 0, {"startLine": 1}),
    ("a\n\nb", 2, 3, {"startLine": 2}),
    ("RUN a\rb\n", 4, 5, {"startLine": 1}),
]


@pytest.mark.parametrize(("text", "start", "end", "expected"), RANGES)
def test_a_range_of_sonarqube_is_never_empty_and_never_leaves_its_line(
    text: str, start: int, end: int, expected: dict[str, int]
) -> None:
    source = Source(text)
    span = Span(Position(*source.position(start), start), Position(*source.position(end), end))
    assert text_range(span, source) == expected


def test_what_a_sarif_log_refers_to_is_there(sample: list[FileResult], rule_of: RuleOf) -> None:
    run = json.loads(render("sarif", sample, rule_of))["runs"][0]
    driver = run["tool"]["driver"]
    for result in run["results"]:
        assert driver["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
        for place in (result, *result.get("relatedLocations", ()), *result.get("suppressions", ())):
            for location in place.get("locations", [place.get("location", place)]):
                artifact = location.get("physicalLocation", {}).get("artifactLocation", {})
                assert not artifact or run["artifacts"][artifact["index"]]["location"]["uri"] == artifact["uri"]
        for control in result.get("taxa", ()):
            check_control(control, run)
    for rule in driver["rules"]:
        for relation in rule.get("relationships", ()):
            check_control(relation["target"], run)
    for name in driver["supportedTaxonomies"]:
        assert run["taxonomies"][name["index"]]["name"] == name["name"]
    for notification in run["invocations"][0]["toolConfigurationNotifications"]:
        rule = notification["associatedRule"]
        assert driver["rules"][rule["index"]]["id"] == rule["id"]


def check_control(control: dict[str, Any], run: dict[str, Any]) -> None:
    taxonomy = run["taxonomies"][control["toolComponent"]["index"]]
    assert taxonomy["name"] == control["toolComponent"]["name"]
    assert taxonomy["taxa"][control["index"]]["id"] == control["id"]


PATHS = [
    ("./app/Dockerfile", {"uri": "app/Dockerfile", "uriBaseId": "SRCROOT"}),
    ("a b/caf\u00e9#1?", {"uri": "a%20b/caf%C3%A9%231%3F", "uriBaseId": "SRCROOT"}),
    ("\udcff", {"uri": "%FF", "uriBaseId": "SRCROOT"}),
    ("a:b", {"uri": "a%3Ab", "uriBaseId": "SRCROOT"}),
    ("../x/Dockerfile", {"uri": "../x/Dockerfile", "uriBaseId": "SRCROOT"}),
    ("/srv/x y", {"uri": "file:///srv/x%20y"}),
    ("-", {"uri": "-", "uriBaseId": "SRCROOT"}),
]


@pytest.mark.parametrize(("path", "expected"), PATHS)
def test_a_uri_of_a_sarif_log(path: str, expected: dict[str, str], rule_of: RuleOf) -> None:
    log = json.loads(render("sarif", [FileResult(path, Source("FROM a\n", path), [])], rule_of))
    assert log["runs"][0]["artifacts"][0]["location"] == expected


def test_a_path_below_the_working_directory_is_relative(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rule_of: RuleOf
) -> None:
    monkeypatch.chdir(tmp_path)
    result = FileResult(str(tmp_path / "x" / "Dockerfile"), None, [], "why")
    for name in ("github", "gitlab", "checkstyle", "sonarqube", "sarif", "gnu"):
        text = render(name, [result], rule_of)
        assert "x/Dockerfile" in text
        assert str(tmp_path) not in text


def test_a_comment_holds_the_gravest_findings_and_says_what_is_left_out(rule_of: RuleOf) -> None:
    source = Source("FROM a\n" * 4000)
    findings = []
    for number in range(4000):
        grave = number % 1000 == 999
        at = Position(number + 1, 1, number * 7)
        severity = "error" if grave else "style"
        rule = "secret-shown" if grave else "odd-form"
        findings.append(Finding(rule, severity, "style", "high", f"number {number}", source.path, Span(at, at)))
    text = render("markdown", [FileResult(source.path, source, findings)], rule_of)
    assert 60_000 < len(text.encode()) <= 65_000
    assert text.count("| error |") == 4
    left_out = 3996 - text.count("| style |")
    assert f"**{left_out} more left out** ({left_out} style): a comment holds no more." in text


@pytest.mark.peers
@pytest.mark.parametrize("empty", [False, True])
def test_microsofts_validator_finds_no_error_in_a_sarif_log(
    empty: bool, sample: list[FileResult], rule_of: RuleOf, tmp_path: Path
) -> None:
    """It brings OASIS's schema, and rules of its own about what a schema cannot say."""
    tool = shutil.which("sarif-multitool") or shutil.which("Sarif.Multitool")
    if tool is None:
        pytest.skip("sarif-multitool is not installed: npm install -g @microsoft/sarif-multitool")
    log = tmp_path / "report.sarif"
    log.write_text(render("sarif", [] if empty else sample, rule_of), encoding="ascii")
    done = subprocess.run([tool, "validate", str(log)], check=False, capture_output=True, text=True, timeout=120)
    assert "Analysis completed successfully" in done.stdout
    assert ": error " not in done.stdout + done.stderr, done.stdout


@pytest.mark.peers
def test_a_browser_runs_the_script_of_the_page_and_nothing_else(
    sample: list[FileResult], rule_of: RuleOf, tmp_path: Path
) -> None:
    browser = shutil.which("chromium") or shutil.which("google-chrome")
    if browser is None:
        pytest.skip("chromium is not installed")
    sample[0].findings[0].message = "<script>document.title='owned'</script><img src=x onerror=document.title='owned'>"
    page = tmp_path / "report.html"
    page.write_text(render("html", sample, rule_of), encoding="utf-8")
    options = ["--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path}/profile", "--enable-logging=stderr"]
    command = [browser, *options, "--dump-dom", page.as_uri()]
    done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=120)
    assert "owned</title>" not in done.stdout
    assert ">4 shown</span>" in done.stdout  # the script ran
    assert "CONSOLE" not in done.stderr  # no violation of the policy, no error


def test_the_documentation_names_every_format() -> None:
    text = (Path(__file__).resolve().parents[2] / "docs" / "reports.md").read_text(encoding="utf-8")
    assert all(f"| `{name}` |" in text for name in FORMATS)
