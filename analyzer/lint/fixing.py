"""Fixes a file in rounds. Each round's result is read and judged again, and kept only where it is better in every respect.

A round applies fixes of one effect that do not touch each other. Afterwards the file must parse as well as before, each
finding that was fixed must be gone, no finding as grave may have come, and the file must show no more than that effect. A
round that fails is halved until the fix that spoils it stands alone; that one is dropped and reported.
"""

from __future__ import annotations

from collections import Counter

from analyzer.fixes.edit import apply, clash
from analyzer.fixes.effects import SAFE, broken
from analyzer.lint.check import judge, open_file
from analyzer.lint.finding import SEVERITIES
from analyzer.source.text import Source

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from analyzer.facts.model import FileFacts
    from analyzer.lint.finding import Finding
    from analyzer.lint.fix import Fix
    from analyzer.lint.run import Policy

MOST_ROUNDS = 10  # of each effect
EFFECTS = (*SAFE, "image")  # in the order in which fixes are made


class Applied:
    """A fix that was made: the finding as it was, and the fix."""

    __slots__ = ("finding", "fix")

    def __init__(self, finding: Finding, fix: Fix) -> None:
        self.finding = finding
        self.fix = fix


class Dropped(Applied):
    """A fix that was not made, and why it would have done harm."""

    __slots__ = ("reason",)

    def __init__(self, finding: Finding, fix: Fix, reason: str) -> None:
        super().__init__(finding, fix)
        self.reason = reason


class Outcome:
    """What fixing brought: the new source and its findings, the fixes made, and those dropped."""

    __slots__ = ("applied", "dropped", "findings", "source")

    def __init__(self, source: Source, findings: list[Finding]) -> None:
        self.source = source
        self.findings = findings
        self.applied: list[Applied] = []
        self.dropped: list[Dropped] = []


class _State:
    """A version of the file: its facts, and its findings."""

    __slots__ = ("findings", "root", "source")

    def __init__(self, source: Source, root: FileFacts, findings: list[Finding]) -> None:
        self.source = source
        self.root = root
        self.findings = findings


def _state(source: Source, policy: Policy, *, fixes: bool = True) -> _State:
    root = open_file(source, policy.build_args, policy.stage, policy.providers)
    return _State(source, root, judge(root, policy.selection, fixes=fixes))


def harm(root: FileFacts, findings: list[Finding], policy: Policy, finding: Finding, fix: Fix) -> str:
    """In what a file with one fix made would not be better than it is; empty where it would be.

    `root` and `findings` are those of the file as it is. An unsafe fix, which somebody has chosen, may bring other findings.
    Raises analyzer.lint.check.BuildOptionError.
    """
    after = Source(apply(root.source.text, fix.edits), root.source.path)
    before = _State(root.source, root, findings)
    return _worse(before, _state(after, policy, fixes=False), [Applied(finding, fix)], others=fix.safe)


def fix_source(
    source: Source, policy: Policy, unsafe: bool = False, *, wanted: Callable[[Finding], bool] | None = None
) -> Outcome:
    """Fixes what can be fixed of a file; with `unsafe` also by what may change the image otherwise.

    `wanted` tells which findings are to be fixed, all of them without it. Raises analyzer.lint.check.BuildOptionError.
    """
    return _Fixing(policy, unsafe, wanted).run(source)


class _Fixing:
    def __init__(self, policy: Policy, unsafe: bool, wanted: Callable[[Finding], bool] | None) -> None:
        self.policy = policy
        self.unsafe = unsafe
        self.wanted = wanted
        self.given_up: set[tuple[str, str, int, str]] = set()

    def run(self, source: Source) -> Outcome:
        state = _state(source, self.policy)
        outcome = Outcome(source, state.findings)
        rounds: Counter[str] = Counter()
        while chosen := self._chosen(state.findings):
            effect = chosen[0].fix.effect
            if rounds[effect] == MOST_ROUNDS:
                outcome.dropped += [Dropped(each.finding, each.fix, "such fixes come to no end") for each in chosen]
                break
            dropped = len(outcome.dropped)
            made, state = self._made(state, chosen, outcome.dropped)
            outcome.applied += made
            rounds[effect] += len(outcome.dropped) == dropped and len(made) == len(chosen)  # else it was but a part of a round
        outcome.source, outcome.findings = state.source, state.findings
        return outcome

    def _chosen(self, findings: list[Finding]) -> list[Applied]:
        """Fixes of one effect that do not touch each other, by place."""
        wanted = [each for finding in findings if (each := self._wanted(finding)) is not None]
        first = min((EFFECTS.index(each.fix.effect) for each in wanted), default=0)
        chosen: list[Applied] = []
        for each in wanted:
            if each.fix.effect == EFFECTS[first] and not any(clash(each.fix.edits, other.fix.edits) for other in chosen):
                chosen.append(each)
        return chosen

    def _wanted(self, finding: Finding) -> Applied | None:
        """The first fix of a finding that is allowed and was not given up."""
        if finding.suppression is None and (self.wanted is None or self.wanted(finding)):
            for fix in finding.fixes:
                if (fix.safe or self.unsafe) and _key(finding, fix) not in self.given_up:
                    return Applied(finding, fix)
        return None

    def _made(self, state: _State, chosen: list[Applied], dropped: list[Dropped]) -> tuple[list[Applied], _State]:
        """What was made of the chosen fixes, and the file with them; those that spoil it are dropped."""
        edits = sorted((edit for each in chosen for edit in each.fix.edits), key=lambda edit: (edit.start, edit.end))
        after = _state(Source(apply(state.source.text, edits), state.source.path), self.policy)
        reason = _worse(state, after, chosen)
        if not reason:
            return chosen, after
        if len(chosen) == 1:
            self.given_up.add(_key(chosen[0].finding, chosen[0].fix))
            dropped.append(Dropped(chosen[0].finding, chosen[0].fix, reason))
            return [], state
        half = len(chosen) // 2
        made, new = self._made(state, chosen[:half], dropped)
        if made:
            return made, new  # the rest is chosen again, with its places in the new text
        return self._made(state, chosen[half:], dropped)


def _key(finding: Finding, fix: Fix) -> tuple[str, str, int, str]:
    return finding.rule, finding.anchor, finding.ordinal, fix.title


def _worse(before: _State, after: _State, made: list[Applied], *, others: bool = True) -> str:
    """In what the new version is not better; empty where it is. With `others` findings of other rules count."""
    new_issues = Counter(issue.message for issue in after.root.document.issues)
    new_issues.subtract(issue.message for issue in before.root.document.issues)
    if any(count > 0 for count in new_issues.values()):
        return "the file would no longer parse: " + next(message for message, count in new_issues.items() if count > 0)
    old, new = _counts(before), _counts(after)
    for rule, count in Counter(each.finding.rule for each in made).items():
        if new[rule] > old[rule] - count:
            return f"'{rule}' would still be reported"
    gravest = min(SEVERITIES.index(each.finding.severity) for each in made)
    for finding in after.findings if others else ():
        if new[finding.rule] > old[finding.rule] and SEVERITIES.index(finding.severity) <= gravest:
            return f"'{finding.rule}' would be reported: {finding.message}"
    return broken(made[0].fix.effect, before.root, after.root)


def _counts(state: _State) -> Counter[str]:
    return Counter(finding.rule for finding in state.findings if finding.suppression is None)
