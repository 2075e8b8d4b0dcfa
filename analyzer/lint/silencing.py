"""Writes the comments that silence findings (see docs/suppression.md), for findings that are accepted."""

from __future__ import annotations

from collections import Counter

from analyzer.fixes.edit import Edit, Unfit, apply, ordered
from analyzer.fixes.layout import newline
from analyzer.lint.own_rules import PARSE_ERROR
from analyzer.lint.suppression import FILE, INSTRUCTION, Places
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
_KEYS = {INSTRUCTION: "ignore", FILE: "ignore-file"}

Place = tuple[str, int]  # scope, and the offset of the line that the comment goes above


def suppression_edit(root: FileFacts, finding: Finding, reason: str) -> list[Edit]:
    """The edits that silence one finding, by a comment above its instruction or, where it is about the file, at the top.

    A comment of the same reason that stands there takes the rule in. Raises Unfit where nothing silences it.
    """
    return suppression_edits(root, [finding], reason)


def suppression_edits(root: FileFacts, findings: Iterable[Finding], reason: str) -> list[Edit]:
    """The edits that silence findings, one comment for all that stand in the same place. `reason` may be empty. Raises Unfit."""
    reason = _checked(reason)
    places: dict[Place, dict[str, None]] = {}
    for finding in findings:
        places.setdefault(_place(root.document, finding), {})[finding.rule] = None
    return ordered(_comment(root, place, sorted(rules), reason) for place, rules in places.items())


def add_suppressions(source: Source, policy: Policy, reason: str) -> Outcome:
    """Silences all findings of a file. Raises Unfit for a reason that cannot be written, and BuildOptionError.

    The file is judged again: the findings must be silenced, and nothing else may have changed. Those of which that does not hold
    are left as they are, and reported as dropped.
    """
    from analyzer.lint.fix import Fix
    from analyzer.lint.fixing import Applied, Dropped, Outcome, State

    _checked(reason)
    state = State(source, policy)
    outcome = Outcome(source, state.findings)
    wanted = [finding for finding in state.findings if finding.suppression is None and finding.rule != PARSE_ERROR.id]
    groups: dict[Place, list[Finding]] = {}
    for finding in wanted:
        groups.setdefault(_place(state.root.document, finding), []).append(finding)
    kept, reason_not = wanted, _tried(state, wanted, policy, reason)[1] if wanted else ""
    if reason_not:
        kept = []
        for group in groups.values():
            why = _tried(state, group, policy, reason)[1]
            kept += group if not why else []
            outcome.dropped += [Dropped(finding, Fix("suppress", "metadata", []), why) for finding in group if why]
    if kept:
        after, why = _tried(state, kept, policy, reason)
        if not why:
            edits = suppression_edits(state.root, kept, reason)
            outcome.source, outcome.findings = after.source, after.findings
            outcome.applied = [Applied(finding, Fix("suppress", "metadata", edits)) for finding in kept]
        else:
            outcome.dropped += [Dropped(finding, Fix("suppress", "metadata", []), why) for finding in kept]
    return outcome


def _tried(state: State, findings: list[Finding], policy: Policy, reason: str) -> tuple[State, str]:
    """The file with the findings silenced, and what is wrong with it."""
    from analyzer.lint.fixing import State
    from analyzer.source.text import Source

    text = apply(state.source.text, suppression_edits(state.root, findings, reason))
    after = State(Source(text, state.source.path), policy)
    return after, _wrong(state, after, findings)


def _wrong(before: State, after: State, silenced: list[Finding]) -> str:
    """What else the comments have changed, or have not; empty where all is well."""
    if _instructions(before.root.document) != _instructions(after.root.document):
        return "the comment would change an instruction"
    expected = Counter(finding.rule for finding in silenced)
    for quiet in (False, True):
        old, new = _counts(before, quiet), _counts(after, quiet)
        for rule in {*old, *new}:
            change = expected[rule] if quiet else -expected[rule]
            if new[rule] != old[rule] + change:
                return f"the findings of '{rule}' would not be the same"
    return ""


def _counts(state: State, quiet: bool) -> Counter[str]:
    return Counter(finding.rule for finding in state.findings if (finding.suppression is not None) is quiet)


def _instructions(document: Document) -> list[tuple[str, str]]:
    found = [(node.logical.text, "".join(heredoc.content for heredoc in node.heredocs)) for node in document.instructions]
    return [*((directive.name, directive.value) for directive in document.directives), *found]


def _checked(reason: str) -> str:
    reason = reason.strip()
    if not reason.isprintable():
        raise Unfit("a reason is one line of printable text")
    return reason


def _place(document: Document, finding: Finding) -> Place:
    """Where a comment silences a finding."""
    if finding.rule == PARSE_ERROR.id:
        raise Unfit("the build fails all the same")
    start, end = finding.span.start.offset, finding.span.end.offset
    places = Places(document)
    number = places.instruction(start)
    if places.spans_more(start, end):
        return FILE, document.directives[-1].end if document.directives else 0
    if number < len(document.instructions):
        return INSTRUCTION, document.instructions[number].outer_start
    return INSTRUCTION, document.source.text.rfind("\n", 0, start) + 1


def _comment(root: FileFacts, place: Place, rules: list[str], reason: str) -> Edit:
    scope, at = place
    text = root.source.text
    given = _given(root.document, place, reason)
    if given is not None:
        return Edit(given, given, "".join(f",{rule}" for rule in rules))
    at += int(at == 0 and text[:1] == _BOM)
    line = text[at:]
    indent = line[: len(line) - len(line.lstrip(" \t"))] if scope == INSTRUCTION else ""
    ending = newline(root)
    front = ending if at and text[at - 1] not in "\n\ufeff" else ""
    behind = f" -- {reason}" if reason else ""
    return Edit(at, at, f"{front}{indent}# buildsecbot: {_KEYS[scope]}={','.join(rules)}{behind}{ending}")


def _given(document: Document, place: Place, reason: str) -> int | None:
    """Behind which rule of a comment of the same scope and reason another one can be named."""
    scope, at = place
    number = Places(document).instruction(at)
    for piece in document.pieces:
        if piece.piece != "comment" or (scope == INSTRUCTION and Places(document).instruction(piece.start) != number):
            continue
        text: str = piece.text  # type: ignore[attr-defined]
        if not text:
            continue
        begin = document.source.text.index(text, piece.start)
        named = read_comment(text, begin)
        if named and all(one.tool == "buildsecbot" and one.scope == scope and not one.problem for one in named):
            if all(one.reason == reason for one in named):
                return named[-1].end
    return None
