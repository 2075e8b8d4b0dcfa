"""Why a rule does or does not speak: each condition with its result and the value it was compared with."""

from __future__ import annotations

from analyzer.facts.unknown import UNKNOWN
from analyzer.rules.link import link
from analyzer.rules.nearest import WALKS
from analyzer.rules.plans import of_node
from analyzer.rules.trace_text import called, described, shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    from analyzer.rules.check import Plan
    from analyzer.rules.ruleset import RuleInfo

    Env = dict[str, Any]

MAX_SHOWN = 5  # elements of a list
MAX_TEXT = 80


class Step:
    """One condition: its result (None is unknown), what it says, what it was compared with, and what it is made of."""

    __slots__ = ("parts", "result", "text", "value")

    def __init__(self, result: bool | None, text: str, value: str = "", parts: Iterable[Step] = ()) -> None:
        self.result, self.text, self.value = result, text, value
        self.parts = list(parts)

    def lines(self, depth: int = 1) -> list[str]:
        """The condition and its parts, a line each."""
        word = "unknown" if self.result is None else "true" if self.result else "false"
        text = self.text if len(self.text) <= MAX_TEXT else self.text[: MAX_TEXT - 1] + "…"
        left = f"{word:8}{'  ' * depth}{text}"
        own = [f"{left:48} {self.value}".rstrip()]
        return own + [line for part in self.parts for line in part.lines(depth + 1)]


def trace(rule: RuleInfo, node: Any) -> Step:
    """The conditions of a rule for a node of the sort its head names."""
    sort, attribute, names = rule.anchor
    tracer = _Tracer(rule.settings)
    parts = []
    if attribute:
        value = getattr(node, attribute)
        parts.append(
            Step(
                None if value is UNKNOWN else value in names,
                f"{called(attribute)}: {described(('in', names))}",
                f"is {shown(value)}",
            )
        )
    parts += tracer.conditions(rule.plan, node)
    return Step(_all(parts), f"{sort} {shown(node)}", "", parts)


def places(rule: RuleInfo, file: Any, line: int) -> list[Any]:
    """The nodes a rule could speak about that stand on a line: those that begin there, else those that reach over it."""
    sort = rule.anchor[0]
    nodes = [file] if sort == "file" else file.nodes(sort)
    position = file.source.position
    spans = [(node, position(node.start)[0], position(max(node.start, node.end - 1))[0]) for node in nodes]
    return [node for node, first, _ in spans if first == line] or [node for node, first, last in spans if first <= line <= last]


def _all(parts: list[Step]) -> bool | None:
    results = [part.result for part in parts]
    return False if False in results else None if None in results else True


