"""The names that a rule binds, also while it is being typed."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from analyzer.lsp.rules.nodes import Items, Keys, Text
from analyzer.lsp.rules.pattern_shapes import Body, Nodes, Pattern, SortBody

if TYPE_CHECKING:
    from analyzer.lsp.data import Range
    from analyzer.lsp.rules.known import Known
    from analyzer.lsp.rules.nodes import Node
    from analyzer.lsp.rules.shapes import Shape


class Captured(NamedTuple):
    """A bound name: the sort of its node, whether it is a list of nodes, and where it is bound."""

    sort: str
    many: bool
    range: Range


def captures(root: Node | None, known: Known) -> dict[str, Captured]:
    """The names by which the match and the fixes of a rule bind nodes."""
    found: dict[str, Captured] = {}
    if isinstance(root, Keys):
        _walk(Pattern(), root.get("match"), known, found)
        fixes = root.get("fix")
        for fix in fixes.items if isinstance(fixes, Items) else ():
            if isinstance(fix, Keys):
                _walk(SortBody("match"), fix.get("when"), known, found)
    return found


def _walk(shape: Shape | None, node: Node | None, known: Known, found: dict[str, Captured]) -> None:
    if shape is None or node is None or isinstance(node, Text):
        return
    if isinstance(node, Items):
        for item in node.items:
            _walk(shape.item(), item, known, found)
        return
    name = node.get("as")
    if isinstance(name, Text) and name.text:
        place = (name.start, name.end)
        if isinstance(shape, Nodes):
            found.setdefault(name.text, Captured(shape.target, True, place))
        elif isinstance(shape, Body) and (sort := shape.sort_of(known, node)):
            found.setdefault(name.text, Captured(sort, False, place))
    for key, value in node.entries:
        if key.text != "as":
            _walk(shape.child(known, node, key.text), value, known, found)
