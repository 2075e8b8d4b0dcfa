"""What the fixes of a rule ask for at one match: edits by name, with the nodes and texts they are given."""

from __future__ import annotations

from analyzer.rules.render import exact

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from analyzer.rules.ruleset import Match


class Proposal:
    """A fix of a rule for a match. `edits` are (name, parameters by name); a parameter is a node, a list of nodes or a text."""

    __slots__ = ("edits", "effect", "title")

    def __init__(self, title: str, effect: str, edits: list[tuple[str, dict[str, Any]]]) -> None:
        self.title = title
        self.effect = effect
        self.edits = edits


def proposals(match: Match) -> Iterator[Proposal]:
    """The fixes whose conditions hold and whose texts can be told, in the order of the rule."""
    if not match.certain:
        return
    for number, (title, effect, _, edits) in enumerate(match.rule.fixes):
        env = dict(match.captures)
        if match.rule.fix_fits(number, match.anchor, env):
            given = [(name, _parameters(parameters, env)) for name, parameters in edits]
            if all(value is not None for _, values in given for value in values.values()):
                yield Proposal(title, effect, given)


def _parameters(parameters: tuple[Any, ...], env: dict[str, Any]) -> dict[str, Any]:
    return {name: env.get(value) if kind == "capture" else exact(value, env) for name, (kind, value) in parameters}
