"""The relations between nodes: which other nodes are looked at, and in what order.

Facts keep the nodes of a sort in document order, so a place among them is found by bisection.
"""

from __future__ import annotations

from analyzer.rules.nearest import Nearest, after, before
from analyzer.rules.unseen import unseen_within

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from analyzer.rules.check import Plan

    Env = dict[str, Any]
    Test = Callable[[Any, Env], bool | None]


def _inside(plan: Plan, test: Test, _until: Test | None) -> Test:
    sort = plan[1]

    def inside(node: Any, env: Env) -> bool | None:
        around = node.file if sort == "file" else node.ancestor(sort)
        return False if around is None else test(around, env)

    return inside


def _has(plan: Plan, test: Test, _until: Test | None) -> Test:
    sort = plan[1]

    def has(node: Any, env: Env) -> bool | None:
        first = None
        for other in node.within(sort):
            found = test(other, env)
            if found:
                return True
            if found is None and first is None:
                first = other
        if first is not None:
            test(first, env)  # binds
            return None
        return None if unseen_within(node, sort) else False

    return has


def _neighbour(plan: Plan, test: Test, _until: Test | None) -> Test:
    walk = after if plan[0] == "next" else before

    def neighbour(node: Any, env: Env) -> bool | None:
        space = node.ancestor("instruction" if node.sort == "command" else "stage")
        if space is None:
            return False
        for other in walk(space.within(node.sort), node):
            return test(other, env)
        return False

    return neighbour


ORDERED = ("precedes", "follows")
RELATIONS: dict[str, Callable[[Plan, Test, Test | None], Test]] = {
    "inside": _inside, "has": _has, "precedes": Nearest, "follows": Nearest, "next": _neighbour, "prev": _neighbour,
}  # fmt: skip
