"""``precedes`` and ``follows``: the nearest node behind or before another that fits.

Which nodes of a stage fit is worked out once for all nodes that ask, and kept with the stage; the nearest is then found by
bisection. So a relation takes time linear in the stage, however many nodes ask. Only a test that compares with captures in
more than one way is run anew for each.
"""

from __future__ import annotations

from analyzer.facts.unknown import UNKNOWN
from analyzer.native import attrgetter, bisect_left
from analyzer.rules.unseen import unseen_within

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from typing import Any

    from analyzer.rules.check import Plan

    Env = dict[str, Any]
    Test = Callable[[Any, Env], bool | None]

_START = attrgetter("start")
_FAR = float("inf")


def after(nodes: Sequence[Any], node: Any) -> Iterable[Any]:
    """The nodes that start behind the end of `node`, the nearest first."""
    return map(nodes.__getitem__, range(bisect_left(nodes, node.end, key=_START), len(nodes)))


def before(nodes: Sequence[Any], node: Any) -> Iterable[Any]:
    """The nodes that end before the start of `node`, the nearest first."""
    first = bisect_left(nodes, node.start, key=_START) - 1
    return (other for other in map(nodes.__getitem__, range(first, -1, -1)) if other.end <= node.start)


WALKS = {"precedes": after, "follows": before}


class _Fitting:
    """The nodes of a space that fit or may fit, by the value that is compared with a capture (None without such a value).

    `open` are those that may fit whatever the value is, `any` all of them.
    """

    __slots__ = ("any", "maybe", "open", "sure")

    def __init__(self, nodes: Iterable[Any], test: Test, attribute: str) -> None:
        self.sure: dict[Any, list[Any]] = {}
        self.maybe: dict[Any, list[Any]] = {}
        self.open: list[Any] = []
        self.any: list[Any] = []
        for node in nodes:
            found = test(node, {})
            value = getattr(node, attribute) if attribute else None
            if found is False or (attribute and value is None):
                continue
            self.any.append(node)
            if value is UNKNOWN:
                self.open.append(node)
            else:
                (self.sure if found else self.maybe).setdefault(value, []).append(node)

    def lists(self, value: Any) -> tuple[Sequence[Any], list[Sequence[Any]]]:
        """(the nodes that fit, lists of those that may) where the capture has this value."""
        if value is UNKNOWN:
            return (), [self.any]
        return self.sure.get(value, ()), [self.maybe.get(value, ()), self.open]


def _fitting(space: Any, sort: str, test: Test, attribute: str) -> _Fitting:
    kept: dict[Test, _Fitting] = space.__dict__.setdefault("_fitting", {})
    found = kept.get(test)
    if found is None:
        found = kept[test] = _Fitting(space.within(sort), test, attribute)
    return found


class Nearest:
    """A relation of this kind, ready to be asked: ``relation(node, env)``. Plans are described in `analyzer.rules.pattern`."""

    __slots__ = ("free", "key", "name", "scope", "sign", "sort", "stop_sort", "test", "until", "walk")

    def __init__(self, plan: Plan, test: Test, until: Test | None) -> None:
        self.name, self.sort, self.scope, _, stop, self.key, self.free = plan
        self.test, self.until = test, until
        self.stop_sort: str = stop[0] if stop else ""
        self.walk = WALKS[self.name]
        self.sign = 1 if self.name == "precedes" else -1

    def __call__(self, node: Any, env: Env) -> bool | None:
        """Whether a node that fits lies there; binds what the nearest one binds."""
        space = node if node.sort == self.scope else node.file if self.scope == "file" else node.ancestor(self.scope)
        if space is None:
            return False
        sure, likely = self._limits(space, node, env) if self.until is not None else (_FAR, _FAR)
        if not self.free:
            return self._scan(space, node, env, sure, likely)
        attribute, name, other = self.key or ("", "", "")
        fitting = _fitting(space, self.sort, self.test, attribute)
        fits, may = fitting.lists(getattr(env[name], other) if name else None)
        nearest = self._nearest(fits, node)
        if nearest is not None and nearest.start * self.sign < likely:
            self.test(nearest, env)  # binds
            return True
        for candidate in (nearest, *(self._nearest(nodes, node) for nodes in may)):
            if candidate is not None and candidate.start * self.sign < sure:
                self.test(candidate, env)
                return None
        return self._where_nothing_is_seen(space, node, sure)

    def _nearest(self, nodes: Sequence[Any], node: Any) -> Any:
        return next(iter(self.walk(nodes, node)), None) if nodes else None

    def _scan(self, space: Any, node: Any, env: Env, sure: float, likely: float) -> bool | None:
        """The same where each node has to be tested with the captures at hand."""
        first = None
        for other in self.walk(space.within(self.sort), node):
            at = other.start * self.sign
            found = self.test(other, env) if at < sure else False
            if found and at < likely:
                return True
            if found is not False and first is None:
                first = other
        if first is None:
            return self._where_nothing_is_seen(space, node, sure)
        self.test(first, env)
        return None

    def _where_nothing_is_seen(self, space: Any, node: Any, limit: float) -> bool | None:
        """Unknown where a node that fits may lie in what could not be read; else false."""
        at = self._unseen(space, self.sort, node)
        return None if at < limit else False

    def _unseen(self, space: Any, sort: str, node: Any) -> float:
        steps = unseen_within(space, sort)
        if not steps:
            return _FAR
        if space.sort == "instruction":
            return -_FAR
        nearest = self._nearest(steps, node)
        return nearest.start * self.sign if nearest is not None else _FAR

    def _limits(self, space: Any, node: Any, env: Env) -> tuple[float, float]:
        """How far to look: the place of the first node that ends the search, and of the first that may."""
        assert self.until is not None
        unseen = self._unseen(space, self.stop_sort, node)
        if not self.free:
            return self._scanned_limits(space, node, env, unseen)
        fits, may = _fitting(space, self.stop_sort, self.until, "").lists(None)
        sure = self._place(fits, node)
        return sure, min(sure, unseen, *(self._place(nodes, node) for nodes in may))

    def _place(self, nodes: Sequence[Any], node: Any) -> float:
        nearest = self._nearest(nodes, node)
        return nearest.start * self.sign if nearest is not None else _FAR

    def _scanned_limits(self, space: Any, node: Any, env: Env, unseen: float) -> tuple[float, float]:
        assert self.until is not None
        likely = unseen
        for stop in self.walk(space.within(self.stop_sort), node):
            found = self.until(stop, {**env})
            if found is not False:
                likely = min(likely, stop.start * self.sign)
            if found:
                return stop.start * self.sign, likely
        return _FAR, likely
