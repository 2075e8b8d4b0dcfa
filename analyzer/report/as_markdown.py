"""Markdown for a comment on a pull request, as GitHub and GitLab show it: tables, and at most what a comment may hold.

GitHub Flavored Markdown, https://github.github.com/gfm/. A comment there holds 65,536 characters. The gravest findings come in
first; a sentence says what is left out.
"""

from __future__ import annotations

from analyzer.lint.finding import SEVERITIES
from analyzer.report.places import region, shown
from analyzer.report.summary import summary_line
from analyzer.report.visible import visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from analyzer.lint.finding import Finding
    from analyzer.lint.run import FileResult
    from analyzer.report.formats import RuleOf

LIMIT = 65_000  # bytes of UTF-8, so that it is fewer characters however they are counted
_RESERVE = 300  # of these, for the sentence on what is left out
_MOST_MESSAGE = 1000  # characters
_SPECIAL = frozenset("\\`*_{}[]()#+-!|~^$=")
_REFERS = frozenset("@#!")  # @name notifies somebody


def render(results: Sequence[FileResult], rule_of: RuleOf) -> str:
    """The report."""
    head = f"## BuildSecBot\n\n{summary_line(results)}\n"
    room = LIMIT - _RESERVE - len(head)
    failures = []
    for result in results:
        line = f"- {_code(shown(result.path))} could not be checked: {escape(_cut(result.error))}\n"
        if result.error and (room := room - _size(line)) >= 0:
            failures.append(line)
    findings = [(finding, result) for result in results for finding in result.findings]
    findings.sort(key=lambda pair: SEVERITIES.index(pair[0].severity))
    rows: dict[int, str] = {}
    files: set[str] = set()
    for finding, result in findings:
        row = _row(finding, result)
        cost = _size(row) + (_size(_heading(result.path)) if result.path not in files else 0)
        if cost > room:
            break
        room -= cost
        files.add(result.path)
        rows[id(finding)] = row
    parts = [head, "\n" * bool(failures) + "".join(failures), *_tables(results, rows)]
    left_out = [finding for finding, _ in findings if id(finding) not in rows]
    failed = sum(1 for result in results if result.error) - len(failures)
    parts.append(_left_out(left_out, failed))
    notes = _notes(dict.fromkeys(finding.rule for finding, _ in findings if id(finding) in rows), rule_of, room)
    return "".join([*parts, notes])


def _tables(results: Sequence[FileResult], rows: dict[int, str]) -> Iterable[str]:
    by_file: dict[str, list[str]] = {}
    for result in results:
        by_file.setdefault(result.path, []).extend(rows[id(finding)] for finding in result.findings if id(finding) in rows)
    for path, lines in by_file.items():
        if lines:
            yield _heading(path) + "".join(lines)


def _heading(path: str) -> str:
    return f"\n### {_code(shown(path))}\n\n| | Line | Finding | Rule |\n|---|---|---|---|\n"


def _row(finding: Finding, result: FileResult) -> str:
    line, column, _, _ = region(finding.span, result.source)
    rule = _code(finding.rule)  # an id holds no character that would end a cell
    return f"| {finding.severity} | {line}:{column} | {escape(_cut(finding.message))} | {rule} |\n"


def _left_out(findings: Sequence[Finding], failed: int) -> str:
    """The sentence on what is left out, with how much of each severity; empty where nothing is."""
    parts = [f"{count} {name}" for name in SEVERITIES if (count := sum(1 for finding in findings if finding.severity == name))]
    if failed > 0:
        parts.append(f"{failed} not checked")
    if not parts:
        return ""
    total = len(findings) + max(failed, 0)
    return f"\n**{total} more left out** ({', '.join(parts)}): a comment holds no more. The JSON report has them all.\n"


def _notes(rules: Iterable[str], rule_of: RuleOf, room: int) -> str:
    """Why, and how to fix it, for each rule, as far as there is room."""
    before, after = "\n<details>\n<summary>Why, and how to fix it</summary>\n", "\n</details>\n"
    room -= len(before) + len(after)
    notes = []
    for id_ in rules:
        rule = rule_of(id_)
        text = " ".join(part for part in (rule.why.strip(), rule.remedy.strip()) if part).replace("</details", "&lt;/details")
        note = f"\n**{id_}**: {' '.join(text.split())}\n"
        if (room := room - _size(note)) < 0:
            break
        notes.append(note)
    return before + "".join(notes) + after if notes else ""


def escape(text: str) -> str:
    """Text of unknown origin that is shown as it is: no markup, no HTML, no link, nobody notified."""
    parts = []
    text = visible(text)
    for index, char in enumerate(text):
        after = text[index + 1 : index + 2]
        if char in "&<>":
            parts.append({"&": "&amp;", "<": "&lt;", ">": "&gt;"}[char])
        elif char in _SPECIAL:
            parts.append("\\" + char)
        else:
            parts.append(char)
        joins = char in _REFERS and (after.isalnum() or after in "_[")
        if joins or (char == ":" and after == "/") or (char == "." and text[max(0, index - 3) : index].lower() == "www"):
            parts.append("&#8203;")
    return "".join(parts)


def _code(text: str) -> str:
    """A code span; the text holds no line ending."""
    text = text.replace("##[", "##\\x5b")  # GitHub's runner would take it for a command
    longest = run = 0
    for char in text:
        run = run + 1 if char == "`" else 0
        longest = max(longest, run)
    fence = "`" * (longest + 1)
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def _cut(text: str) -> str:
    return text if len(text) <= _MOST_MESSAGE else text[: _MOST_MESSAGE - 1] + "…"


def _size(text: str) -> int:
    return len(text.encode("utf-8", "replace"))
