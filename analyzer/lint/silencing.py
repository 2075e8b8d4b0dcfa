"""Writes the comments that silence findings (see docs/suppression.md), for findings that are accepted."""

from __future__ import annotations

from collections import Counter

from analyzer.fixes.edit import Edit, Unfit, apply, ordered
from analyzer.fixes.layout import newline
from analyzer.lint.own_rules import PARSE_ERROR
from analyzer.lint.suppression import FILE, INSTRUCTION, STAGE, Places
from analyzer.lint.suppression_comments import read_comment

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from analyzer.facts.model import FileFacts
    from analyzer.lint.finding import Finding
    from analyzer.lint.fixing import Outcome
    from analyzer.lint.run import Policy
    from analyzer.source.text import Source
    from analyzer.syntax.nodes import Document

_BOM = "\ufeff"
_KEYS = {INSTRUCTION: "ignore", STAGE: "ignore-stage", FILE: "ignore-file"}

Place = tuple[str, int]  # scope, and the offset of the line that the comment goes above


def suppression_edit(root: FileFacts, finding: Finding, reason: str) -> list[Edit]:
    """The edits that silence one finding, by a comment above its instruction or, where it is about the file, at the top.

    A comment of the same reason that stands there takes the rule in. Raises Unfit where nothing silences it.
    """
    return suppression_edits(root, [finding], reason)


def suppression_edits(root: FileFacts, findings: Iterable[Finding], reason: str, scope: str = INSTRUCTION) -> list[Edit]:
    """The edits that silence findings, one comment for all that stand in the same place. Raises Unfit.

    With the scope of a stage or of the file the comment silences their rules there.
    """
    reason = _checked(reason)
    places = Places(root.document)
    rules: dict[Place, set[str]] = {}
    for finding in findings:
        rules.setdefault(_wider(places, _place(places, finding), scope), set()).add(finding.rule)
    return ordered(_comment(root, places, place, sorted(named), reason) for place, named in rules.items())


def add_suppressions(source: Source, policy: Policy, reason: str) -> Outcome:
    """Silences all findings of a file. Raises Unfit for a reason that cannot be written, and BuildOptionError.

    The file is judged again: the findings must be silenced, and nothing else may have changed. Where that does not hold of a
    comment, its findings are left as they are, and reported as dropped.
    """
    from analyzer.lint.fix import Fix
    from analyzer.lint.fixing import Applied, Dropped, Outcome

    _checked(reason)
    state = _Judged(source, policy)
    places = Places(state.root.document)
    outcome = Outcome(source, state.findings)
    groups: dict[Place, list[Finding]] = {}
    for finding in state.findings:
        if finding.suppression is None and finding.rule != PARSE_ERROR.id:
            groups.setdefault(_place(places, finding), []).append(finding)
    kept = list(groups.values())
    if kept and state.silenced(kept, reason)[1]:
        kept = []
        for group in groups.values():
            why = state.silenced([group], reason)[1]
            if why:
                fix = Fix("silence it by a comment", "metadata", [])
                outcome.dropped += [Dropped(finding, fix, why) for finding in group]
            else:
                kept.append(group)
    if kept:
        after, why = state.silenced(kept, reason)
        if why:
            raise AssertionError(f"comments that do no harm each do some together: {why}")
        outcome.source, outcome.findings = after.source, after.findings
        for group in kept:
            fix = Fix("silence it by a comment", "metadata", suppression_edits(state.root, group, reason))
            outcome.applied += [Applied(finding, fix) for finding in group]
    return outcome


