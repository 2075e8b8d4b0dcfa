"""``on-unknown: report``: a rule that also speaks where it cannot tell, with less confidence."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from analyzer.lint.check import check_source
from analyzer.lint.selection import Selection
from analyzer.rules.ruleset import UNCERTAIN, Match, Ruleset
from analyzer.source.text import Source

Load = Callable[..., Ruleset]
Check = Callable[[Ruleset, str], list[Match]]
REPORT = {"on-unknown": "report"}


@pytest.mark.parametrize(
    ("match", "text", "certain"),
    [
        ("{image: any, tag: latest}", "FROM a:latest", [True]),
        ("{image: any, tag: latest}", "ARG T\nFROM a:$T", [False]),
        ("{image: any, tag: latest}", "ARG T=1\nFROM a:$T", []),
        ("{image: a, tag: x}", "ARG N\nFROM $N:x", [False]),  # the head itself is unknown
        ("{image: a, tag: y}", "ARG N\nFROM $N:x", []),
        ("{image: any, not: {tag: latest}}", "ARG T\nFROM a:$T", [False]),
    ],
)
def test_what_is_reported(rule: Load, check: Check, match: str, text: str, certain: list[bool]) -> None:
    assert [found.certain for found in check(rule(match, REPORT), text + "\n")] == certain
    assert len(check(rule(match), text + "\n")) == sum(certain)


def test_the_message_says_so_and_shows_what_may_be_meant(rule: Load, check: Check) -> None:
    rules = rule(
        "{command: any, as: I, packages: {as: P, some: {pinned: false}}, follows: {command: x, as: X}}",
        {**REPORT, "message": "'{P.text} of {I.name} behind {X.name}'", "at": "P", "labels": "[{at: X, message: this}]"},
    )
    certain, unknown = check(rules, "FROM debian:12\nRUN x; apt-get install curl\nRUN x; apt-get install $P\n")
    assert (certain.message, certain.confidence, len(certain.labels)) == ("curl of apt-get behind x", "high", 1)
    assert (unknown.message, unknown.confidence, unknown.certain) == ("$P of apt-get behind x" + UNCERTAIN, "low", False)


def test_a_capture_that_is_missing_shows_as_a_question_mark(rule: Load, check: Check) -> None:
    rules = rule(
        "{image: any, tag: latest, precedes: {command: x, as: C, within: file}}",
        {**REPORT, "message": "'{C.name} behind it{C.text? (%)}'", "at": "C", "labels": "[{at: C, message: here}]"},
    )
    (found,) = check(rules, "FROM a:latest\nRUN if; then\n")
    assert (found.message, found.labels, found.start) == ("? behind it" + UNCERTAIN, [], 5)


def test_findings_have_low_confidence(rule: Load) -> None:
    rules = rule("{image: any, tag: latest}", REPORT)
    found = check_source(Source("ARG T\nFROM a:$T\nFROM b:latest\n"), Selection(rules, frozenset(rules.by_id)))
    assert [finding.confidence for finding in found] == ["low", "high"]
