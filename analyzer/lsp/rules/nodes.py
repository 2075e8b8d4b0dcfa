"""The parts of a YAML file as an editor needs them: with ranges, and whatever stands half-typed among them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analyzer.lsp.data import Range


class Text:
    """A scalar from `start` to `end` (offsets, quotes included). `style` is ``'``, ``"``, ``|``, ``>`` or empty.

    `text` is what it says; of a block it is what stands there, indented as it is.
    """

    __slots__ = ("end", "start", "style", "text")

    def __init__(self, start: int, end: int, text: str, style: str = "") -> None:
        self.start, self.end, self.text, self.style = start, end, text, style


class Items:
    """A list. `flow` tells that it is written in brackets."""

    __slots__ = ("end", "flow", "items", "start")

    def __init__(self, start: int, flow: bool) -> None:
        self.start = self.end = start
        self.flow = flow
        self.items: list[Node] = []


class Keys:
    """A mapping: its keys, each with a value or None where none is written (yet)."""

    __slots__ = ("end", "entries", "flow", "start")

    def __init__(self, start: int, flow: bool) -> None:
        self.start = self.end = start
        self.flow = flow
        self.entries: list[tuple[Text, Node | None]] = []

    def get(self, key: str) -> Node | None:
        """The value of a key; None where it has none."""
        return next((value for name, value in self.entries if name.text == key), None)

    def key(self, key: str) -> Text | None:
        """The key itself; None where it is missing."""
        return next((name for name, _ in self.entries if name.text == key), None)

    def text(self, key: str) -> str:
        """The text of a key; empty where there is none."""
        value = self.get(key)
        return value.text if isinstance(value, Text) else ""


Node = Text | Items | Keys
Step = tuple[Keys, Text] | tuple[Items, int]
"""A way down: the key of a mapping whose value one goes to, or the number of an item."""


def span(node: Node) -> Range:
    """Where a part stands."""
    return node.start, node.end


def way(root: Node | None, offset: int) -> tuple[list[Step], Keys | None, Text | None]:
    """(steps, mapping, text): how one gets to the text a place touches.

    The text is a key of `mapping`, or where that is None the value at the end of the steps. None where no text is touched;
    the steps lead as near as it goes.
    """
    steps: list[Step] = []
    node = root
    while node is not None and not isinstance(node, Text):
        inner: Node | None = None
        if isinstance(node, Items):
            for number, item in enumerate(node.items):
                if item.start <= offset <= item.end:
                    steps.append((node, number))
                    inner = item
                    break
        else:
            for key, value in node.entries:
                if key.start <= offset <= key.end:
                    return steps, node, key
                if value is not None and value.start <= offset <= value.end:
                    steps.append((node, key))
                    inner = value
                    break
        node = inner
    return steps, None, node


def beginning(root: Node | None, offset: int) -> Node | None:
    """The outermost text, or collection in brackets, that begins at an offset."""
    node = root
    while node is not None:
        if node.start == offset and (isinstance(node, Text) or node.flow):
            return node
        inner: list[Node] = []
        if isinstance(node, Items):
            inner = node.items
        elif isinstance(node, Keys):
            inner = [part for entry in node.entries for part in entry if part is not None]
        node = next((part for part in inner if part.start <= offset < part.end), None)
    return None


def parts(value: Node | None) -> Iterator[Node]:
    """The items of a list, or the one value that stands in place of a list."""
    if isinstance(value, Items):
        yield from value.items
    elif value is not None:
        yield value


def texts(value: Node | None) -> Iterator[Text]:
    """The same, texts only."""
    return (item for item in parts(value) if isinstance(item, Text))
