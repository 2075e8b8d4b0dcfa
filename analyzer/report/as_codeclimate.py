"""Issues as the Code Climate engine specification has them: JSON documents, each followed by a null character.

https://github.com/codeclimate/platform/blob/master/spec/analyzers/SPEC.md#issues
"""

from __future__ import annotations

from analyzer.report.jsontext import json_text
from analyzer.report.places import last_line, region, shown
from analyzer.report.sarif_rules import markdown
from analyzer.report.unchecked import RULE, TITLE, fingerprint_of
from analyzer.report.visible import visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from analyzer.lint.finding import Finding, Span
    from analyzer.lint.run import FileResult
    from analyzer.report.formats import RuleOf

SEVERITIES = {"error": "critical", "warning": "major", "info": "minor", "style": "info"}
CATEGORIES = {
    "security": "Security",
    "compliance": "Security",
    "correctness": "Bug Risk",
    "optimization": "Performance",
    "style": "Style",
}


def render(results: Sequence[FileResult], rule_of: RuleOf) -> str:
    """The report, an issue a line."""
    issues: list[dict[str, Any]] = []
    for result in results:
        if result.error:
            issues.append(_failure(result))
        issues += [_issue(finding, result, rule_of) for finding in result.findings]
    return "".join(json_text(issue, indent=None) + "\0\n" for issue in issues)


def _issue(finding: Finding, result: FileResult, rule_of: RuleOf) -> dict[str, Any]:
    rule = rule_of(finding.rule)
    issue: dict[str, Any] = {
        "type": "issue",
        "check_name": finding.rule,
        "description": visible(finding.message),
        "content": {"body": markdown(rule)},
        "categories": [CATEGORIES[finding.category]],
        "location": _positions(finding.path, finding.span, result),
    }
    if finding.labels:
        issue["trace"] = {"locations": [_positions(finding.path, label.span, result) for label in finding.labels]}
    return issue | {"severity": SEVERITIES[finding.severity], "fingerprint": finding.fingerprint}


def _positions(path: str, span: Span, result: FileResult) -> dict[str, Any]:
    """A location by lines and columns, from 1. A span ends behind its last character; one of whole lines goes by lines."""
    line, column, end_line, end_column = region(span, result.source)
    if last_line(span) != end_line:
        return {"path": shown(path), "lines": {"begin": line, "end": last_line(span)}}
    begin, end = {"line": line, "column": column}, {"line": end_line, "column": max(end_column, column + (end_line == line))}
    return {"path": shown(path), "positions": {"begin": begin, "end": end}}


def _failure(result: FileResult) -> dict[str, Any]:
    return {
        "type": "issue",
        "check_name": RULE,
        "description": f"{TITLE}: {visible(result.error)}",
        "categories": ["Bug Risk"],
        "location": {"path": shown(result.path), "lines": {"begin": 1, "end": 1}},
        "severity": "blocker",
        "fingerprint": fingerprint_of(result),
    }
