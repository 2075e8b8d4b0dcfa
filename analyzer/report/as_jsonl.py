"""The JSON report in lines, one object a line: ``start``, then ``file`` and its findings for each file, and ``end``.

What a line holds is what ``docs/report.schema.json`` says of its kind, and its ``type``.
"""

from __future__ import annotations

from analyzer.lint.finding import SEVERITIES
from analyzer.report.as_json import (
    SCHEMA,
    comparison_data,
    file_data,
    finding_data,
    inactive_data,
    suppressed_data,
    tool_data,
)
from analyzer.report.jsontext import json_text
from analyzer.report.summary import comparison_of, known, suppressed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any

    from analyzer.lint.comparison import Comparison
    from analyzer.lint.run import FileResult
    from analyzer.report.formats import RuleOf
    from analyzer.rules.ruleset import RuleInfo


class Stream:
    """The report in the making. It keeps numbers, and nothing of a file."""

    __slots__ = ("_counts", "_failed", "_files", "_inactive", "_known", "_suppressed")

    def __init__(self) -> None:
        self._files = self._failed = self._suppressed = self._known = 0
        self._counts = dict.fromkeys(SEVERITIES, 0)
        self._inactive: dict[str, RuleInfo] = {}

    def begin(self) -> str:
        """The line ``start``."""
        return _lines([{"type": "start", "schema": SCHEMA, "tool": tool_data()}])

    def file(self, result: FileResult) -> str:
        """The lines of a file: ``file``, then ``finding`` and ``suppressed`` by place."""
        self._files += 1
        self._failed += bool(result.error)
        self._suppressed += suppressed([result])
        self._known += known([result])
        for finding in result.findings:
            self._counts[finding.severity] += 1
        self._inactive.update({rule.id: rule for rule in result.inactive})
        numbers = {"findings": len(result.findings), "suppressed": len(result.suppressed)}
        return _lines(
            [
                {"type": "file", **file_data(result), **numbers},
                *({"type": "finding", **found} for found in finding_data(result)),
                *({"type": "suppressed", **suppressed_data(finding, result)} for finding in result.suppressed),
            ]
        )

    def end(self, comparison: Comparison | None = None) -> str:
        """The line ``end``; where there is none, the run was cut short."""
        summary = {
            "files": self._files,
            "failed": self._failed,
            "findings": sum(self._counts.values()),
            "suppressed": self._suppressed,
            "known": self._known,
            "by_severity": {severity: count for severity, count in self._counts.items() if count},
        }
        told = comparison_data(comparison) if comparison is not None else None
        inactive = inactive_data(self._inactive.values())
        return _lines([{"type": "end", "inactive": inactive, "comparison": told, "summary": summary}])


def render(results: Sequence[FileResult], rule_of: RuleOf) -> str:
    """The whole report."""
    stream = Stream()
    return "".join([stream.begin(), *map(stream.file, results), stream.end(comparison_of(results))])


def _lines(data: Iterable[dict[str, Any]]) -> str:
    return "".join(f"{json_text(each, indent=None)}\n" for each in data)
