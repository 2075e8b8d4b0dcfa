"""What can be told of a plan before it runs: the captures it needs from outside, and whether its result is worth keeping."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from analyzer.rules.check import Plan

SEARCHES = frozenset(("some", "each", "none", "count", "has", "inside", "precedes", "follows", "next", "prev"))


def parts(plan: Plan) -> Iterator[Plan]:
    """The plans a plan is made of; its operands are none."""
    name = plan[0]
    if name in ("all", "any"):
        yield from plan[1]
    elif name in ("not", "some", "each", "none", "next", "prev", "kept"):
        yield plan[1]
    elif name in ("field", "inside", "has"):
        yield plan[2]
    elif name == "count":
        yield from (part for part in plan[1:] if part)
    elif name in ("precedes", "follows"):
        yield plan[3]
        if plan[4]:
            yield plan[4][1]


def within(plan: Plan) -> Iterator[Plan]:
    """A plan and all it is made of."""
    pending = [plan]
    while pending:
        plan = pending.pop()
        yield plan
        pending.extend(parts(plan))


def binds(plan: Plan) -> set[str]:
    """The captures that a plan binds somewhere."""
    return {name for part in within(plan) if (name := part[1] if part[0] == "bind" else part[2] if part[0] == "some" else "")}


def reads(plan: Plan) -> set[str]:
    """The captures that a plan compares with and does not bind itself."""
    wanted = {part[1] for part in within(plan) if part[0] == "ref"}
    wanted |= {part[5][1] for part in within(plan) if part[0] in ("precedes", "follows") and part[5]}
    return wanted - binds(plan) if wanted else wanted


def kept(plan: Plan) -> Plan:
    """The test of a node that several others may lead to: its result is kept with the node where it takes a search."""
    if plan[0] != "kept" and any(part[0] in SEARCHES for part in within(plan)) and not reads(plan):
        return ("kept", plan)
    return plan


def searched(plan: Plan, until: Plan) -> tuple[Plan, Plan, bool]:
    """How the nodes of ``precedes`` and ``follows`` can be looked up: (plan, key, whether they can).

    Where a node is compared with one capture from outside, ``key`` is (its attribute, the capture, the capture's attribute) and
    the plan is the rest; so the nodes that fit the rest are sorted by that value once. With more comparisons, or with some
    further inside, each node must be tested anew for each that asks.
    """
    outer = reads(plan)
    if until and reads(until):
        return plan, (), False
    tests = plan[1] if plan[0] == "all" else (plan,)
    keys = [test for test in tests if test[0] == "field" and test[2][0] == "ref" and test[2][1] in outer]
    if not outer:
        return plan, (), True
    if len(keys) != 1:
        return plan, (), False
    rest: Plan = ("all", tuple(test for test in tests if test is not keys[0]))
    if reads(rest):
        return plan, (), False
    return rest, (keys[0][1], *keys[0][2][1:]), True


def of_node(plan: Plan) -> bool:
    """The plan tests a node; else it tests a value or a list."""
    while plan[0] in ("all", "any", "not") and plan[1]:
        plan = plan[1] if plan[0] == "not" else plan[1][0]
    return plan[0] in ("field", "bind", "kept", "inside", "has", "precedes", "follows", "next", "prev", "all") or (
        plan[0] == "present" and len(plan) == 3
    )


def joined(parts: tuple[Plan, ...]) -> tuple[Plan, ...]:
    """Parts that ask for nodes of one sort within, and capture none, as one: the nodes are gone through once."""
    sorts = [part[1] for part in parts if part[0] == "has"]
    if len(sorts) == len(set(sorts)):
        return parts
    found: list[Plan] = []
    inner: dict[str, list[Plan]] = {}
    for part in parts:
        if part[0] != "has" or binds(part):
            found.append(part)
        elif part[1] in inner:
            inner[part[1]].append(part[2])
        else:
            inner[part[1]] = [part[2]]
            found.append(("joined", part[1]))
    return tuple(_of_joined(part[1], inner[part[1]]) if part[0] == "joined" else part for part in found)


def _of_joined(sort: str, plans: list[Plan]) -> Plan:
    if len(plans) == 1:
        return "has", sort, plans[0]
    return "has", sort, ("kept", ("any", tuple(plan[1] if plan[0] == "kept" else plan for plan in plans)))
