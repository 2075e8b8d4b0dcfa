"""Results of a run, made by hand: a report depends on no rule."""

from __future__ import annotations

import pytest

from analyzer.lint.finding import Finding, Label, Position, Span
from analyzer.lint.fingerprint import anchor_findings
from analyzer.lint.run import FileResult
from analyzer.source.text import Source

TEXT = """\
FROM debian:12 AS base
RUN apt-get update
RUN apt-get install curl \\
    git
"""


def span(source: Source, text: str) -> Span:
    """The place of a text's first occurrence."""
    start = source.text.index(text)
    end = start + len(text)
    return Span(Position(*source.position(start), start), Position(*source.position(end), end))


def finding(source: Source, rule: str, severity: str, message: str, text: str) -> Finding:
    made = Finding(rule, severity, "security", "high", message, source.path, span(source, text))
    made.stage = "base"
    return made


@pytest.fixture
def results() -> list[FileResult]:
    """A file with three findings, one without, one that could not be read."""
    source = Source(TEXT, "app/Dockerfile")
    pin = finding(source, "pin-apt", "warning", "pin a version for: curl", "curl")
    pin.aliases, pin.controls = ("hadolint/DL3008",), ("cis-docker/4.11",)
    pin.labels = (Label(span(source, "apt-get update"), "the index comes from here"),)
    whole = finding(source, "whole", "error", "all of this", "apt-get install curl \\\n    git")
    again = finding(source, "pin-apt", "warning", "pin a version for: git", "git")
    findings = [pin, whole, again]
    anchor_findings(source, findings)
    clean = FileResult("Dockerfile", Source("FROM scratch\n", "Dockerfile"), [])
    return [FileResult(source.path, source, findings), clean, FileResult("gone", None, [], "No such file or directory")]
