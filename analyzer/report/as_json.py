"""The JSON report: ``docs/report.schema.json`` describes it."""

from __future__ import annotations

from analyzer.lint.finding import Position, Span
from analyzer.report.jsontext import json_text
from analyzer.report.quoting import Quoted
from analyzer.report.summary import by_severity, comparison_of, known, suppressed
from analyzer.report.visible import escaped
from analyzer.version import VERSION

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any

    from analyzer.lint.comparison import Comparison
    from analyzer.lint.finding import Finding
    from analyzer.lint.fix import Fix
    from analyzer.lint.run import FileResult
    from analyzer.report.formats import RuleOf
    from analyzer.rules.ruleset import RuleInfo

SCHEMA = 1


def json_report(results: Sequence[FileResult]) -> str:
    r"""The report as ASCII JSON, byte for byte the same for the same input. Bytes that are no UTF-8 appear as ``\xNN``."""
    return json_text(report(results)) + "\n"


def render(results: Sequence[FileResult], rule_of: RuleOf) -> str:
    """The report as ASCII JSON; it says nothing of rules."""
    return json_report(results)


def report(results: Sequence[FileResult]) -> dict[str, Any]:
    """The report as plain data."""
    findings = [found for result in results for found in finding_data(result)]
    return {
        "schema": SCHEMA,
        "tool": tool_data(),
        "files": [file_data(result) for result in results],
        "findings": findings,
        "suppressed": [suppressed_data(finding, result) for result in results for finding in result.suppressed],
        "inactive": inactive_data(rule for result in results for rule in result.inactive),
        "comparison": comparison_data(comparison) if (comparison := comparison_of(results)) is not None else None,
        "summary": {
            "files": len(results),
            "findings": len(findings),
            "suppressed": suppressed(results),
            "known": known(results),
            "by_severity": by_severity(results),
        },
    }


def tool_data() -> dict[str, str]:
    """What made the report."""
    return {"name": "buildsecbot", "version": VERSION}


def comparison_data(found: Comparison) -> dict[str, Any]:
    """What the findings were compared with, and what came of it."""
    stale = [
        {"baseline": _clean(file), "path": path, "rule": rule, "fingerprint": fingerprint, "count": count}
        for file, (path, rule, fingerprint), count in found.stale
    ]
    return {
        "baselines": [_clean(path) for path in found.baselines],
        "stale": stale,
        "since": _clean(found.since) or None,
        "locked": found.locked,
        "unchanged": {"files": found.same, "findings": found.unchanged},
        "gone": [_clean(path) for path in found.gone],
    }


def finding_data(result: FileResult) -> list[dict[str, Any]]:
    """The findings of a file that are reported."""
    quoted = Quoted(result) if any(finding.fixes for finding in result.findings) else None
    return [_finding(finding, quoted.fix(finding) if quoted is not None else None) for finding in result.findings]


def inactive_data(rules: Iterable[RuleInfo]) -> list[dict[str, Any]]:
    """The rules in force that did not run, by id: for no finding of theirs means nothing."""
    requires = {rule.id: rule.requires for rule in rules}
    return [{"rule": id_, "requires": list(requires[id_])} for id_ in sorted(requires)]


def file_data(result: FileResult) -> dict[str, str]:
    """What became of a file."""
    if result.error:
        return {"path": _clean(result.path), "status": "failed", "error": _clean(result.error)}
    return {"path": _clean(result.path), "status": "checked"}


def suppressed_data(finding: Finding, result: FileResult) -> dict[str, Any]:
    """A finding that is not reported, and what silences it."""
    by, source = finding.suppression, result.source
    assert by is not None
    span = None
    if source is not None and by.start >= 0:
        span = _span(Span(*(Position(*source.position(at), at) for at in (by.start, by.end))))
    suppression = {
        "tool": by.tool,
        "scope": by.scope,
        "name": _clean(by.name),
        "reason": _clean(by.reason) or None,
        "span": span,
    }
    return {"finding": _finding(finding), "suppression": suppression}


def _finding(finding: Finding, fix: Fix | None = None) -> dict[str, Any]:
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
        "fix": _fix(fix) if fix is not None else None,
        "fingerprint": finding.fingerprint,
        "url": finding.url or None,
    }


def _fix(fix: Fix) -> dict[str, Any]:
    edits = [{"start": edit.start, "end": edit.end, "text": _clean(edit.text)} for edit in fix.edits]
    return {"title": fix.title, "safety": "safe" if fix.safe else "unsafe", "effect": fix.effect, "edits": edits}


def _span(span: Span) -> dict[str, dict[str, int]]:
    return {"start": _position(span.start), "end": _position(span.end)}


def _position(position: Position) -> dict[str, int]:
    return {"line": position.line, "column": position.column, "offset": position.offset}


def _clean(text: str) -> str:
    """The text without lone surrogates, which strict JSON readers refuse."""
    return text if text.isascii() else "".join(escaped(char) if "\ud800" <= char <= "\udfff" else char for char in text)
