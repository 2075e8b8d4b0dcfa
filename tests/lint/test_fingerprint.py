"""What identifies a finding."""

from __future__ import annotations

from analyzer.lint.finding import Finding, Position, Span
from analyzer.lint.fingerprint import anchor_findings
from analyzer.source.text import Source


def fingerprints(text: str, *places: tuple[str, str], path: str = "Dockerfile") -> list[str]:
    """The fingerprints of findings (rule, text): one for each occurrence of the text."""
    source = Source(text, path)
    findings = []
    for rule, part in places:
        at = text.find(part)
        while at >= 0:
            here = Position(*source.position(at), at)
            findings.append(Finding(rule, "warning", "style", "high", "m", path, Span(here, here)))
            at = text.find(part, at + 1)
    findings.sort(key=lambda finding: finding.span.start.offset)
    anchor_findings(source, findings)
    return [finding.fingerprint for finding in findings]


def test_lines_above_and_white_space_do_not_matter() -> None:
    before = fingerprints("FROM a\nRUN b\n", ("r", "b"))
    assert fingerprints("# new\n\nFROM a\nENV x=1\n  RUN   b\n", ("r", "b")) == before


def test_rule_path_and_line_matter() -> None:
    text = "FROM a\nRUN b\n"
    seen = {
        *fingerprints(text, ("r", "b")),
        *fingerprints(text, ("s", "b")),
        *fingerprints(text, ("r", "b"), path="other/Dockerfile"),
        *fingerprints("FROM a\nRUN b --now\n", ("r", "b")),
    }
    assert len(seen) == 4


def test_no_two_findings_of_a_file_share_one() -> None:
    found = fingerprints("RUN b b\nRUN b b\n", ("r", "b"), ("s", "b"))
    assert len(found) == len(set(found)) == 8


def test_bytes_that_are_no_text_are_no_trouble() -> None:
    assert fingerprints("RUN \udcff\ud800\n", ("r", "RUN"), path="\udcfe")
