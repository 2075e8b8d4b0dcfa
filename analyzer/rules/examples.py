"""Runs the examples of rules and says what is wrong with them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from analyzer.rules.ruleset import Match, RuleInfo, Ruleset


class Outcome(NamedTuple):
    """How one example went. `name` is ``rule::bad::0``; `problems` is empty where it went well.

    Each problem starts with *missing* (an expected finding did not come), *noisy* (one came that was not expected) or
    *wrong* (it came, with another text or message).
    """

    name: str
    problems: tuple[str, ...]


def run_examples(ruleset: Ruleset, evaluate: Callable[[Ruleset, str, str], list[Match]]) -> Iterator[Outcome]:
    """Runs every example. ``evaluate(ruleset, rule id, dockerfile)`` gives what that one rule finds in a Dockerfile."""
    for rule in ruleset.rules:
        bad, good = rule.examples
        for number, (text, findings, _, settings, _) in enumerate(bad):
            found = evaluate(_configured(ruleset, rule, settings), rule.id, text)
            yield Outcome(f"{rule.id}::bad::{number}", tuple(_compare(text, list(findings), found)))
        for number, (text, _, settings) in enumerate(good):
            found = evaluate(_configured(ruleset, rule, settings), rule.id, text)
            yield Outcome(f"{rule.id}::good::{number}", tuple(f"noisy: {_shown(text, match)}" for match in found))


def _configured(ruleset: Ruleset, rule: RuleInfo, settings: tuple[tuple[str, Any], ...]) -> Ruleset:
    return ruleset.configured({rule.id: dict(settings)}) if settings else ruleset


def _line(text: str, match: Match) -> int:
    return text.count("\n", 0, match.start) + 1


def _shown(text: str, match: Match) -> str:
    return f"line {_line(text, match)}: {text[match.start : match.end]!r}: {match.message}"


def _compare(text: str, expected: list[tuple[int, str | None, str | None]], found: list[Match]) -> Iterator[str]:
    """Compares the findings one by one, in their order."""
    for number in range(max(len(expected), len(found))):
        if number >= len(found):
            line, span, _ = expected[number]
            yield "missing: " + (f"line {line}" if line else repr(span))
        elif number >= len(expected):
            yield f"noisy: {_shown(text, found[number])}"
        else:
            yield from _difference(text, expected[number], found[number])


def _difference(text: str, expected: tuple[int, str | None, str | None], match: Match) -> Iterator[str]:
    line, span, message = expected
    if line and line != _line(text, match):
        yield f"wrong: not at line {line} but {_shown(text, match)}"
    elif span is not None and span.strip() != text[match.start : match.end].strip():
        yield f"wrong: not at {span!r} but {_shown(text, match)}"
    elif message is not None and message != match.message:
        yield f"wrong: not {message!r} but {_shown(text, match)}"
