"""What changed between two versions of a file, and which findings of the new one the change has brought about.

A finding counts where a line that it is about, or that one of its labels is about, is new or changed; and where the old
version, judged in the same way, has no such finding: of the same rule, on a line that reads the same, saying the same. So what
comes of a line that was taken away counts, and what a stage inherits from one that was changed, wherever it is reported.
"""

from __future__ import annotations

from collections import Counter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from analyzer.lint.finding import Finding, Span

MOST = 4_000_000  # pairs of lines that are compared; beyond them all lines between those that agree count as changed


class Changes:
    """The lines of a new version, from 1.

    `changed` are those that the old version has not, `inserted` those of them that took no other's place; `origin` gives the
    old number of each of the others.
    """

    __slots__ = ("changed", "inserted", "origin")

    def __init__(self, old: str, new: str) -> None:
        self.changed: set[int] = set()
        self.inserted: set[int] = set()
        self.origin: dict[int, int] = {}
        before, after = _lines(old), _lines(new)
        head = 0
        while head < min(len(before), len(after)) and before[head] == after[head]:
            head += 1
        tail = 0
        while tail < min(len(before), len(after)) - head and before[-1 - tail] == after[-1 - tail]:
            tail += 1
        self._same(0, 0, head)
        self._between(before[head : len(before) - tail], after[head : len(after) - tail], head)
        self._same(len(before) - tail, len(after) - tail, tail)

    def touch(self, finding: Finding) -> bool:
        """A line of a finding, or of a label of it, is new or changed."""
        return any(not self.changed.isdisjoint(_lines_of(span)) for span in _spans(finding))

    def _same(self, old: int, new: int, count: int) -> None:
        self.origin.update((new + step + 1, old + step + 1) for step in range(count))

    def _between(self, before: list[str], after: list[str], head: int) -> None:
        if not before or not after or len(before) * len(after) > MOST:
            self.changed.update(range(head + 1, head + len(after) + 1))
            if not before:
                self.inserted.update(self.changed)
            return
        from difflib import SequenceMatcher

        for tag, old, _, new, end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
            if tag == "equal":
                self._same(head + old, head + new, end - new)
            else:
                self.changed.update(range(head + new + 1, head + end + 1))
                if tag == "insert":
                    self.inserted.update(range(head + new + 1, head + end + 1))


def brought_about(findings: Iterable[Finding], old: Iterable[Finding], changes: Changes) -> list[Finding]:
    """The findings that a change has brought about; `old` are those of the version before it, judged in the same way."""
    before = Counter(_said(finding) for finding in old)
    found = []
    for finding in findings:
        said = _said(finding)
        was_there = before[said] > 0
        before[said] -= was_there
        if not was_there or changes.touch(finding):
            found.append(finding)
    return found


def _said(finding: Finding) -> tuple[str, ...]:
    return finding.rule, finding.anchor, finding.message, *(label.message for label in finding.labels)


def _spans(finding: Finding) -> list[Span]:
    return [finding.span, *(label.span for label in finding.labels)]


def _lines_of(span: Span) -> range:
    first, last = span.start.line, span.end.line
    return range(first, last if last > first and span.end.column == 1 else last + 1)


def _lines(text: str) -> list[str]:
    """The lines, whatever they end with."""
    return [line.removesuffix("\r") for line in text.removeprefix("\ufeff").split("\n")]
