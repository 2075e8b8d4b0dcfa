"""Collections in brackets and texts in quotes, closed or not."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from analyzer.lsp.rules.nodes import Items, Keys, Text

if TYPE_CHECKING:
    from analyzer.lsp.rules.nodes import Node

DEEPEST = 60
_SPACE = re.compile(r"(?:[ \t]|(?:(?<=[ \t\r\n])|^)#[^\r\n]*)*")
_BREAK = re.compile(r"(?:\r\n|[\n\r])(?:[ \t]*(?:#[^\r\n]*)?(?:\r\n|[\n\r]))*([ \t]*)")
_BLOCK_KEY = re.compile(r"""(?:[\w.-]+|"[^"\r\n]*"|'[^'\r\n]*')[ \t]*:(?:[ \t]|[\r\n]|$)|-[ \t]""")
_PLAIN = re.compile(r"""(?:[^\s,\[\]{}:#]|:(?![\s,\[\]{}]|$)|(?<![ \t])\#|[ \t]+(?![\s,\[\]{}:#]|$))+""")
_DOUBLE = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
_SINGLE = re.compile(r"'(?:[^']|'')*'")


class Flow:
    """Reads them. A bracket that is never closed ends where a line says by its indentation that another part begins."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.limit = len(text)
        self.column = 0

    def read(self, start: int, column: int) -> tuple[Node, int]:
        """What begins at an offset, and where it ends; it belongs to a key in `column`."""
        self.column = column
        self.limit = self._limit(start)
        return self._node(start, 0)

    def _limit(self, start: int) -> int:
        """The end of the last line that can still belong to it."""
        at = start
        while self.column >= 0 and (found := _BREAK.search(self.text, at)) is not None:
            if len(found[1]) <= self.column and _BLOCK_KEY.match(self.text, found.end()):
                return found.start()
            if found.end() <= at:
                break
            at = found.end()
        return len(self.text)

    def _blank(self, at: int) -> int:
        """Behind white space and comments."""
        while at < self.limit:
            match = _SPACE.match(self.text, at, self.limit)
            end = match.end() if match else at
            if end < self.limit and self.text[end] in "\r\n":
                end += 1
            if end == at:
                break
            at = end
        return at

    def _node(self, at: int, depth: int) -> tuple[Node, int]:
        first = self.text[at : at + 1]
        if first in ("[", "{") and first and depth < DEEPEST:
            return self._items(at, depth) if first == "[" else self._keys(at, depth)
        return self._text(at)

    def _text(self, at: int) -> tuple[Text, int]:
        first = self.text[at : at + 1]
        if first in ("'", '"') and first:
            match = (_DOUBLE if first == '"' else _SINGLE).match(self.text, at, self.limit)
            if match is not None:
                said = match[0][1:-1]
                return Text(at, match.end(), said.replace("''", "'") if first == "'" else said, first), match.end()
            end = re.compile(r"[^\r\n]*").match(self.text, at, self.limit).end()  # type: ignore[union-attr]
            return Text(at, end, self.text[at + 1 : end], first), end
        plain = _PLAIN.match(self.text, at, self.limit)
        end = plain.end() if plain else at
        return Text(at, end, self.text[at:end]), end

    def _items(self, at: int, depth: int) -> tuple[Node, int]:
        found = Items(at, True)
        at = self._blank(at + 1)
        while at < self.limit and self.text[at] != "]":
            before = at
            if self.text[at] not in ",}:":
                node, at = self._pair_or_node(at, depth)
                found.items.append(node)
            at = self._onward(at, before)
        found.end = min(at + 1, self.limit)
        return found, found.end

    def _pair_or_node(self, at: int, depth: int) -> tuple[Node, int]:
        """An element of a list; ``a: b`` in one is a mapping of its own."""
        node, end = self._node(at, depth + 1)
        after = self._blank(end)
        if not isinstance(node, Text) or self.text[after : after + 1] != ":":
            return node, end
        pair = Keys(at, True)
        value, end = self._value(after, depth)
        pair.entries.append((node, value))
        pair.end = end
        return pair, end

    def _keys(self, at: int, depth: int) -> tuple[Node, int]:
        found = Keys(at, True)
        at = self._blank(at + 1)
        while at < self.limit and self.text[at] != "}":
            before = at
            if self.text[at] not in ",]:":
                key, at = self._node(at, depth + 1)
                value: Node | None = None
                after = self._blank(at)
                if self.text[after : after + 1] == ":" and after < self.limit:
                    value, at = self._value(after, depth)
                if isinstance(key, Text):
                    found.entries.append((key, value))
            at = self._onward(at, before)
        found.end = min(at + 1, self.limit)
        return found, found.end

    def _value(self, colon: int, depth: int) -> tuple[Node | None, int]:
        at = self._blank(colon + 1)
        if at >= self.limit or self.text[at] in ",}]":
            return None, colon + 1
        return self._node(at, depth + 1)

    def _onward(self, at: int, before: int) -> int:
        """Behind a comma; what cannot be read is passed over."""
        at = self._blank(at)
        if at < self.limit and (self.text[at] == "," or at == before):
            at = self._blank(at + 1)
        return at
