"""The fixes of a finding: what its rule proposes, as edits of the file."""

from __future__ import annotations

from analyzer.fixes.edit import Unfit, ordered
from analyzer.fixes.effects import SAFE
from analyzer.fixes.primitives import edits_of
from analyzer.rules.proposals import proposals

TYPE_CHECKING = False
if TYPE_CHECKING:
    from analyzer.fixes.edit import Edit
    from analyzer.rules.ruleset import Match


class Fix:
    """A change that removes a finding. `edits` are by place, and none touches another."""

    __slots__ = ("edits", "effect", "title")

    def __init__(self, title: str, effect: str, edits: list[Edit]) -> None:
        self.title = title
        self.effect = effect
        self.edits = edits

    @property
    def safe(self) -> bool:
        """Its effect is one of those that are compared before it is written."""
        return self.effect in SAFE

    def __repr__(self) -> str:
        return f"<{self.effect} fix {self.title!r}: {self.edits}>"


def fixes_of(match: Match) -> tuple[Fix, ...]:
    """The fixes that can be made of a match, the safe ones first."""
    found = []
    for proposal in proposals(match):
        try:
            edits = ordered(edit for name, given in proposal.edits for edit in edits_of(name, given))
        except Unfit:
            continue
        if edits:
            found.append(Fix(proposal.title, proposal.effect, edits))
    return tuple(sorted(found, key=lambda fix: not fix.safe))


def refusals_of(match: Match) -> tuple[tuple[str, str], ...]:
    """The titles of fixes that cannot be made of a match, and why."""
    found = []
    for proposal in proposals(match):
        try:
            if not ordered(edit for name, given in proposal.edits for edit in edits_of(name, given)):
                found.append((proposal.title, "nothing would change"))
        except Unfit as reason:
            found.append((proposal.title, str(reason)))
    return tuple(found)
