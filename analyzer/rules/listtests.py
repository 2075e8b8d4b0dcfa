"""Checks and plans the tests of lists of texts, and the counts of lists."""

from __future__ import annotations

from analyzer.facts.schema import NUMBER, STRINGS
from analyzer.rules.document import Mapping
from analyzer.rules.errors import did_you_mean
from analyzer.rules.operators import OPERATORS
from analyzer.rules.valuetests import boolean, element_test, value_test

TYPE_CHECKING = False
if TYPE_CHECKING:
    from analyzer.rules.check import Bound, Check, Plan
    from analyzer.rules.document import Value


def texts_test(check: Check, value: Value, what: str, bound: Bound) -> Plan:
    """The plan of a test of a list of texts; a literal is looked for in it."""
    if not isinstance(value, Mapping) or check.reference(value) is not None:
        return ("some", ("in", check.operand(value, what, ("string", "list"))), "")
    plans = []
    if not value.entries:
        check.problem(value.mark, "R403", f"{what} is not tested by an empty mapping")
    for key, operand in value.entries:
        if key.text not in OPERATORS[STRINGS]:
            hint = did_you_mean(key.text, OPERATORS[STRINGS])
            check.problem(key.mark, "R107", f"operator '{key.text}' does not apply to {what}, a list of texts", hint)
        else:
            plans.append(_list_operator(check, key.text, operand, what, bound))
    if ("present", False) in plans and len(plans) > 1:
        check.problem(value.mark, "R404", f"{what} cannot be empty and also fit another test")
    if len(plans) > 1:
        plans = [("count", ("ge", 1), ()) if plan == ("present", True) else plan for plan in plans]
    return plans[0] if len(plans) == 1 else ("all", tuple(plans))


def _list_operator(check: Check, name: str, value: Value, what: str, bound: Bound) -> Plan:
    what = f"{what}: {name}"
    if name == "present":
        return ("present", boolean(check, value, what) is True)
    if name in ("some", "each", "none"):
        test = element_test(check, value, what, bound)
        return ("some", test, "") if name == "some" else (name, test)
    if name == "count":
        return ("count", value_test(check, value, NUMBER, what, bound), ())
    operand = check.operand(value, what, ("string", "list"))
    if name == "lacks":
        return ("none", ("in", operand))
    return ("has-all", operand) if name == "has-all" else ("some", ("in", operand), "")
