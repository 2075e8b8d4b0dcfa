"""Conditions and values in words, for a trace."""

from __future__ import annotations

from analyzer.facts.node import Node
from analyzer.facts.unknown import UNKNOWN

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from analyzer.rules.check import Plan

MAX_VALUE = 60


def called(attribute: str) -> str:
    """A field's name in rules."""
    return attribute.replace("_", "-")


def described(plan: Plan, params: Mapping[str, Any] | None = None) -> str:
    """The test of a value as a rule says it."""
    name = plan[0]
    if name == "all":
        return " and ".join(described(part, params) for part in plan[1]) or "anything"
    if name == "any":
        return " or ".join(described(part, params) for part in plan[1])
    if name in ("not", "some", "each", "none"):
        return f"{name} {described(plan[1], params)}"
    if name == "kept":
        return described(plan[1], params)
    if name == "field":
        return f"{called(plan[1])}: {described(plan[2], params)}"
    if name == "count":
        where = f" of those with {described(plan[2], params)}" if plan[2] else ""
        return f"count {described(plan[1], params)}{where}"
    if name == "present":
        return f"present {str(plan[-1]).lower()}"
    if name == "ref":
        return f"ref {plan[1]}.{called(plan[2])}"
    if name == "matches":
        return "matches " + " or ".join(repr(automaton[0]) for automaton in plan[1])
    if name == "bind":
        return f"as {plan[1]}"
    return _comparison(name, plan[1], params) if isinstance(name, str) and len(plan) == 2 else f"{name} ..."


def _comparison(name: str, operand: Any, params: Mapping[str, Any] | None) -> str:
    if isinstance(operand, tuple) and operand[:1] == ("param",):
        given = (params or {}).get(operand[1], f"the parameter {operand[1]}")
        operand = given if isinstance(given, tuple) else (given,)
    values = operand if isinstance(operand, tuple) else (operand,)
    words = [shown(value) for value in values[:4]] + (["..."] if len(values) > 4 else [])
    text = " or ".join(words) or "nothing"
    return text if name in ("in", "eq") else f"{name} {text}"


def shown(value: Any) -> str:
    """A value in one short line; a node as sort, place and text."""
    if value is UNKNOWN:
        return "unknown"
    if value is None:
        return "absent"
    if isinstance(value, Node):
        line, column = value.file.source.position(value.start)
        return f"{line}:{column} {_cut(value.span_text)}"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (list, tuple)):
        words = [shown(element) for element in value[:4]] + ([f"... ({len(value)})"] if len(value) > 4 else [])
        return "[" + ", ".join(words) + "]"
    return _cut(value) if isinstance(value, str) else str(value)


def _cut(text: str) -> str:
    from analyzer.facts.redact import redact

    line = " ".join(redact(text).split())
    return repr(line if len(line) <= MAX_VALUE else line[: MAX_VALUE - 1] + "…")
