"""A file judged with the comments that it had before a change: what the change adds to them, or changes, has no effect.

A comment is the same where its line is, where it was read as such before, and where its instruction was not put under it by
the change. What a comment made graver stays so, though the change takes it away.
"""

from __future__ import annotations

from analyzer.lint.changes import Changes
from analyzer.lint.suppression import INSTRUCTION, Suppression, Suppressions
from analyzer.lint.suppression_reader import suppressions_of
from analyzer.source.patterns import Lazy
from analyzer.source.text import Source
from analyzer.syntax.parse import parse_document

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from analyzer.rules.ruleset import Ruleset
    from analyzer.syntax.nodes import Document

REFUSED = "it is not in the revision that says how this file is judged"
_SHELL = Lazy(r"#[ \t]*hadolint[ \t]+shell[ \t]*=[ \t]*[^#\r\n]*")


class Lock:
    """What the version before says of a file; `before` is its content, empty for a file that is new."""

    __slots__ = ("_before", "_refused", "changed", "changes", "source")

    def __init__(self, source: Source, before: str) -> None:
        self._before = parse_document(Source(before, source.path))
        self.changes = Changes(before, source.text)
        self.changed = frozenset(self.changes.changed)
        self._refused = _new_shells(parse_document(source), self._before, self.changes)
        text = source.text
        for start, _ in self._refused:
            at = text.index("hadolint", start)
            text = f"{text[:at]}HADOLINT{text[at + 8 :]}"  # of the same length, so places stay
        self.source = source if text == source.text else Source(text, source.path)

    def suppressions(
        self, document: Document, rules: Ruleset, build_args: Mapping[str, str] | None, *, comments: bool = True
    ) -> Suppressions | None:
        """The suppressions of the file, those that the change brings without effect; see `suppressions_of`."""
        given = suppressions_of(document, rules, build_args, comments=comments)
        old = suppressions_of(self._before, rules, build_args, comments=comments)
        if given is None and not self._refused and (old is None or not (old.raised or old.asked)):
            return None
        found = Suppressions(document)
        accepted = _places_of(old, self._before.source) if old is not None else set()
        for each in given.listed if given is not None else ():
            if each.start >= 0 and not each.problem and not self._is_accepted(each, document, accepted):
                each.without_effect, each.refused = REFUSED, True
            found.add(each)
        for start, end in self._refused:
            found.add(_refused_shell(document.source, start, end))
        _keep_grave(found, given, old)
        return found

    def _is_accepted(self, each: Suppression, document: Document, accepted: set[tuple[str, str, str, int]]) -> bool:
        line = self.changes.origin.get(document.source.line(each.start), 0)
        if (each.tool, each.scope, each.name, line) not in accepted:
            return False
        if each.scope != INSTRUCTION or each.within >= len(document.instructions):
            return True
        covered = document.instructions[each.within]
        return document.source.line(covered.start) not in self.changes.inserted


def _places_of(found: Suppressions, source: Source) -> set[tuple[str, str, str, int]]:
    """Those that have an effect: tool, scope, name and line."""
    heeded = (each for each in found.listed if each.start >= 0 and not each.problem and not each.without_effect)
    return {(each.tool, each.scope, each.name, source.line(each.start)) for each in heeded}


def _new_shells(document: Document, before: Document, changes: Changes) -> list[tuple[int, int]]:
    """Where comments that were not there name the shell of a base image."""
    known = {before.source.line(start): text for start, _, text in _shells(before)}
    origin = {start: changes.origin.get(document.source.line(start), 0) for start, _, _ in _shells(document)}
    return [(start, end) for start, end, text in _shells(document) if known.get(origin[start]) != text]


def _shells(document: Document) -> list[tuple[int, int, str]]:
    found = []
    for piece in document.pieces:
        if piece.piece == "comment" and piece.text.startswith("hadolint"):  # type: ignore[attr-defined]
            text = document.source.text
            match = _SHELL.match(text, text.index("#", piece.start))
            if match is not None:
                found.append((match.start(), match.end(), match[0]))
    return found


def _refused_shell(source: Source, start: int, end: int) -> Suppression:
    at = source.text.index("shell", start, end)
    name = source.text[at:end].rstrip()
    found = Suppression("hadolint", "stage", name, at, at + len(name))
    found.without_effect, found.refused = REFUSED, True
    return found


def _keep_grave(found: Suppressions, given: Suppressions | None, old: Suppressions | None) -> None:
    """What makes findings graver, or asks for more of them, before or after the change."""
    both = [each for each in (given, old) if each is not None]
    found.raised = any(each.raised for each in both)
    raising = [each.experimental for each in both if each.raised]
    found.experimental = frozenset.intersection(*raising) if raising else frozenset()
    found.asked = frozenset().union(*(each.asked for each in both))
