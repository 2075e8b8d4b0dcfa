"""The report for people: each finding with the lines it is about, why it matters, how to fix it and where to read on."""

from __future__ import annotations

from analyzer.report.summary import notes, summary_line
from analyzer.report.visible import measured, visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from analyzer.lint.finding import Finding, Span
    from analyzer.lint.run import FileResult
    from analyzer.report.formats import RuleOf
    from analyzer.source.text import Source

MAX_LINES = 4  # of an excerpt
NOTE_WIDTH = 100
MAX_WIDTH = 160  # of an excerpt's line, in columns
_CODES = {"error": "1;31", "warning": "1;33", "info": "1;34", "style": "1;36", "bold": "1", "dim": "2"}


class TextReport:
    """Writes the text report, with ANSI colours where asked for."""

    __slots__ = ("_colour", "_explained", "_lines", "_rule_of")

    def __init__(self, rule_of: RuleOf, colour: bool = False) -> None:
        self._rule_of = rule_of
        self._colour = colour
        self._lines: list[str] = []
        self._explained: set[str] = set()

    def render(self, results: Sequence[FileResult]) -> str:
        """The whole report, a summary line at its end."""
        for result in results:
            if result.error:
                name, kind = self._paint("bold", visible(result.path)), self._paint("error", "error")
                self._lines += [f"{name}: {kind}: {visible(result.error)}", ""]
            if result.findings and (shown := result.shown) is not None:
                for finding in result.findings:
                    self._finding(finding, shown)
        return "\n".join([*self._lines, *map(visible, notes(results)), summary_line(results)]) + "\n"

    def _finding(self, finding: Finding, source: Source) -> None:
        place = self._paint("bold", f"{visible(finding.path)}:{finding.span.start}")
        kind = self._paint(finding.severity, f"{finding.severity}[{finding.rule}]")
        self._lines.append(f"{place}: {kind} {visible(finding.message)}")
        self._excerpt(finding.span, source, finding.severity, "^", "")
        for label in finding.labels:
            self._excerpt(label.span, source, "info", "-", label.message)
        if finding.rule not in self._explained:
            self._explained.add(finding.rule)
            rule = self._rule_of(finding.rule)
            if rule.why:
                self._note("why", rule.why)
            if rule.remedy:
                self._note("fix", rule.remedy)
            self._note("more", f"buildsecbot rules explain {finding.rule}")
        self._lines.append("")

    def _note(self, word: str, text: str) -> None:
        head, *rest = _wrapped(visible(" ".join(text.split())), NOTE_WIDTH)
        self._lines.append(f"  {self._paint('dim', word + ':')} {head}")
        self._lines += [" " * (len(word) + 4) + line for line in rest]

    def _excerpt(self, span: Span, source: Source, style: str, mark: str, message: str) -> None:
        first, last = span.start.line, span.end.line
        if last > first and span.end.column == 1:
            last -= 1  # the line ending belongs to the line it ends
        shown = range(first, min(last, first + MAX_LINES - 1) + 1)
        width = len(str(shown[-1]))
        blank = self._paint("dim", " " * width + " |")
        for line in shown:
            text = source.line_text(line)
            start = span.start.column - 1 if line == first else len(text) - len(text.lstrip())
            end = span.end.column - 1 if line == span.end.line else len(text)
            excerpt, left, right = _cropped(*measured(*_around(text, min(start, len(text)), min(end, len(text)))))
            note = f" {visible(message)}" if message and line == shown[-1] else ""
            number = self._paint("dim", f"{line:{width}} |")
            self._lines.append(f"  {number} {excerpt}".rstrip())
            self._lines.append(f"  {blank} {' ' * left}{self._paint(style, mark * max(right - left, 1) + note)}")
        if last > shown[-1]:
            self._lines.append(f"  {blank} ({last - shown[-1]} more lines)")

    def _paint(self, style: str, text: str) -> str:
        return f"\x1b[{_CODES[style]}m{text}\x1b[0m" if self._colour else text


def _wrapped(text: str, width: int) -> list[str]:
    """The text in lines of at most `width` characters, as far as its words allow; one line at least."""
    lines = [""]
    for word in text.split(" "):
        if lines[-1] and len(lines[-1]) + 1 + len(word) > width:
            lines.append(word)
        else:
            lines[-1] += f" {word}" if lines[-1] else word
    return lines


def _around(text: str, start: int, end: int) -> tuple[str, int, int]:
    """A very long line cut to more than is shown of it: each of its characters takes a column at least."""
    if len(text) <= 8 * MAX_WIDTH:
        return text, start, end
    cut = max(0, start - 2 * MAX_WIDTH)
    text = text[cut : start + 2 * MAX_WIDTH]
    return text, start - cut, min(end - cut, len(text))


def _cropped(text: str, left: int, right: int) -> tuple[str, int, int]:
    """A long line cut to the part around its mark."""
    if len(text) <= MAX_WIDTH:
        return text, left, right
    start = max(0, min(left - MAX_WIDTH // 4, len(text) - MAX_WIDTH))
    cut = text[start : start + MAX_WIDTH]
    if start:
        cut = "…" + cut[1:]
    if start + MAX_WIDTH < len(text):
        cut = cut[:-1] + "…"
    return cut, left - start, min(right - start, MAX_WIDTH)


def text_report(results: Sequence[FileResult], rule_of: RuleOf, *, colour: bool = False) -> str:
    """The report as text; `rule_of` gives the rule of an id, which says why a finding matters and how to fix it.

    Nothing in it can steer a terminal but the colours, and those only where asked for.
    """
    return TextReport(rule_of, colour).render(results)


def render(results: Sequence[FileResult], rule_of: RuleOf) -> str:
    """The report without colours."""
    return text_report(results, rule_of)
