"""Turns the tree of an expression into a small program, the states of an automaton that may be in several at once.

An instruction is ``("set", ranges, next)``, ``("split", targets)``, ``("at", mark, next)`` or ``("match",)``.
"""

from __future__ import annotations

from analyzer.rules.regex.dialect import ExpressionError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from analyzer.rules.regex.dialect import Tree

    Step = tuple[Any, ...]

MAX_STEPS = 1000
MATCH: Step = ("match",)


class Program:
    """The instructions, and the number of the first."""

    __slots__ = ("first", "steps")

    def __init__(self, tree: Tree) -> None:
        """Raises ExpressionError where it gets too long."""
        self.steps: list[Step] = [MATCH]
        self.first = self._add(tree, 0)

    def _step(self, step: Step) -> int:
        if len(self.steps) >= MAX_STEPS:
            raise ExpressionError(0, "R121", f"the expression is too large: more than {MAX_STEPS} steps")
        self.steps.append(step)
        return len(self.steps) - 1

    def _add(self, tree: Tree, then: int) -> int:
        """The first instruction of a tree after which `then` is run."""
        kind = tree[0]
        if kind in ("set", "at"):
            return self._step((kind, tree[1], then))
        if kind == "cat":
            for part in reversed(tree[1]):
                then = self._add(part, then)
            return then
        if kind == "alt":
            return self._step(("split", tuple(self._add(part, then) for part in tree[1])))
        return self._repeat(tree[1], tree[2], tree[3], then)

    def _repeat(self, part: Tree, least: int, most: int | None, then: int) -> int:
        if most is None:
            loop = self._step(MATCH)
            self.steps[loop] = ("split", (self._add(part, loop), then))
            first = loop
        else:
            first = then
            for _ in range(most - least):
                first = self._step(("split", (self._add(part, first), then)))
        for _ in range(least):
            first = self._add(part, first)
        return first
