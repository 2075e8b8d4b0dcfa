"""Findings as diagnostics."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.lsp.data import Diagnostic, Related

if TYPE_CHECKING:
    from analyzer.lint.finding import Finding, Span
    from analyzer.lsp.data import Range
    from analyzer.lsp.snapshot import Snapshot

_TAGS = {"deprecated": ("maintainer-deprecated",), "unnecessary": ("argument-unused", "stage-unused", "unused-suppression")}


def diagnostics(snapshot: Snapshot) -> list[Diagnostic]:
    """What is found and not silenced, by place."""
    return [_diagnostic(finding) for finding in snapshot.findings if finding.suppression is None]


def range_of(span: Span) -> Range:
    """A place of a finding as offsets."""
    return span.start.offset, span.end.offset


def _diagnostic(finding: Finding) -> Diagnostic:
    return Diagnostic(
        range=range_of(finding.span),
        message=finding.message,
        severity=finding.severity,
        code=finding.rule,
        url=finding.url,
        tags=tuple(tag for tag, rules in _TAGS.items() if finding.rule in rules),
        related=tuple(Related(range_of(label.span), label.message) for label in finding.labels),
        data={"rule": finding.rule, "fingerprint": finding.fingerprint},
    )