class _Tracer:
    """Walks over a plan as `analyzer.rules.link` runs it, but goes on where the result is settled."""

    def __init__(self, params: Mapping[str, Any]) -> None:
        self.params = params
        self.env: Env = {}

    def conditions(self, plan: Plan, node: Any) -> list[Step]:
        """The conditions of one node; those that only capture are no conditions, but take place."""
        if plan[0] == "kept":
            return self.conditions(plan[1], node)
        tests = plan[1] if plan[0] == "all" else (plan,)
        found = []
        for test in tests:
            if test[0] == "bind":
                self.env[test[1]] = node
            else:
                found.append(self.condition(test, node))
        return found

    def condition(self, plan: Plan, node: Any) -> Step:
        """One condition of a node."""
        name = plan[0]
        if name in ("all", "kept"):
            parts = self.conditions(plan, node)
            return Step(_all(parts), "all", "", parts)
        if name == "any":
            parts = [self._branch(part, node) for part in plan[1]]
            results = [part.result for part in parts]
            return Step(True if True in results else None if None in results else False, "any", "", parts)
        if name == "not":
            parts = self.conditions(plan[1], node)
            result = _all(parts)
            return Step(None if result is None else not result, "not", "", parts)
        if name == "field":
            return self._field(plan, node)
        if name == "present":
            value = getattr(node, plan[1])
            return Step(self._linked(plan, node), f"{called(plan[1])}: present {str(plan[2]).lower()}", f"is {shown(value)}")
        return self._relation(plan, node)

    def _branch(self, plan: Plan, node: Any) -> Step:
        parts = self.conditions(plan, node)
        return parts[0] if len(parts) == 1 else Step(_all(parts), "all", "", parts)

    def _linked(self, plan: Plan, value: Any) -> bool | None:
        """The result as a run has it; unknown where it compares with a capture that a false condition did not bind."""
        try:
            return link(plan, self.params)(value, self.env)
        except KeyError:
            return None

    def _field(self, plan: Plan, node: Any) -> Step:
        _, attribute, test = plan
        name, value = called(attribute), getattr(node, attribute)
        if value is None or value is UNKNOWN:
            return Step(False if value is None else None, f"{name}: {described(test, self.params)}", f"is {shown(value)}")
        if of_node(test):
            parts = self.conditions(test, value)
            return Step(_all(parts), f"{name}:", f"is {shown(value)}", parts)
        parts = []
        if (
            test[0] in ("some", "each", "none", "count")
            and (inner := test[2] if test[0] == "count" else test[1])
            and of_node(inner)
        ):
            parts = [self._element(inner, element) for element in value[:MAX_SHOWN]]
        result = self._linked(test, value)
        return Step(result, f"{name}: {described(test, self.params)}", f"is {shown(value)}", parts)

    def _element(self, plan: Plan, node: Any) -> Step:
        if node is UNKNOWN:
            return Step(None, "an element that is unknown")
        inner = _Tracer(self.params)
        inner.env = dict(self.env)
        parts = inner.conditions(plan, node)
        return Step(_all(parts), shown(node), "", parts)

    def _relation(self, plan: Plan, node: Any) -> Step:
        name = plan[0]
        sort, test, text = _reached(plan, node)
        others = _others(plan, node)
        traced = [(other, self._element(test, other)) for other in others]
        result = self._linked(plan, node)
        decisive = next((step for _, step in traced if step.result), None) or next(
            (step for _, step in traced if step.result is None), None
        )
        chosen = [decisive] if decisive is not None else [step for _, step in traced[:MAX_SHOWN]]
        value = (
            f"{len(traced)} {sort}{'' if len(traced) == 1 else 's'} looked at" if name not in ("inside", "next", "prev") else ""
        )
        return Step(result, text, value or ("none there" if not traced else ""), chosen)


def _reached(plan: Plan, node: Any) -> tuple[str, Plan, str]:
    """(sort, test, text) of a relation."""
    name = plan[0]
    if name in ("next", "prev"):
        return node.sort, plan[1], f"{name} {node.sort}"
    if name in ("inside", "has"):
        return plan[1], plan[2], f"{name} {plan[1]}"
    test = plan[3]
    if plan[5]:
        attribute, capture, other = plan[5]
        test = ("all", (*(test[1] if test[0] == "all" else (test,)), ("field", attribute, ("ref", capture, other))))
    return plan[1], test, f"{name} {plan[1]} within {plan[2]}" + (" until ..." if plan[4] else "")


def _others(plan: Plan, node: Any) -> list[Any]:
    """The nodes a relation leads to, in its order."""
    name = plan[0]
    if name == "inside":
        around = node.file if plan[1] == "file" else node.ancestor(plan[1])
        return [around] if around is not None else []
    if name == "has":
        return list(node.within(plan[1]))
    if name in ("next", "prev"):
        space = node.ancestor("instruction" if node.sort == "command" else "stage")
        walk = WALKS["precedes" if name == "next" else "follows"]
        return list(walk(space.within(node.sort), node))[:1] if space is not None else []
    space = node if node.sort == plan[2] else node.file if plan[2] == "file" else node.ancestor(plan[2])
    return list(WALKS[name](space.within(plan[1]), node)) if space is not None else []
