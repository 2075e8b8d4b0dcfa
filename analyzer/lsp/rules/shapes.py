"""What can stand in a place of a YAML file: keys of a mapping, items of a list, words.

A shape is found by going down the steps from the root of a file (`at`). Completion asks it what there is, hover what it means.
"""

# ruff: noqa: ARG002, D102 - what a shape answers, and of what, is told once, at Shape

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from analyzer.lsp.rules.nodes import Keys

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from analyzer.lsp.rules.known import Known
    from analyzer.lsp.rules.nodes import Step


class Word(NamedTuple):
    """A word that can stand as a value. `kind` is the protocol's name for a proposal."""

    text: str
    doc: str = ""
    kind: str = "value"
    detail: str = ""


class Entry(NamedTuple):
    """A key that can stand in a mapping, with the shape of its value. `detail` is its type."""

    name: str
    shape: Shape
    doc: str = ""
    detail: str = ""
    kind: str = "property"


class Shape:
    """Anything: nothing is known of it."""

    def entries(self, known: Known, mapping: Keys) -> Iterable[Entry]:
        """The keys of a mapping that stands here."""
        return ()

    def child(self, known: Known, mapping: Keys, key: str) -> Shape | None:
        """What stands behind a key."""
        return next((entry.shape for entry in self.entries(known, mapping) if entry.name == key), None)

    def item(self) -> Shape | None:
        """What stands in a list here; by default what could stand here alone."""
        return self

    def words(self, known: Known) -> Iterable[Word]:
        """The words that can stand here as values."""
        return ()


class Table(Shape):
    """A mapping with these keys."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.rows = {entry.name: entry for entry in entries}

    def entries(self, known: Known, mapping: Keys) -> Iterable[Entry]:
        return self.rows.values()


class Listing(Shape):
    """A list; `alone` tells that one item may stand without a list."""

    def __init__(self, inner: Shape, *, alone: bool = False) -> None:
        self.inner, self.alone = inner, alone

    def item(self) -> Shape:
        return self.inner

    def entries(self, known: Known, mapping: Keys) -> Iterable[Entry]:
        return self.inner.entries(known, mapping) if self.alone else ()

    def child(self, known: Known, mapping: Keys, key: str) -> Shape | None:
        return self.inner.child(known, mapping, key) if self.alone else None

    def words(self, known: Known) -> Iterable[Word]:
        return self.inner.words(known) if self.alone else ()


class Named(Shape):
    """A mapping of names to values of one shape; `names` tells which are known."""

    def __init__(self, inner: Shape, names: Callable[[Known], Iterable[Word]] | None = None) -> None:
        self.inner, self.names = inner, names

    def entries(self, known: Known, mapping: Keys) -> Iterable[Entry]:
        names = self.names(known) if self.names is not None else ()
        return [Entry(word.text, self.inner, word.doc, word.detail) for word in names]

    def child(self, known: Known, mapping: Keys, key: str) -> Shape | None:
        return self.inner


class Choice(Shape):
    """One or several of some words, with what each means."""

    def __init__(self, words: Mapping[str, str] | Sequence[str]) -> None:
        self.choices: dict[str, str] = {**words} if isinstance(words, dict) else dict.fromkeys(words, "")

    def words(self, known: Known) -> Iterable[Word]:
        return [Word(word, doc, "enummember") for word, doc in self.choices.items()]


class Listed(Shape):
    """One or several of the words that something else says."""

    def __init__(self, words: Callable[[Known], Iterable[Word]]) -> None:
        self.told = words

    def words(self, known: Known) -> Iterable[Word]:
        return self.told(known)


class Template(Shape):
    """A text with ``{CAPTURE.field}`` in it."""


ANY = Shape()
FLAG = Choice(("true", "false"))
TEMPLATE = Template()


def at(root: Shape, known: Known, steps: Sequence[Step]) -> Shape | None:
    """What can stand at the end of the steps; None where nothing is known of it."""
    shape: Shape | None = root
    for container, way in steps:
        if shape is None:
            return None
        if isinstance(container, Keys):
            assert not isinstance(way, int), "a mapping is gone through by a key"
            shape = shape.child(known, container, way.text)
        else:
            shape = shape.item()
    return shape
