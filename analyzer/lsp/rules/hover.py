"""What is told of the words of a rule file or a configuration."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.facts.schema import NODE, NODES, SORTS
from analyzer.lsp.data import Hover
from analyzer.lsp.features.markdown import code, items
from analyzer.lsp.rules.nodes import Keys, way
from analyzer.lsp.rules.pattern_shapes import Body, Head, Pattern, Test
from analyzer.lsp.rules.shapes import ANY, Template, at
from analyzer.lsp.rules.templates import reference_at
from analyzer.rules.operators import OPERATORS

if TYPE_CHECKING:
    from analyzer.lsp.rules.captures import Captured
    from analyzer.lsp.rules.document import RuleFile
    from analyzer.lsp.rules.known import Known
    from analyzer.lsp.rules.nodes import Text
    from analyzer.lsp.rules.shapes import Entry, Shape

MOST = 12  # fields of a sort that are named


def hover(file: RuleFile, offset: int) -> Hover | None:
    """What a key or a value means."""
    steps, mapping, touched = way(file.root, offset)
    if touched is None or touched.style in ("|", ">"):
        return None
    shape = at(file.shape, file.known, steps)
    if shape is None:
        return None
    place = (touched.start, touched.end)
    if mapping is not None:
        text = _of_key(file.known, shape, mapping, touched)
    elif isinstance(shape, Template):
        return _of_template(file, offset, touched)
    else:
        text = _of_value(file.known, shape, touched)
    return Hover(text, place) if text else None


def _of_key(known: Known, shape: Shape, mapping: Keys, key: Text) -> str:
    found = next((entry for entry in shape.entries(known, mapping) if entry.name == key.text), None)
    if found is None:
        return ""
    if isinstance(shape, Pattern) and isinstance(found.shape, Head):
        return about_sort(key.text)
    return _of_entry(found)


def _of_entry(found: Entry) -> str:
    return _told(found.name, found.detail, found.doc, _operators(found) if found.kind == "field" else "")


def _told(name: str, detail: str, *more: str) -> str:
    return "\n\n".join([f"**{name}**" + (f" *{detail}*" if detail else ""), *filter(None, more)])


def _operators(found: Entry) -> str:
    """What a field can be compared by."""
    type_ = NODE if isinstance(found.shape, Body) else getattr(found.shape, "type", NODES)
    said = ", ".join(code(name) for name in OPERATORS.get(type_, ()))
    choices = found.shape.choices if isinstance(found.shape, Test) else ()
    values = f"Values: {', '.join(map(code, choices))}\n\n" if choices else ""
    return f"{values}Operators: {said}" if said else ""


def about_sort(name: str) -> str:
    """What a sort is, and the first of its fields."""
    sort = SORTS[name]
    fields = [f"{code(field.name)} - {field.doc}" for field in list(sort.fields.values())[:MOST]]
    more = len(sort.fields) - len(fields)
    rest = f"\n- and {more} more" if more > 0 else ""
    return f"**{name}** *sort*\n\n{sort.doc}\n\n{items(fields)}{rest}"


def _of_value(known: Known, shape: Shape, value: Text) -> str:
    word = next((word for word in shape.words(known) if word.text == value.text), None)
    if word is not None:
        return _told(word.text, word.detail, word.doc)
    captured = known.captures.get(value.text)
    if captured is not None and shape is ANY:
        return about_capture(value.text, captured)
    return ""


def about_capture(name: str, captured: Captured) -> str:
    """What a name is bound to."""
    what = f"list of {captured.sort}" if captured.many else captured.sort
    return f"**{name}** *{what}*\n\n{SORTS[captured.sort].doc}"


def _of_template(file: RuleFile, offset: int, touched: Text) -> Hover | None:
    found = reference_at(file.text, offset, touched.start, touched.end)
    captured = file.known.captures.get(found[1]) if found is not None else None
    if found is None or captured is None:
        return None
    place, name, field_name = found
    field = SORTS[captured.sort].fields.get(field_name)
    if field is None:
        return Hover(about_capture(name, captured), place)
    return Hover(f"**{name}.{field.name}** *{field.type}*\n\n{field.doc}", place)
