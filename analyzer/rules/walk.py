"""The relations between nodes: which other nodes are looked at, and in what order.

Facts keep the nodes of a sort in document order, so a place among them is found by bisection.
"""

from __future__ import annotations

from bisect import bisect_left
from operator import attrgetter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from typing import Any

    from analyzer.rules.check import Plan

    Env = dict[str, Any]
    Test = Callable[[Any, Env], bool | None]

_START = attrgetter("start")


def _first(nodes: Iterable[Any], test: Test, env: Env) -> bool | None:
    """True at the first node that fits."""
    result: bool | None = False
    for node in nodes:
        found = test(node, env)
        if found:
            return True
        if found is None:
            result = None
    return result


def _inside(plan: Plan, test: Test, _until: Test | None) -> Test:
    sort = plan[1]

    def inside(node: Any, env: Env) -> bool | None:
        around = _around(node, sort)
        return False if around is None else test(around, env)

    return inside


def _around(node: Any, sort: str) -> Any:
    """The node of a sort that contains this one: the file, or an ancestor."""
    return node.file if sort == "file" else node.ancestor(sort)


def _has(plan: Plan, test: Test, _until: Test | None) -> Test:
    sort = plan[1]
    return lambda node, env: _first(node.within(sort), test, env)


def after(nodes: Sequence[Any], node: Any) -> Iterable[Any]:
    """The nodes that start behind the end of `node`, the nearest first."""
    return map(nodes.__getitem__, range(bisect_left(nodes, node.end, key=_START), len(nodes)))


def before(nodes: Sequence[Any], node: Any) -> Iterable[Any]:
    """The nodes that end before the start of `node`, the nearest first."""
    first = bisect_left(nodes, node.start, key=_START) - 1
    return (other for other in map(nodes.__getitem__, range(first, -1, -1)) if other.end <= node.start)


def _ordered(plan: Plan, test: Test, until: Test | None) -> Test:
    name, sort, scope, _, stop = plan
    walk, sign = (after, 1) if name == "precedes" else (before, -1)

    def ordered(node: Any, env: Env) -> bool | None:
        space = node if node.sort == scope else _around(node, scope)
        if space is None:
            return False
        others = walk(space.within(sort), node)
        if until is None:
            return _first(others, test, env)
        sure, likely = _limits(walk(space.within(stop[0]), node), until, env, sign)
        result: bool | None = False
        for other in others:
            at = other.start * sign
            found = test(other, env) if at < sure else False
            if found and at < likely:
                return True
            if found is not False:
                result = None
        return result

    return ordered


def _limits(stops: Iterable[Any], until: Test, env: Env, sign: int) -> tuple[float, float]:
    """How far to look: the place of the first node that ends the search, and of the first that may."""
    likely = float("inf")
    for stop in stops:
        found = until(stop, {**env})
        if found:
            return stop.start * sign, min(likely, stop.start * sign)
        if found is None:
            likely = min(likely, stop.start * sign)
    return float("inf"), likely


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


ORDERED = ("precedes", "follows")  # their plans are (name, sort, scope, test, (sort, test) of until or ())
RELATIONS: dict[str, Callable[[Plan, Test, Test | None], Test]] = {
    "inside": _inside, "has": _has, "precedes": _ordered, "follows": _ordered, "next": _neighbour, "prev": _neighbour,
}  # fmt: skip
