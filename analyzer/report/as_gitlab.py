"""GitLab's code quality report: a JSON array.

https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
"""

from __future__ import annotations

from analyzer.report.as_codeclimate import SEVERITIES
from analyzer.report.jsontext import json_text
from analyzer.report.places import last_line, shown
from analyzer.report.unchecked import RULE, TITLE, fingerprint_of
from analyzer.report.visible import visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from analyzer.lint.run import FileResult
    from analyzer.report.formats import RuleOf


def render(results: Sequence[FileResult], rule_of: RuleOf) -> str:
    """The report. GitLab takes findings of one fingerprint for one, so a file that is given twice is listed once."""
    issues: dict[str, dict[str, Any]] = {}
    for result in results:
        if result.error:
            print_ = fingerprint_of(result)
            issues[print_] = _issue(f"{TITLE}: {result.error}", RULE, print_, "blocker", result.path, (1, 1))
        for finding in result.findings:
            lines = finding.span.start.line, last_line(finding.span)
            severity = SEVERITIES[finding.severity]
            made = _issue(finding.message, finding.rule, finding.fingerprint, severity, finding.path, lines)
            issues.setdefault(finding.fingerprint, made)
    return json_text(list(issues.values())) + "\n"


def _issue(description: str, rule: str, fingerprint: str, severity: str, path: str, lines: tuple[int, int]) -> dict[str, Any]:
    return {
        "description": visible(description),
        "check_name": rule,
        "fingerprint": fingerprint,
        "severity": severity,
        "location": {"path": shown(path), "lines": {"begin": lines[0], "end": lines[1]}},
    }
