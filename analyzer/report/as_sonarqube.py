"""SonarQube's generic issues, the format of version 10.3 and newer, with rules and impacts.

https://docs.sonarsource.com/sonarqube-server/analyzing-source-code/importing-external-issues/generic-issue-import-format.
Of the severities of impacts only those are used that 10.3 knows. Lines count from 1, columns from 0 in UTF-16 code units. An
import fails as a whole where a range is empty or leaves its line, so such a one is given as its line.
"""

from __future__ import annotations

from analyzer.lint.finding import SEVERITIES
from analyzer.report.jsontext import json_text
from analyzer.report.places import BOM, shown
from analyzer.report.unchecked import RULE, TITLE
from analyzer.report.visible import visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from analyzer.lint.finding import Finding, Span
    from analyzer.lint.run import FileResult
    from analyzer.report.formats import RuleOf
    from analyzer.source.text import Source

ENGINE = "buildsecbot"
KINDS = {  # category -> clean code attribute, software quality, type
    "security": ("TRUSTWORTHY", "SECURITY", "VULNERABILITY"),
    "compliance": ("TRUSTWORTHY", "SECURITY", "VULNERABILITY"),
    "correctness": ("LOGICAL", "RELIABILITY", "BUG"),
    "optimization": ("EFFICIENT", "MAINTAINABILITY", "CODE_SMELL"),
    "style": ("CONVENTIONAL", "MAINTAINABILITY", "CODE_SMELL"),
}
LEVELS = {  # severity -> that of the impact, that of the type
    "error": ("HIGH", "CRITICAL"),
    "warning": ("MEDIUM", "MAJOR"),
    "info": ("LOW", "MINOR"),
    "style": ("LOW", "INFO"),
}


def render(results: Sequence[FileResult], rule_of: RuleOf) -> str:
    """The report. A rule has the gravest severity of its findings."""
    rules: dict[str, dict[str, Any]] = {}
    issues: list[dict[str, Any]] = []
    findings = sorted(
        (finding for result in results for finding in result.findings),
        key=lambda finding: (finding.rule, SEVERITIES.index(finding.severity)),
    )
    for finding in findings:
        rule = rule_of(finding.rule)
        text = "\n\n".join(part for part in (rule.docs.strip(), rule.remedy.strip()) if part)
        rules.setdefault(finding.rule, _rule(finding.rule, rule.title, text, finding.category, finding.severity))
    for result in results:
        if result.error:
            rules.setdefault(RULE, _rule(RULE, TITLE, "It could not be read or judged.", "correctness", "error"))
            issues.append(_issue(RULE, _place(result.path, result.error, {"startLine": 1})))
        issues += [_finding(finding, result) for finding in result.findings]
    return json_text({"rules": list(rules.values()), "issues": issues}) + "\n"


def _rule(id_: str, title: str, text: str, category: str, severity: str) -> dict[str, Any]:
    (attribute, quality, type_), (impact, grade) = KINDS[category], LEVELS[severity]
    return {
        "id": id_,
        "name": title,
        "description": text,
        "engineId": ENGINE,
        "cleanCodeAttribute": attribute,
        "type": type_,
        "severity": grade,
        "impacts": [{"softwareQuality": quality, "severity": impact}],
    }


def _finding(finding: Finding, result: FileResult) -> dict[str, Any]:
    source = result.source
    issue = _issue(finding.rule, _place(finding.path, finding.message, text_range(finding.span, source)))
    if finding.labels:
        issue["secondaryLocations"] = [
            _place(finding.path, label.message, text_range(label.span, source)) for label in finding.labels
        ]
    return issue


def _issue(rule: str, place: dict[str, Any]) -> dict[str, Any]:
    return {"ruleId": rule, "primaryLocation": place}


def _place(path: str, message: str, range_: dict[str, int]) -> dict[str, Any]:
    return {"message": visible(message), "filePath": shown(path), "textRange": range_}


def text_range(span: Span, source: Source | None) -> dict[str, int]:
    """The range of a span; the line alone where that is empty."""
    first, last = span.start, span.end
    if source is None or "\r" in source.text.replace("\r\n", ""):  # a lone CR ends a line there, and here it does not
        return {"startLine": first.line}
    start = _column(source, first.line, first.column)
    end_line, end = last.line, _column(source, last.line, last.column)
    if end == 0 and end_line > first.line:  # it ends with a line ending, which is no part of a line there
        end_line -= 1
        end = _column(source, end_line, len(source.line_text(end_line)) + 1)
    if (first.line, start) >= (end_line, end):
        return {"startLine": first.line}
    return {"startLine": first.line, "endLine": end_line, "startColumn": start, "endColumn": end}


def _column(source: Source, line: int, column: int) -> int:
    """A column from 1 in code points, as one from 0 in UTF-16 code units, within its line."""
    before = source.line_text(line)[: column - 1]
    if line == 1:
        before = before.removeprefix(BOM)
    return len(before.encode("utf-16-le", "surrogatepass")) // 2
