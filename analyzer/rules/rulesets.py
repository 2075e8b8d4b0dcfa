"""The sets of built-in rules that a project can pin: by year and number, which rules there were.

A set holds the rules whose `since` is not above the version that it was made with. A later version of the program knows all
earlier sets; it adds a line here when it has rules that they do not hold.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from analyzer.rules.ruleset import RuleInfo

SETS = {"2026.1": "0.1.0"}
"""Names to versions of the program, the oldest first."""


def newer_than(name: str, rules: Iterable[RuleInfo]) -> set[str]:
    """The ids of the rules that a set does not hold. Raises KeyError for a set that is not known."""
    last = _numbers(SETS[name])
    return {rule.id for rule in rules if _numbers(rule.since) > last}


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))
