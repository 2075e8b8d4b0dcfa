"""Runs the tables of a grammar over a text: a contextual lexer and an LALR(1) automaton in one loop.

A tree is a tuple ``(name, start, end, children)``; a token is the same with ``None`` for its children. Offsets are
0-based code points of the text that was given, the end exclusive.
"""

from __future__ import annotations

import marshal

from analyzer.source.patterns import compiled

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


Tree = tuple[str, int, int, "list[Any] | None"]


class GrammarError(Exception):
    """The text is not of the grammar: where it stopped (0-based offset) and the terminals that would have been right."""

    def __init__(self, offset: int, expected: frozenset[str]) -> None:
        super().__init__(f"unexpected text at offset {offset}, expected one of {', '.join(sorted(expected))}")
        self.offset = offset
        self.expected = expected


class _Rows(dict[int, dict[str, int]]):
    """The rows of a table by state, each unpacked when the state is first come to."""

    __slots__ = ("_packed",)

    def __init__(self, packed: list[bytes]) -> None:
        super().__init__()
        self._packed = packed

    def __missing__(self, state: int) -> dict[str, int]:
        row: dict[str, int] = marshal.loads(self._packed[state])
        self[state] = row
        return row


class Parser:
    """A grammar ready to run. Scanners are compiled when a state first needs them."""

    __slots__ = (
        "_actions",
        "_ends",
        "_gotos",
        "_ignore",
        "_keywords",
        "_matchers",
        "_patterns",
        "_rules",
        "_scanner_of",
        "_starts",
    )

    def __init__(self, tables: dict[str, Any]) -> None:
        self._patterns: list[str] = tables["patterns"]
        self._matchers: list[Any] = [None] * len(self._patterns)
        self._keywords: list[dict[str, dict[str, str]]] = tables["keywords"]
        self._scanner_of: list[int] = tables["scanner_of"]
        self._actions = _Rows(tables["actions"])
        self._gotos = _Rows(tables["gotos"])
        self._rules: list[Any] = tables["rules"]
        self._starts: dict[str, int] = tables["starts"]
        self._ends: dict[str, int] = tables["ends"]
        self._ignore: tuple[str, ...] = tables["ignore"]

    def _matcher(self, index: int) -> Any:
        matcher = self._matchers[index] = compiled(self._patterns[index]).match
        return matcher

    def parse(self, text: str, start: str, pos: int = 0, end: int | None = None) -> Tree:
        """The tree of ``text[pos:end]`` read by the start rule. Raises GrammarError at the first wrong token."""
        actions, gotos, rules, ignore = self._actions, self._gotos, self._rules, self._ignore
        scanner_of, matchers, keywords = self._scanner_of, self._matchers, self._keywords
        if end is None:
            end = len(text)
        state = self._starts[start]
        final = self._ends[start]
        states = [state]
        values: list[Any] = []
        while True:
            if pos < end:
                scanner = scanner_of[state]
                match = (matchers[scanner] or self._matcher(scanner))(text, pos, end)
                if match is None:
                    raise GrammarError(pos, frozenset(actions[state]))
                kind = match.lastgroup
                stop = match.end()
                if kind in ignore:
                    pos = stop
                    continue
                exact = keywords[scanner]
                if exact and kind in exact:
                    kind = exact[kind].get(match.group(), kind)
            else:
                kind, stop = "$END", pos
            action = actions[state].get(kind)
            while action is not None and action < 0:
                origin, size, name, keep, expand = rules[-1 - action]
                if size:
                    parts = values[-size:]
                    del values[-size:]
                    del states[-size:]
                    children = parts if keep is None else _select(parts, keep)
                    if expand and len(children) == 1:
                        values.append(children[0])
                    else:
                        values.append((name, parts[0][1], parts[-1][2], children))
                else:
                    values.append((name, pos, pos, []))
                state = gotos[states[-1]][origin]
                states.append(state)
                if kind == "$END" and state == final:
                    tree: Tree = values[-1]
                    return tree
                action = actions[state].get(kind)
            if action is None:
                raise GrammarError(pos, frozenset(actions[state]))
            values.append((kind, pos, stop, None))
            states.append(action)
            state = action
            pos = stop


def _select(parts: list[Any], keep: tuple[tuple[int, bool], ...]) -> list[Any]:
    """The children a rule keeps; a spliced first child gives its own list, so that long lists grow in place."""
    children: list[Any] = []
    for index, spliced in keep:
        if not spliced:
            children.append(parts[index])
        elif children:
            children += parts[index][3]
        else:
            children = parts[index][3]
    return children
