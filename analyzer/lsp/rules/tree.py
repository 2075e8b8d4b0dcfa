"""A YAML file to its parts, whatever its state: a file that is being typed is hardly ever YAML.

It reads what rule files and configurations are written in: mappings and lists by indentation or in brackets, texts plain, in
quotes or as blocks. What it cannot make sense of it takes as text. It never raises, and says nothing of mistakes: the checker
does (`analyzer.lsp.rules.problems`).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from analyzer.lsp.rules.flow import Flow
from analyzer.lsp.rules.nodes import Items, Keys, Text

if TYPE_CHECKING:
    from analyzer.lsp.rules.nodes import Node

DEEPEST = 60
LINE = re.compile(r"\r\n|[\n\r\x85\u2028\u2029]")  # what ends a line in YAML 1.1
KEY = re.compile(r"""("(?:[^"\\\n]|\\.)*"|'(?:[^'\n]|'')*'|[^\s#\[\]{},"'&*!|>%@`-][^\n]*?|-[^\s][^\n]*?)[ \t]*:(?=[ \t]|$)""")
_BLOCK = re.compile(r"[|>][-+0-9]*[ \t]*(?:#.*)?$")
_COMMENT = re.compile(r"(?:^|[ \t])#")


def tree(text: str) -> Node | None:
    """The value of a file; None where it holds nothing."""
    return _Reader(text).read()


class _Reader:
    """Goes down the lines. `at` is the line that comes next, `begin` where its content begins."""

    def __init__(self, text: str) -> None:
        self.text = text
        starts = [0, *(match.end() for match in LINE.finditer(text))]
        ends = [*(match.start() for match in LINE.finditer(text)), len(text)]
        self.lines = list(zip(starts, ends, strict=True))
        self.flow = Flow(text)
        self.at, self.begin = -1, 0
        self._next()

    def read(self) -> Node | None:
        found: Node | None = None
        while self.at < len(self.lines):
            node = self._block(self._column(), 0)
            found = node if found is None or (isinstance(found, Text) and isinstance(node, Keys)) else found
        return found

    def _next(self) -> None:
        """Goes to the next line that holds something."""
        self.at += 1
        while self.at < len(self.lines):
            start, end = self.lines[self.at]
            line = self.text[start:end]
            content = line.lstrip("\ufeff \t")
            if content and content[0] != "#" and not (content.rstrip() in ("---", "...") and content == line):
                self.begin = end - len(content)
                return
            self.at += 1

    def _column(self) -> int:
        return self.begin - self.lines[self.at][0]

    def _rest(self) -> str:
        return self.text[self.begin : self.lines[self.at][1]]

    def _key(self) -> re.Match[str] | None:
        return KEY.match(self.text, self.begin, self.lines[self.at][1])

    def _item(self) -> bool:
        return self._rest() == "-" or self._rest().startswith(("- ", "-\t"))

    def _block(self, column: int, depth: int) -> Node:
        if depth > DEEPEST:
            return self._scalar(column)
        if self._item():
            return self._items(column, depth)
        if self._key() is not None:
            return self._keys(column, depth)
        return self._inline(column - 1)

    def _items(self, column: int, depth: int) -> Node:
        found = Items(self.begin, False)
        while self.at < len(self.lines) and self._column() == column and self._item():
            dash, line = self.begin, self.at
            after = len(self._rest()) - len(self._rest()[1:].lstrip())
            if after < len(self._rest()) and self._rest()[after] != "#":
                self.begin += after
                found.items.append(self._block(self._column(), depth + 1))
            else:
                self._next()
                if self.at < len(self.lines) and self._column() > column:
                    found.items.append(self._block(self._column(), depth + 1))
                else:
                    found.items.append(Text(dash + 1, self.lines[line][1], ""))
            self._skip(column)
        found.end = max(found.items[-1].end, found.start + 1)
        return found

    def _skip(self, column: int) -> None:
        """Leaves out lines that are deeper than anything they could belong to."""
        while self.at < len(self.lines) and self._column() > column:
            self._next()

    def _keys(self, column: int, depth: int) -> Node:
        found = Keys(self.begin, False)
        while self.at < len(self.lines) and self._column() == column:
            match = self._key()
            if match is None:
                if self._item():
                    break
                word = self._scalar(column)  # a key without its colon, as yet
                found.entries.append((word, None))
                found.end = word.end
            else:
                key = _unquoted(self.text, *match.span(1))
                self.begin = match.end()
                value = self._value(column, depth)
                found.entries.append((key, value))
                found.end = max(match.end(), value.end if value is not None else 0)
            self._skip(column)
        return found

    def _value(self, column: int, depth: int) -> Node | None:
        """What stands behind a colon, or on the lines below it."""
        rest = self._rest()
        content = rest.lstrip()
        if content and content[0] != "#":
            self.begin += len(rest) - len(content)
            return self._block_text(column) if _BLOCK.match(content) else self._inline(column)
        self._next()
        if self.at >= len(self.lines):
            return None
        if self._column() > column or (self._column() == column and self._item()):
            return self._block(self._column(), depth + 1)
        return None

    def _block_text(self, column: int) -> Text:
        """A literal or folded block: the deeper lines below its sign."""
        start, style = self.begin, self._rest()[0]
        first = last = self.at
        while last + 1 < len(self.lines):
            begin, end = self.lines[last + 1]
            line = self.text[begin:end]
            if line.strip() and len(line) - len(line.lstrip(" ")) <= column:
                break
            last += 1
        while last > first and not self.text[slice(*self.lines[last])].strip():
            last -= 1
        end = self.lines[last][1]
        content = self.text[self.lines[first + 1][0] : end] if last > first else ""
        self.at = last
        self._next()
        return Text(start, end, content, style)

    def _inline(self, column: int) -> Node:
        """A text or a collection in brackets that begins on this line; `column` is that of what it belongs to."""
        if self.text[self.begin] not in "[{\"'":
            return self._scalar(column)
        node, end = self.flow.read(self.begin, column)
        while self.at + 1 < len(self.lines) and self.lines[self.at + 1][0] <= end:
            self.at += 1
        self._next()
        return node

    def _scalar(self, column: int) -> Text:
        """A plain text, with the deeper lines that go on with it."""
        start, end = self.begin, self._line_end()
        said = [self.text[start:end]]
        self._next()
        while self.at < len(self.lines) and self._column() > column and self._key() is None and not self._item():
            end = self._line_end()
            said.append(self.text[self.begin : end])
            self._next()
        return Text(start, end, " ".join(said))

    def _line_end(self) -> int:
        rest = self._rest()
        comment = _COMMENT.search(rest)
        return self.begin + len((rest[: comment.start()] if comment else rest).rstrip())


def _unquoted(text: str, start: int, end: int) -> Text:
    raw = text[start:end]
    if raw[:1] in ("'", '"') and raw[-1:] == raw[0] and len(raw) > 1:
        return Text(start, end, raw[1:-1].replace("''", "'"), raw[0])
    return Text(start, end, raw)
