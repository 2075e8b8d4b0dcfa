"""The identity of a finding across versions of its file."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from analyzer.lint.finding import Finding
    from analyzer.source.text import Source


def fingerprint(rule: str, path: str, anchor: str, ordinal: int) -> str:
    """32 hexadecimal digits of a SHA-256 over what identifies a finding: no line number and no message is part of it."""
    from hashlib import sha256

    text = "\0".join((rule, path, anchor, str(ordinal)))
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def anchor_findings(source: Source, findings: list[Finding]) -> None:
    """Gives the findings of one file, sorted by place, their anchors and ordinals."""
    seen: dict[tuple[str, str], int] = {}
    for finding in findings:
        anchor = " ".join(source.line_text(finding.span.start.line).split())
        key = (finding.rule, anchor)
        finding.anchor = anchor
        finding.ordinal = seen.get(key, 0)
        seen[key] = finding.ordinal + 1
