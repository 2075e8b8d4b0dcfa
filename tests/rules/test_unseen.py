"""Nodes that may lie in what could not be read make a relation unknown, and `not` leaves it so."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from analyzer.rules.ruleset import Match, Ruleset

Rule = Callable[[str], Ruleset]
Check = Callable[[Ruleset, str], list[Match]]
SORTS = ["command", "download", "archive", "addition", "change", "secret", "residue", "package"]


@pytest.mark.parametrize("sort", SORTS)
def test_of_a_body_that_cannot_be_read_nothing_can_be_denied(rule: Rule, check: Check, sort: str) -> None:
    ruleset = rule(f"instruction: RUN\nnot: {{has: {{{sort}: any}}}}")
    assert check(ruleset, "FROM a\nRUN if then") == []
    assert len(check(ruleset, "FROM a\nRUN")) == 1


@pytest.mark.parametrize("sort", SORTS)
def test_one_such_body_makes_its_stage_unknown_too(rule: Rule, check: Check, sort: str) -> None:
    ruleset = rule(f"stage: any\nnot: {{has: {{{sort}: any}}}}")
    assert check(ruleset, "FROM a\nRUN if then") == []
    assert len(check(ruleset, "FROM a\nUSER u")) == 1
