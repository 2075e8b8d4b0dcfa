"""The fixes of a file's findings, each made when it is first asked for: an editor asks for few of them."""

from __future__ import annotations

from analyzer.lint.fix import fixes_of, refusals_of
from analyzer.lint.suppression_fixes import add_fixes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from analyzer.lint.finding import Finding
    from analyzer.lint.fix import Fix
    from analyzer.lint.suppression import Suppressions
    from analyzer.rules.ruleset import Match
    from analyzer.syntax.nodes import Document


class Offers:
    """What can be offered for the findings of one file. `analyzer.lint.check.judge` fills it."""

    __slots__ = ("_comments", "_made", "_matches")

    def __init__(self) -> None:
        self._matches: dict[Finding, Match] = {}
        self._made: dict[Finding, tuple[Fix, ...]] = {}
        self._comments: tuple[Suppressions, Document] | None = None

    def add(self, finding: Finding, match: Match) -> None:
        """A finding whose rule has fixes, and the match they are made of."""
        self._matches[finding] = match

    def add_comments(self, suppressions: Suppressions, document: Document) -> None:
        """What findings about the comments that silence others are mended by."""
        self._comments = suppressions, document

    def of(self, finding: Finding) -> tuple[Fix, ...]:
        """The fixes of a finding, the safe ones first."""
        found = self._made.get(finding)
        if found is None:
            match = self._matches.get(finding)
            if match is not None:
                finding.fixes = fixes_of(match)
            elif self._comments is not None:
                add_fixes([finding], *self._comments)
            found = self._made[finding] = finding.fixes
        return found

    def refused(self, finding: Finding) -> tuple[tuple[str, str], ...]:
        """The titles of fixes of its rule that do not fit the finding, and why."""
        match = self._matches.get(finding)
        return refusals_of(match) if match is not None else ()
