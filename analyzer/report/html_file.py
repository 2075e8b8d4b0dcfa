"""A file as a part of the page: its lines, credentials masked, and each finding below the line it begins on."""

from __future__ import annotations

from analyzer.lint.finding import SEVERITIES
from analyzer.report.places import last_line, shown
from analyzer.report.quoting import Quoted
from analyzer.report.xmltext import escape

TYPE_CHECKING = False
if TYPE_CHECKING:
    from analyzer.lint.finding import Finding
    from analyzer.lint.run import FileResult
    from analyzer.report.formats import RuleOf
    from analyzer.source.text import Source

AROUND = 3  # lines shown around a finding; longer gaps are folded
_LEAST = 4  # lines of a fold
_MOST_LINE = 2000  # characters shown of a line


def file_section(number: int, result: FileResult, rule_of: RuleOf) -> str:
    """The section of a file, by its number in the report."""
    head = f'<section class="file" aria-labelledby="f{number}">\n<h2 id="f{number}">{escape(shown(result.path))}</h2>\n'
    if result.error:
        return f'{head}<p class="failed">Not checked: {escape(result.error)}</p>\n</section>'
    if not result.findings:
        return head + '<p class="meta">No findings.</p>\n</section>'
    quoted = Quoted(result).source
    assert quoted is not None
    below: dict[int, list[str]] = {}
    for order, finding in enumerate(result.findings, 1):
        article = _article(f"f{number}-{order}", finding, rule_of)
        below.setdefault(finding.span.start.line, []).append(article)
    return f'{head}<div class="source">\n{_lines(quoted, result.findings, below)}\n</div>\n</section>'


def _lines(source: Source, findings: list[Finding], below: dict[int, list[str]]) -> str:
    total = len(source.line_starts) - (source.text.endswith("\n") and len(source.line_starts) > 1)
    marks: dict[int, list[Finding]] = {}
    near: set[int] = set()
    for finding in findings:
        first, last = finding.span.start.line, last_line(finding.span)
        near.update(range(max(1, first - AROUND), min(total, first + AROUND) + 1))
        for line in range(first, last + 1):
            marks.setdefault(line, []).append(finding)
    parts: list[str] = []
    far: list[str] = []
    for line in range(1, max(total, *below) + 1):
        code = _marked(source, line, marks.get(line, []))
        shown_line = f'<div class="l"><span class="n">{line}</span><code>{code}</code></div>'
        if line in near or line in below:
            parts += _folded(far, line)
            far = []
            parts += [shown_line, *below.get(line, ())]
        else:
            far.append(shown_line)
    return "\n".join([*parts, *_folded(far, total + 1)])


def _folded(lines: list[str], end: int) -> list[str]:
    """Lines that end before `end`, to be unfolded where they are many."""
    if len(lines) < _LEAST:
        return lines
    return [f'<details class="fold"><summary>lines {end - len(lines)} to {end - 1}</summary>', *lines, "</details>"]


def _marked(source: Source, line: int, findings: list[Finding]) -> str:
    """A line with what findings are about marked, by the gravest that covers it."""
    text = source.line_text(line)
    whole, text = text, text[:_MOST_LINE]
    levels = [len(SEVERITIES)] * len(text)
    for finding in findings:
        first, last = finding.span.start, finding.span.end
        start = first.column - 1 if line == first.line else len(text) - len(text.lstrip())
        end = last.column - 1 if line == last.line else len(text)
        level = SEVERITIES.index(finding.severity)
        for at in range(min(start, len(text)), min(end, len(text))):
            levels[at] = min(levels[at], level)
    parts, at = [], 0
    while at < len(text):
        start = at
        while at < len(text) and levels[at] == levels[start]:
            at += 1
        piece = escape(text[start:at])
        parts.append(piece if levels[start] == len(SEVERITIES) else f'<mark class="{SEVERITIES[levels[start]]}">{piece}</mark>')
    return "".join(parts) + ("…" if len(whole) > len(text) else "")


def _article(id_: str, finding: Finding, rule_of: RuleOf) -> str:
    rule = rule_of(finding.rule)
    data = {"path": shown(finding.path), "severity": finding.severity, "rule": finding.rule, "category": finding.category}
    given = "".join(f' data-{name}="{escape(value)}"' for name, value in data.items())
    place = f"line {finding.span.start.line}, column {finding.span.start.column}"
    name = _link(rule.id, rule.url or next(iter(rule.references), ""))
    parts = [
        f'<article id="{id_}" class="{finding.severity}" tabindex="0" aria-labelledby="{id_}-h"{given}>',
        f'<h3 id="{id_}-h"><span class="severity {finding.severity}">{finding.severity}</span> {escape(finding.message)}</h3>',
        f'<p class="meta"><a href="#{id_}">{place}</a> · {name} · {escape(finding.category)}{_stage(finding)}</p>',
    ]
    if finding.labels:
        labels = "".join(f"<li>line {label.span.start.line}: {escape(label.message)}</li>" for label in finding.labels)
        parts.append(f"<ul>{labels}</ul>")
    if rule.remedy:
        parts.append(f"<p>{_prose(rule.remedy)}</p>")
    more = f"<p>{_prose(rule.why)}</p>" if rule.why else ""
    if finding.controls:
        more += f'<p class="meta">{escape(", ".join(finding.controls))}</p>'
    if more:
        parts.append(f"<details><summary>Why it matters</summary>{more}</details>")
    return "\n".join([*parts, "</article>"])


def _prose(text: str) -> str:
    """A paragraph of a rule's Markdown: its code as code, the rest as it is."""
    pieces = escape(" ".join(text.split())).split("`")
    return "".join(f"<code>{piece}</code>" if at % 2 and at < len(pieces) - 1 else piece for at, piece in enumerate(pieces))


def _stage(finding: Finding) -> str:
    return f" · stage {escape(finding.stage)}" if finding.stage else ""


def _link(id_: str, address: str) -> str:
    if not address.startswith(("https://", "http://")):
        return escape(id_)
    return f'<a href="{escape(address)}" rel="noopener noreferrer" target="_blank">{escape(id_)}</a>'