class _Judged:
    """A version of the file with its findings."""

    def __init__(self, source: Source, policy: Policy) -> None:
        from analyzer.lint.check import judge, open_file

        self.source = source
        self.policy = policy
        self.root = open_file(source, policy.build_args, policy.stage, policy.providers)
        self.findings = judge(self.root, policy.selection)

    def silenced(self, groups: list[list[Finding]], reason: str) -> tuple[_Judged, str]:
        """The file with the findings silenced, and what else that has changed, or has not; empty where all is well."""
        from analyzer.source.text import Source

        findings = [finding for group in groups for finding in group]
        text = apply(self.source.text, suppression_edits(self.root, findings, reason))
        after = _Judged(Source(text, self.source.path), self.policy)
        if _instructions(self.root.document) != _instructions(after.root.document):
            return after, "the comment would change an instruction"
        expected = Counter(finding.rule for finding in findings)
        for quiet in (False, True):
            old, new = self.counts(quiet=quiet), after.counts(quiet=quiet)
            for rule in sorted({*old, *new}):
                if new[rule] - old[rule] != (expected[rule] if quiet else -expected[rule]):
                    return after, f"the findings of '{rule}' would not be the same"
        return after, ""

    def counts(self, *, quiet: bool) -> Counter[str]:
        """How many findings of each rule are reported, or with `quiet` are silenced."""
        return Counter(finding.rule for finding in self.findings if (finding.suppression is not None) is quiet)


def _instructions(document: Document) -> list[tuple[str, str]]:
    found = [(node.logical.text, "".join(heredoc.content for heredoc in node.heredocs)) for node in document.instructions]
    return [*((directive.name, directive.value) for directive in document.directives), *found]


def _checked(reason: str) -> str:
    reason = reason.strip()
    if not reason.isprintable():
        raise Unfit("a reason is one line of printable text")
    return reason


def _place(places: Places, finding: Finding) -> Place:
    """Where a comment silences a finding."""
    if finding.rule == PARSE_ERROR.id:
        raise Unfit("the build fails all the same")
    start, end = finding.span.start.offset, finding.span.end.offset
    document, number = places.document, places.instruction(start)
    if places.spans_more(start, end):
        return FILE, document.directives[-1].end if document.directives else 0
    if number < len(document.instructions):
        return INSTRUCTION, document.instructions[number].outer_start
    return INSTRUCTION, document.source.text.rfind("\n", 0, start) + 1


def _wider(places: Places, place: Place, scope: str) -> Place:
    """Where a comment silences more than what stands at a place."""
    document, number = places.document, places.instruction(place[1])
    if scope == FILE:
        return FILE, document.directives[-1].end if document.directives else 0
    if scope == INSTRUCTION or place[0] != INSTRUCTION:
        return place
    before = [each for each in document.instructions[: number + 1] if each.kind == "FROM"]
    if not before:
        raise Unfit("it stands in no stage")
    return STAGE, before[-1].outer_start


def _comment(root: FileFacts, places: Places, place: Place, rules: list[str], reason: str) -> Edit:
    scope, at = place
    text = root.source.text
    given = _given(places, place, reason)
    if given is not None:
        return Edit(given, given, "".join(f",{rule}" for rule in rules))
    at += int(at == 0 and text[:1] == _BOM)
    line = text[at:]
    indent = line[: len(line) - len(line.lstrip(" \t"))] if scope != FILE else ""
    ending = newline(root)
    front = ending if at and text[at - 1] not in "\n\ufeff" else ""
    behind = f" -- {reason}" if reason else ""
    return Edit(at, at, f"{front}{indent}# buildsecbot: {_KEYS[scope]}={','.join(rules)}{behind}{ending}")


def _given(places: Places, place: Place, reason: str) -> int | None:
    """Behind which rule of a comment of the same scope and reason another one can be named."""
    scope, at = place
    document, number = places.document, places.instruction(at)
    for piece in document.pieces:
        if piece.piece != "comment" or (scope != FILE and places.instruction(piece.start) != number):
            continue
        text: str = piece.text  # type: ignore[attr-defined]
        if not text:
            continue
        begin = document.source.text.index(text, piece.start)
        named = read_comment(text, begin)
        fits = all(one.tool == "buildsecbot" and one.scope == scope and not one.problem for one in named)
        if named and fits and all(one.reason == reason for one in named):
            return named[-1].end
    return None
