"""SARIF 2.1.0, the Static Analysis Results Interchange Format of OASIS.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/sarif-v2.1.0-errata01-os-complete.html; numbers below are sections.
"""

from __future__ import annotations

from analyzer.lint.comparison import BASELINE
from analyzer.lint.finding import Position, Span
from analyzer.report.jsontext import json_text
from analyzer.report.places import region, uri
from analyzer.report.quoting import Quoted
from analyzer.report.sarif_rules import LEVELS, Catalogue
from analyzer.report.summary import comparison_of
from analyzer.report.unchecked import RULE, TITLE
from analyzer.report.visible import visible
from analyzer.rules.explain import needs
from analyzer.version import VERSION

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from analyzer.lint.finding import Finding
    from analyzer.lint.fix import Fix
    from analyzer.lint.run import FileResult
    from analyzer.lint.suppression import Suppression
    from analyzer.report.formats import RuleOf
    from analyzer.source.text import Source

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
BASE = "SRCROOT"
INACTIVE = "rule-inactive"
FINGERPRINT = "buildsecbotFinding/v1"


def render(results: Sequence[FileResult], rule_of: RuleOf) -> str:
    """The log, as ASCII JSON."""
    used = {finding.rule for result in results for finding in (*result.findings, *result.suppressed)}
    waiting = {rule.id: rule for result in results for rule in result.inactive}
    catalogue = Catalogue(waiting.get(id_) or rule_of(id_) for id_ in {*used, *waiting})
    files = {path: number for number, path in enumerate(dict.fromkeys(result.path for result in results if not result.error))}
    comparison = comparison_of(results)
    baseline = comparison is not None and bool(comparison.baselines)
    found = [each for result in results for each in _File(result, catalogue, files, baseline).results()]
    driver: dict[str, Any] = {
        "name": "BuildSecBot",
        "version": VERSION,
        "semanticVersion": VERSION,
        "shortDescription": {"text": "Static analyzer and declarative rule engine for Dockerfiles"},
        "rules": catalogue.descriptors(),
        "notifications": [
            {"id": RULE, "name": "FileNotChecked", "shortDescription": {"text": TITLE}},
            {"id": INACTIVE, "name": "RuleInactive", "shortDescription": {"text": "A rule had nothing to look at"}},
        ],
    }
    run: dict[str, Any] = {
        "tool": {"driver": driver},
        "invocations": [_invocation(results, catalogue)],
        "originalUriBaseIds": {BASE: {"description": {"text": "The directory that the run was started in"}}},
        "artifacts": [_artifact(path) for path in files],
        "results": found,
        "columnKind": "unicodeCodePoints",
        "defaultEncoding": "UTF-8",
        "defaultSourceLanguage": "dockerfile",
    }
    if taxonomies := catalogue.taxonomies():
        driver["supportedTaxonomies"] = catalogue.supported()
        run["taxonomies"] = taxonomies
    return json_text({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}) + "\n"


def _invocation(results: Sequence[FileResult], catalogue: Catalogue) -> dict[str, Any]:
    """3.20: what failed, and which rules did not run. A file is named that was not checked, never left out."""
    failed = [
        {
            "descriptor": {"id": RULE, "index": 0},
            "level": "error",
            "message": _message(f"{TITLE}: {result.error}"),
            "locations": [{"physicalLocation": {"artifactLocation": _location(result.path)}}],
        }
        for result in results
        if result.error
    ]
    waiting = {rule.id: rule for result in results for rule in result.inactive}
    inactive = [
        {
            "descriptor": {"id": INACTIVE, "index": 1},
            "associatedRule": catalogue.rule(id_),
            "level": "note",
            "message": _message(f"{id_} did not run: it needs {needs(waiting[id_])}"),
        }
        for id_ in sorted(waiting)
    ]
    found: dict[str, Any] = {"executionSuccessful": not failed}
    if failed:
        found["toolExecutionNotifications"] = failed
    if inactive:
        found["toolConfigurationNotifications"] = inactive
    return found


