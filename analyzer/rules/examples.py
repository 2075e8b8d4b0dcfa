"""Runs the examples of rules and says what is wrong with them."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    from analyzer.rules.ruleset import Match, RuleInfo, Ruleset

    Given = tuple[tuple[str, Any], ...]
    Evaluate = Callable[[Ruleset, str, str, Given], list[Match]]
    Repair = Callable[[Ruleset, str, str, Given], tuple[str, list[str]]]

OK, NOISY, MISSING, WRONG, NOT_IDEMPOTENT = "ok", "noisy", "missing", "wrong", "not-idempotent"
VERDICTS = (OK, NOISY, MISSING, WRONG, NOT_IDEMPOTENT)


class Outcome:
    """How one example went. `kind` is bad or good, `number` its place among those of the rule, from 0.

    Each of the `problems` starts with its verdict: *missing* (an expected finding did not come), *noisy* (one came that was
    not expected), *wrong* (it came, with another place or message, or the fixed text is another) or *not-idempotent* (fixing
    the fixed text changes it again). Without problems the example is *ok*.
    """

    __slots__ = ("kind", "number", "problems", "rule")

    def __init__(self, rule: RuleInfo, kind: str, number: int, problems: tuple[str, ...]) -> None:
        self.rule, self.kind, self.number, self.problems = rule, kind, number, problems

    @property
    def name(self) -> str:
        """``rule::bad::0``."""
        return f"{self.rule.id}::{self.kind}::{self.number}"

    @property
    def verdict(self) -> str:
        """That of its first problem."""
        return self.problems[0].split(":", 1)[0] if self.problems else OK


def run_examples(ruleset: Ruleset, evaluate: Evaluate, repair: Repair | None = None) -> Iterator[Outcome]:
    """Runs every example.

    ``evaluate(ruleset, rule id, dockerfile, given)`` gives what that one rule finds in a Dockerfile, ``repair``, called with
    the same, what its fixes make of it and why some were not made; without it the fixes are not tried.
    """
    for rule in ruleset.rules:
        bad, good = rule.examples
        for number, (text, findings, _, settings, fixed, given) in enumerate(bad):
            configured = _configured(ruleset, rule, settings)
            problems = list(_compare(text, list(findings), evaluate(configured, rule.id, text, given)))
            if repair is not None and fixed is not None:
                problems += _compare_fixed(text, fixed, lambda before: repair(configured, rule.id, before, given))  # noqa: B023
            yield Outcome(rule, "bad", number, tuple(problems))
        for number, (text, _, settings, given) in enumerate(good):
            found = evaluate(_configured(ruleset, rule, settings), rule.id, text, given)
            yield Outcome(rule, "good", number, tuple(f"{NOISY}: {_shown(text, match)}" for match in found))


def _configured(ruleset: Ruleset, rule: RuleInfo, settings: tuple[tuple[str, Any], ...]) -> Ruleset:
    return ruleset.configured({rule.id: dict(settings)}) if settings else ruleset


def _compare_fixed(text: str, fixed: str, repair: Callable[[str], tuple[str, list[str]]]) -> Iterator[str]:
    after, dropped = repair(text)
    if after != fixed:
        reasons = f" (not made: {'; '.join(dropped)})" if dropped else ""
        yield f"{WRONG}: fixed to {after!r}{reasons}"
    elif repair(after)[0] != after:
        yield f"{NOT_IDEMPOTENT}: fixed again to {repair(after)[0]!r}"


def _line(text: str, match: Match) -> int:
    return text.count("\n", 0, match.start) + 1


def _shown(text: str, match: Match) -> str:
    return f"line {_line(text, match)}: {text[match.start : match.end]!r}: {match.message}"


def _compare(text: str, expected: list[tuple[int, str | None, str | None]], found: list[Match]) -> Iterator[str]:
    """Compares the findings one by one, in their order."""
    for number in range(max(len(expected), len(found))):
        if number >= len(found):
            line, span, _ = expected[number]
            yield f"{MISSING}: " + (f"line {line}" if line else repr(span))
        elif number >= len(expected):
            yield f"{NOISY}: {_shown(text, found[number])}"
        else:
            yield from _difference(text, expected[number], found[number])


def _difference(text: str, expected: tuple[int, str | None, str | None], match: Match) -> Iterator[str]:
    line, span, message = expected
    if line and line != _line(text, match):
        yield f"{WRONG}: not at line {line} but {_shown(text, match)}"
    elif span is not None and span.strip() != text[match.start : match.end].strip():
        yield f"{WRONG}: not at {span!r} but {_shown(text, match)}"
    elif message is not None and message != match.message:
        yield f"{WRONG}: not {message!r} but {_shown(text, match)}"
