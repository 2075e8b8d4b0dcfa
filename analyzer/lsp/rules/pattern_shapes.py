"""Patterns: heads, fields, operators, logic and relations, all from the tables by which they are checked."""

# ruff: noqa: ARG002, D102 - what a shape answers, and of what, is told once, at Shape

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.facts.predicates import PREDICATES
from analyzer.facts.schema import BOOLEAN, NODE, NODES, NUMBER, SORTS, STRING, STRINGS
from analyzer.lsp.rules.nodes import Keys
from analyzer.lsp.rules.shapes import ANY, FLAG, Choice, Entry, Listed, Listing, Shape, Word
from analyzer.rules import operators as given
from analyzer.rules.operators import CHOICES, OPERATORS, ORDERED, RELATIONS, SCOPES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from analyzer.facts.schema import Field, Sort
    from analyzer.lsp.rules.known import Known

AS = "A name in capitals for the node, for messages, labels, fixes and comparisons."
LOGIC = {
    "all": "Each of these mappings of tests of the node holds.",
    "any": "One of these mappings of tests of the node holds.",
    "not": "These tests of the node do not all hold.",
    "use": "Shared conditions of `lib/`, as if their tests were written here.",
}
PRESENT = "There is (no) such node."
WITHIN = "How far away the other node may be."
UNTIL = "A node that ends the search."
SCOPE_DOCS = {"instruction": "in the same instruction", "stage": "in the same stage", "file": "anywhere in the file"}


def head(mapping: Keys) -> str:
    """The sort that a pattern asks for; empty where it has no head yet."""
    return next((key.text for key, value in mapping.entries if key.text in SORTS and not isinstance(value, Keys)), "")


class Body(Shape):
    """The tests of a node of a sort. `node` tells that its presence can be asked for."""

    def __init__(self, sort: str = "", *, node: bool = False) -> None:
        self.sort, self.node = sort, node

    def sort_of(self, known: Known, mapping: Keys) -> str:
        """The sort of the node; empty where that is not known."""
        return self.sort

    def entries(self, known: Known, mapping: Keys) -> Iterable[Entry]:
        sort = SORTS.get(self.sort_of(known, mapping))
        return [*self._fields(sort), *self._tests(sort)] if sort is not None else []

    def child(self, known: Known, mapping: Keys, key: str) -> Shape | None:
        if key == "as":
            return ANY
        return super().child(known, mapping, key)

    def _fields(self, sort: Sort) -> Iterable[Entry]:
        for field in sort.fields.values():
            yield Entry(field.name, field_shape(sort, field), field.doc, type_name(field), "field")

    def _tests(self, sort: Sort) -> Iterable[Entry]:
        body = Body(sort.name)
        use = Listed(lambda known: known.conditions(sort.name))
        shapes = {"all": Listing(body), "any": Listing(body), "not": body, "use": use}
        yield Entry("as", ANY, AS, "capture", "keyword")
        for name, doc in LOGIC.items():
            yield Entry(name, shapes[name], doc, "logic", "operator")
        for name, doc in RELATIONS.items():
            yield Entry(name, Pattern(name), doc, "relation", "operator")
        if self.node:
            yield Entry("present", FLAG, PRESENT, given.FLAG, "operator")


class Pattern(Body):
    """A pattern with a head of its own; `relation` is the key it stands behind."""

    def __init__(self, relation: str = "") -> None:
        super().__init__()
        self.relation = relation

    def sort_of(self, known: Known, mapping: Keys) -> str:
        return head(mapping)

    def entries(self, known: Known, mapping: Keys) -> Iterable[Entry]:
        name = head(mapping)
        heads = (SORTS[name],) if name else SORTS.values()
        rows = [Entry(sort.name, Head(sort.name), sort.doc, "head", "class") for sort in heads]
        rows += [entry for entry in super().entries(known, mapping) if entry.name != name]
        if self.relation in ORDERED:
            rows.append(Entry("within", Choice({word: SCOPE_DOCS[word] for word in SCOPES}), WITHIN, "scope", "keyword"))
            rows.append(Entry("until", Pattern(), UNTIL, "pattern", "keyword"))
        return rows


class SortBody(Body):
    """The tests of a node whose sort another place of the file names."""

    def __init__(self, sort: str) -> None:
        """`sort` is ``match`` for that of the rule's match, ``sort`` for what the key `sort` says."""
        super().__init__()
        self.where = sort

    def sort_of(self, known: Known, mapping: Keys) -> str:
        return known.match_sort if self.where == "match" else known.said("sort")


