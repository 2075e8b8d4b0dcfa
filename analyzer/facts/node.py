"""The base of all fact nodes: where a node lies, what it lies in, and facts that are worked out once.

A fact is a method without arguments that runs at its first use; its value then stays with the node. What a fact means, and
its type, stands in `schema.SORTS`.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from functools import cached_property
    from typing import ClassVar

    from analyzer.facts.model import FileFacts
    from analyzer.facts.unknown import Unknown

    fact = cached_property
    Text = str | Unknown | None  # a string fact: absent, unknown or known
    Truth = bool | Unknown | None
else:

    class Fact:
        """Works a fact out and keeps it in the node: functools' cached_property without its lock."""

        def __init__(self, compute):
            self.compute = compute
            self.name = compute.__name__
            self.__doc__ = compute.__doc__

        def __get__(self, node, owner=None):
            if node is None:
                return self
            value = node.__dict__[self.name] = self.compute(node)
            return value

    fact = Fact


class Node:
    """Something a rule can match. `start` and `end` are 0-based code point offsets of the source, the end exclusive."""

    sort: ClassVar[str] = ""

    def __init__(self, parent: Node, start: int, end: int) -> None:
        self.parent: Node | None = parent
        self.file: FileFacts = parent.file
        self.start = start
        self.end = end

    def ancestor(self, sort: str) -> Node | None:
        """The nearest node of that sort this one lies in; never the node itself."""
        node = self.parent
        while node is not None and node.sort != sort:
            node = node.parent
        return node

    def within(self, sort: str) -> Sequence[Node]:
        """All nodes of that sort that lie in this one, itself not included, by their start; kept once collected."""
        found = self._within.get(sort)
        if found is None:
            found = self._within[sort] = self.collect(sort)
        return found

    def collect(self, sort: str) -> Sequence[Node]:
        """Gathers what `within` keeps. Nodes that cannot be told (a body that was not understood) are left out."""
        del sort
        return ()

    @fact
    def _within(self) -> dict[str, Sequence[Node]]:
        return {}

    @property
    def span_text(self) -> str:
        """The node as it stands in the source."""
        return self.file.source.text[self.start : self.end]

    def __repr__(self) -> str:
        return f"<{self.sort} {self.span_text!r}>"
