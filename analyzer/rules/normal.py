"""Puts the tests of a node in the order they are run, and finds those that exclude each other."""

from __future__ import annotations

from analyzer.rules.plans import binds, reads

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from analyzer.rules.check import Plan
    from analyzer.rules.errors import Mark

# Cheap tests first; relations walk over other nodes and come last.
COST = {
    "present": 0, "eq": 0, "in": 1, "not-in": 1, "lt": 1, "le": 1, "gt": 1, "ge": 1, "starts-with": 2, "ends-with": 2,
    "contains": 3, "glob": 4, "is": 5, "is-not": 5, "matches": 6, "has-all": 3, "count": 4, "some": 4, "each": 4, "none": 4,
    "inside": 9, "next": 9, "prev": 9, "has": 10, "precedes": 10, "follows": 10,
}  # fmt: skip


def conjunction(plans: list[Plan]) -> Plan:
    """All tests of one node as one plan. Tests that bind or read captures keep their order, after all others."""
    flat = [part for plan in plans for part in (plan[1] if plan[0] == "all" else (plan,))]
    pure = sorted((plan for plan in flat if not _uses_captures(plan)), key=_cost)
    ordered = pure + [plan for plan in flat if _uses_captures(plan)]
    return ordered[0] if len(ordered) == 1 else ("all", tuple(ordered))


def _uses_captures(plan: Plan) -> bool:
    return bool(binds(plan) or reads(plan))


def _cost(plan: Plan) -> int:
    if plan[0] in ("field", "not", "kept"):
        return _cost(plan[-1])
    if plan[0] in ("all", "any"):
        return 1 + max(map(_cost, plan[1]), default=0)
    return COST.get(plan[0], 5)


def contradictions(tests: list[tuple[Mark, Plan]]) -> Iterator[tuple[Mark, str]]:
    """The tests of one node that can never be true together with those before them."""
    facts: dict[str, _Possible] = {}
    for mark, plan in tests:
        for attribute, test in _simple(plan):
            if not facts.setdefault(attribute, _Possible()).narrow(test):
                yield mark, attribute.replace("_", "-")
                break


def _simple(plan: Plan) -> Iterator[tuple[str, Plan]]:
    """The tests of single values in a plan, as (attribute, test)."""
    if plan[0] == "all":
        for part in plan[1]:
            yield from _simple(part)
    elif plan[0] == "present":
        yield plan[1], ("present", plan[2])
    elif plan[0] == "field":
        for part in plan[2][1] if plan[2][0] == "all" else (plan[2],):
            yield plan[1], part
    elif plan[0] == "not" and plan[1][0] == "field":
        yield plan[1][1], ("not", plan[1][2])


class _Possible:
    """What a value can still be."""

    __slots__ = ("absent", "allowed", "denied", "high", "low")

    def __init__(self) -> None:
        self.absent: bool | None = None
        self.allowed: set[Any] | None = None
        self.denied: set[Any] = set()
        self.low, self.high = float("-inf"), float("inf")

    def narrow(self, test: Plan) -> bool:
        """Take a test into account; False where nothing is left."""
        values = _literals(test[1] if test[0] == "not" else test)
        if test[0] == "present":
            absent = not test[1]
            if self.absent not in (None, absent):
                return False
            self.absent = absent
            return True
        if test[0] != "not":
            if self.absent:
                return False
            self.absent = False
        if test[0] in ("eq", "in") and values is not None:
            self.allowed = values if self.allowed is None else self.allowed & values
        elif (test[0] == "not-in" or (test[0] == "not" and test[1][0] in ("eq", "in"))) and values is not None:
            self.denied |= values
        elif test[0] in ("lt", "le", "gt", "ge") and isinstance(test[1], int):
            if test[0][0] == "l":
                self.high = min(self.high, test[1] - (test[0] == "lt"))
            else:
                self.low = max(self.low, test[1] + (test[0] == "gt"))
        return self._left()

    def _left(self) -> bool:
        if self.allowed is not None:
            return any(value not in self.denied and self._between(value) for value in self.allowed)
        return self.low <= self.high

    def _between(self, value: object) -> bool:
        return not isinstance(value, int) or isinstance(value, bool) or self.low <= value <= self.high


def _literals(test: Plan) -> set[Any] | None:
    """The values a test compares with, None where a parameter gives them."""
    if test[0] == "eq":
        return None if isinstance(test[1], tuple) else {test[1]}
    if test[0] in ("in", "not-in") and test[1][:1] != ("param",):
        return set(test[1])
    return None