class Head(Shape):
    """The names a head asks for."""

    def __init__(self, sort: str) -> None:
        self.sort = sort

    def words(self, known: Known) -> Iterable[Word]:
        yield Word("any", f"Any {self.sort}.", "keyword")
        for choice in CHOICES.get((self.sort, SORTS[self.sort].head), ()):
            yield Word(choice, "", "enummember")


class Test(Shape):
    """A test of a value: a literal, or a mapping of operators. `choices` are all the texts the fact can have."""

    def __init__(self, type_: str, choices: tuple[str, ...] = (), target: str = "") -> None:
        self.type, self.choices, self.target = type_, choices, target

    def entries(self, known: Known, mapping: Keys) -> Iterable[Entry]:
        for name, (kind, doc) in OPERATORS[self.type].items():
            yield Entry(name, self._operand(kind, name), doc, kind, "operator")
        if self.type not in (NODE, NODES):
            yield from _references(self.type)

    def item(self) -> Shape:
        return Literal(self.type, self.choices)

    def words(self, known: Known) -> Iterable[Word]:
        return Literal(self.type, self.choices).words(known)

    def _operand(self, kind: str, name: str) -> Shape:
        if kind == given.FLAG:
            return FLAG
        if kind == given.PREDICATE:
            return Listed(lambda _: predicates(self.type))
        if kind == given.REFERENCE:
            return Listed(lambda known: known.fields_of_captures(self.type))
        if kind == given.TEST:
            return Test(STRING)
        if kind == given.COUNT:
            return Count(self.target)
        return Given(self.type, self.choices if "in" in name else ())


class Literal(Shape):
    """A literal of a type."""

    def __init__(self, type_: str, choices: tuple[str, ...]) -> None:
        self.type, self.choices = type_, choices

    def words(self, known: Known) -> Iterable[Word]:
        words = ("true", "false") if self.type == BOOLEAN else self.choices
        return [Word(word, "", "enummember") for word in words]


class Given(Literal):
    """What an operator is given: a literal, a parameter or a word list."""

    def entries(self, known: Known, mapping: Keys) -> Iterable[Entry]:
        return _references(self.type)


class Nodes(Test):
    """A test of a list of nodes."""

    def __init__(self, target: str) -> None:
        super().__init__(NODES, (), target)

    def entries(self, known: Known, mapping: Keys) -> Iterable[Entry]:
        for name, (kind, doc) in OPERATORS[NODES].items():
            yield Entry(name, Body(self.target) if kind == given.BODY else self._operand(kind, name), doc, kind, "operator")
        yield Entry("as", ANY, "A name in capitals for all nodes that fit `some`.", "capture", "keyword")


class Count(Test):
    """A test of how many there are."""

    def __init__(self, target: str) -> None:
        super().__init__(NUMBER, (), target)

    def entries(self, known: Known, mapping: Keys) -> Iterable[Entry]:
        if self.target:
            yield Entry("where", Body(self.target), "Only the nodes that fit are counted.", "fields", "keyword")
        yield from super().entries(known, mapping)


def field_shape(sort: Sort, field: Field) -> Shape:
    """What a field is tested by."""
    if field.type == NODE:
        return Body(field.target, node=True)
    if field.type == NODES:
        return Nodes(field.target)
    return Test(field.type, CHOICES.get((sort.name, field.name), ()))


def type_name(field: Field) -> str:
    """The type of a field in words."""
    names = {STRINGS: "list of strings", NODE: field.target, NODES: f"list of {field.target}"}
    return names.get(field.type, field.type)


def predicates(type_: str) -> list[Word]:
    """The predicates of a type of fact."""
    return [
        Word(each.name, each.doc.replace("``", "`"), "function", "predicate")
        for each in PREDICATES.values()
        if each.type == type_
    ]


def _references(type_: str) -> Iterable[Entry]:
    allowed = {NUMBER: ("number",), BOOLEAN: ("boolean",)}.get(type_, ("string", "list"))
    params = Listed(lambda known: known.params(allowed))
    yield Entry("param", params, "The value of a parameter of the rule.", "parameter", "keyword")
    if type_ in (STRING, STRINGS):
        yield Entry("data", Listed(lambda known: known.word_lists()), "The texts of `data/NAME.yaml`.", "word list", "keyword")