class _File:
    """The results of one file. `baseline` tells that they were compared with one."""

    __slots__ = ("_baseline", "_catalogue", "_files", "_quoted", "_result")

    def __init__(self, result: FileResult, catalogue: Catalogue, files: dict[str, int], baseline: bool) -> None:
        self._baseline = baseline
        self._result = result
        self._catalogue = catalogue
        self._files = files
        self._quoted = Quoted(result) if any(finding.fixes for finding in result.findings) else None

    def results(self) -> list[dict[str, Any]]:
        """Those reported, then those that are silenced."""
        return [self._finding(finding) for finding in (*self._result.findings, *self._result.suppressed)]

    def _finding(self, finding: Finding) -> dict[str, Any]:
        found: dict[str, Any] = {
            "ruleId": finding.rule,
            "ruleIndex": self._catalogue.index(finding.rule),
            "level": LEVELS[finding.severity],
            "message": _message(finding.message),
            "locations": [{"physicalLocation": self._place(finding.span)}],
            "partialFingerprints": {FINGERPRINT: finding.fingerprint},
        }
        if finding.labels:
            found["relatedLocations"] = [
                {"id": number, "physicalLocation": self._place(label.span), "message": _message(label.message)}
                for number, label in enumerate(finding.labels, 1)
            ]
        fix = self._quoted.fix(finding) if self._quoted is not None else None
        if fix is not None and self._result.source is not None:
            found["fixes"] = [self._fix(fix, self._result.source)]
        by = finding.suppression
        if by is not None:
            found["suppressions"] = [self._suppression(by)]
        if self._baseline:
            found["baselineState"] = "unchanged" if by is not None and by.tool == BASELINE else "new"
        if finding.controls:
            found["taxa"] = [self._catalogue.control(name) for name in finding.controls]
        stage = {"stage": visible(finding.stage)} if finding.stage else {}
        return found | {"properties": {"category": finding.category, "confidence": finding.confidence, **stage}}

    def _place(self, span: Span) -> dict[str, Any]:
        location = _location(self._result.path) | {"index": self._files[self._result.path]}
        return {"artifactLocation": location, "region": _region(span, self._result.source)}

    def _fix(self, fix: Fix, source: Source) -> dict[str, Any]:
        """3.55: replacements of regions; an empty one is a place to insert at."""
        replacements = [
            {
                "deletedRegion": _region(_span(source, edit.start, edit.end), source),
                "insertedContent": {"text": _text(edit.text)},
            }
            for edit in fix.edits
        ]
        change = {"artifactLocation": _location(self._result.path), "replacements": replacements}
        properties = {"safety": "safe" if fix.safe else "unsafe", "effect": fix.effect}
        return {"description": _message(fix.title), "artifactChanges": [change], "properties": properties}

    def _suppression(self, by: Suppression) -> dict[str, Any]:
        """3.35: by a comment in the source, or from outside by a build argument or a baseline."""
        found: dict[str, Any] = {"kind": "inSource" if by.start >= 0 else "external", "status": "accepted"}
        if by.reason:
            found["justification"] = visible(by.reason)
        if by.start >= 0 and self._result.source is not None:
            found["location"] = {"physicalLocation": self._place(_span(self._result.source, by.start, by.end))}
        return found | {"properties": {"tool": by.tool, "scope": by.scope}}


def _artifact(path: str) -> dict[str, Any]:
    return {"location": _location(path), "roles": ["analysisTarget"], "sourceLanguage": "dockerfile"}


def _location(path: str) -> dict[str, Any]:
    """3.4: relative to the base where it can be."""
    text, relative = uri(path)
    return {"uri": text, "uriBaseId": BASE} if relative else {"uri": text}


def _region(span: Span, source: Source | None) -> dict[str, int]:
    """3.30: lines and columns from 1, the end behind the last character."""
    return dict(zip(("startLine", "startColumn", "endLine", "endColumn"), region(span, source), strict=True))


def _span(source: Source, start: int, end: int) -> Span:
    return Span(Position(*source.position(start), start), Position(*source.position(end), end))


def _message(text: str) -> dict[str, str]:
    """3.11: plain text, in which ``[text](target)`` would be a link."""
    return {"text": visible(text).replace("](", "] (")}


def _text(text: str) -> str:
    """Text to insert, which strict readers of JSON take: bytes that are no UTF-8 become replacement characters."""
    return "".join("\ufffd" if "\ud800" <= char <= "\udfff" else char for char in text)
