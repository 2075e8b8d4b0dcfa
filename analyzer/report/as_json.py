"""The JSON report: ``docs/report.schema.json`` describes it."""

from __future__ import annotations

from analyzer.report.summary import by_severity
from analyzer.report.visible import escaped
from analyzer.version import VERSION

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from analyzer.lint.finding import Finding, Position, Span
    from analyzer.lint.run import FileResult

SCHEMA = 1


def json_report(results: Sequence[FileResult]) -> str:
    r"""The report as ASCII JSON, byte for byte the same for the same input. Bytes that are no UTF-8 appear as ``\xNN``."""
    from json import dumps

    return dumps(report(results), indent=2) + "\n"


def report(results: Sequence[FileResult]) -> dict[str, Any]:
    """The report as plain data."""
    findings = [_finding(finding) for result in results for finding in result.findings]
    return {
        "schema": SCHEMA,
        "tool": {"name": "buildsecbot", "version": VERSION},
        "files": [_file(result) for result in results],
        "findings": findings,
        "summary": {"files": len(results), "findings": len(findings), "by_severity": by_severity(results)},
    }


def _file(result: FileResult) -> dict[str, str]:
    if result.error:
        return {"path": _clean(result.path), "status": "failed", "error": _clean(result.error)}
    return {"path": _clean(result.path), "status": "checked"}


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "severity": finding.severity,
        "category": finding.category,
        "confidence": finding.confidence,
        "message": _clean(finding.message),
        "path": _clean(finding.path),
        "span": _span(finding.span),
        "stage": _clean(finding.stage) or None,
        "aliases": list(finding.aliases),
        "controls": list(finding.controls),
        "labels": [{"span": _span(label.span), "message": _clean(label.message)} for label in finding.labels],
        "fix": None,
        "fingerprint": finding.fingerprint,
        "url": finding.url or None,
    }


def _span(span: Span) -> dict[str, dict[str, int]]:
    return {"start": _position(span.start), "end": _position(span.end)}


def _position(position: Position) -> dict[str, int]:
    return {"line": position.line, "column": position.column, "offset": position.offset}


def _clean(text: str) -> str:
    """The text without lone surrogates, which strict JSON readers refuse."""
    return text if text.isascii() else "".join(escaped(char) if "\ud800" <= char <= "\udfff" else char for char in text)
