"""Checks the tests of one value - a text, a number, a boolean - and plans them."""

from __future__ import annotations

import re

from analyzer.facts.predicates import PREDICATES
from analyzer.facts.schema import BOOLEAN, NUMBER, SORTS, STRING
from analyzer.rules.check import NOTHING, Bound, Check, Plan
from analyzer.rules.document import Listing, Mapping, Scalar
from analyzer.rules.errors import did_you_mean
from analyzer.rules.operators import FLAG, NUMBERS, OPERATORS
from analyzer.rules.regex.automaton import compile_expression
from analyzer.rules.regex.dialect import ExpressionError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from analyzer.rules.document import Value


def value_test(check: Check, value: Value, type_: str, what: str, bound: Bound, choices: tuple[str, ...] = ()) -> Plan:
    """The plan of a test of a value that is there and known; ``("present", flag)`` where only its presence is asked for."""
    if isinstance(value, Mapping) and check.reference(value) is None:
        return _operators(check, value, type_, what, bound, choices)
    if type_ == BOOLEAN:
        return ("eq", boolean(check, value, what))
    if type_ == NUMBER:
        return ("in", _numbers(check, value, what))
    operand = check.operand(value, what, ("string", "list"))
    _possible(check, value, what, choices)
    return ("in", operand)


def boolean(check: Check, value: Value, what: str) -> object:
    """A literal boolean, or the plan of a parameter."""
    reference = check.reference(value)
    if reference is not None:
        return check.operand(value, what, ("boolean",))
    text = value.text if isinstance(value, Scalar) else ""
    if text not in ("true", "false"):
        hint = "write true or false" if text in ("yes", "no", "on", "off") else ""
        check.problem(value.mark, "R105", f"{what} is compared with true or false", hint)
    return text == "true"


def number(check: Check, value: Value, what: str) -> int:
    """A literal number."""
    text = value.text if isinstance(value, Scalar) else ""
    if not re.fullmatch(r"-?[0-9]{1,15}", text):
        check.problem(value.mark, "R106", f"{what} is compared with whole numbers")
        return 0
    return int(text)


def _numbers(check: Check, value: Value, what: str) -> object:
    if check.reference(value) is not None:
        return check.operand(value, what, ("number",))
    items = value.items if isinstance(value, Listing) else [value]
    if not items:
        check.problem(value.mark, "R401", f"{what} is compared with an empty list, which nothing can fit")
    return tuple(number(check, item, what) for item in items)


def _possible(check: Check, value: Value, what: str, choices: tuple[str, ...]) -> None:
    """Refuse texts that the fact can never be."""
    if choices and check.reference(value) is None:
        for mark, text in check.texts(value, what):
            if text not in choices:
                check.unknown(mark, "R402", f"{what} is never '{text}'", text, choices)


def _operators(check: Check, mapping: Mapping, type_: str, what: str, bound: Bound, choices: tuple[str, ...]) -> Plan:
    known = OPERATORS[type_]
    plans: list[Plan] = []
    if not mapping.entries:
        check.problem(mapping.mark, "R403", f"{what} is not tested by an empty mapping")
    for key, value in mapping.entries:
        if key.text in known:
            plans.append(_operator(check, key, value, type_, f"{what}: {key.text}", bound, choices if "in" in key.text else ()))
        elif any(key.text in operators for operators in OPERATORS.values()):
            allowed = "allowed: " + ", ".join(known)
            check.problem(key.mark, "R107", f"operator '{key.text}' does not apply to {what}, a {type_}", allowed)
        else:
            check.problem(key.mark, "R108", f"there is no operator '{key.text}'", did_you_mean(key.text, known))
    if ("present", False) in plans and len(plans) > 1:
        check.problem(mapping.mark, "R404", f"{what} cannot be absent and also fit another test")
    if len(plans) > 1:
        plans = [plan for plan in plans if plan != ("present", True)]  # the other tests imply it
    return plans[0] if len(plans) == 1 else ("all", tuple(plans))


def _operator(check: Check, key: Scalar, value: Value, type_: str, what: str, bound: Bound, choices: tuple[str, ...]) -> Plan:
    name = key.text
    if OPERATORS[type_][name][0] == FLAG:
        flag = boolean(check, value, what)
        return ("present", flag is True)
    if name == "ref":
        return _captured(check, value, what, type_, bound)
    if name in ("is", "is-not"):
        return _predicates(check, value, name, type_, what)
    if type_ == NUMBER:
        if OPERATORS[type_][name][0] == NUMBERS:
            return (name, _numbers(check, value, what))
        operand = check.operand(value, what, ("number",)) if check.reference(value) else number(check, value, what)
        return (name, operand)
    allowed = ("string", "list") if name != "matches" else ()
    operand = check.operand(value, what, allowed)
    _possible(check, value, what, choices)
    if name == "matches":
        return _expressions(check, value, operand) if operand[:1] != ("param",) else NOTHING
    return (name, operand)


def _expressions(check: Check, value: Value, expressions: tuple[str, ...]) -> Plan:
    """The automata of regular expressions."""
    items = value.items if isinstance(value, Listing) else [value] * len(expressions)
    found = []
    for item, text in zip(items, expressions, strict=True):
        try:
            found.append(compile_expression(text))
        except ExpressionError as error:
            mark = item.place(error.at) if isinstance(item, Scalar) else item.mark
            if error.code == "R112":
                check.problem(mark, error.code, f"not a regular expression: {error}", error.hint)
            else:
                check.problem(mark, error.code, str(error), error.hint)
    return ("matches", tuple(found))


def _predicates(check: Check, value: Value, name: str, type_: str, what: str) -> Plan:
    names = []
    for mark, text in check.texts(value, what):
        predicate = PREDICATES.get(text)
        if predicate is None:
            hint = "to compare with a text write it without 'is'" if name == "is" else "to compare with a text use not-in"
            check.problem(mark, "R113", f"there is no predicate '{text}'", did_you_mean(text, PREDICATES) or hint)
        elif predicate.type != type_:
            check.problem(mark, "R114", f"predicate '{text}' is of a {predicate.type}, {what} a {type_}")
        else:
            names.append(text)
    return (name, tuple(names))


def _captured(check: Check, value: Value, what: str, type_: str, bound: Bound) -> Plan:
    """``ref: NAME.field``: the field of one captured node, of the same type."""
    text = check.text(value, what)
    name, dot, field_name = text.partition(".")
    capture = bound.get(name)
    if not dot:
        check.problem(value.mark, "R204", "ref is written CAPTURE.field")
    elif capture is None:
        check.unknown(value.mark, "R201", f"'{name}' is not captured before this test", name, bound)
    elif capture.many:
        check.problem(value.mark, "R205", f"'{name}' is a list of nodes, which has no single field")
    else:
        fields = SORTS[capture.sort].fields
        field = fields.get(field_name)
        if field is None:
            check.unknown(value.mark, "R102", f"{capture.sort} has no field '{field_name}'", field_name, fields)
        elif field.type != type_:
            check.problem(value.mark, "R206", f"{text} is a {field.type}, {what} a {type_}")
        else:
            return ("ref", name, field.attribute)
    return NOTHING


def element_test(check: Check, value: Value, what: str, bound: Bound) -> Plan:
    """The plan of a test of each text of a list."""
    plan = value_test(check, value, STRING, what, bound)
    if plan[0] == "present":
        check.problem(value.mark, "R404", f"{what}: the elements of a list are always present")
    return plan
