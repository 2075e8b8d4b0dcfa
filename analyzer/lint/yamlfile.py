"""YAML files of other programs, with places: what a key holds, aliases and merge keys followed.

Nothing is constructed, and an alias is a second way to the same value, so no input grows when it is read. Values that hold
themselves are allowed: whoever walks them takes each once.
"""

from __future__ import annotations

import yaml

from analyzer.rules.document import LOADER, MAX_DEPTH, Listing, Mapping, Scalar, Value
from analyzer.rules.errors import Mark

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_CHARACTERS = 5_000_000


class YamlError(Exception):
    """The text is no YAML that can be used. The message begins with its line and column."""


class Text(Scalar):
    """A scalar with its style: empty for a plain one, else the quote or ``|`` or ``>``. `end` is (line, column), from 1."""

    __slots__ = ("end", "style")
    end: tuple[int, int]
    style: str


def read_yaml(text: str, path: str) -> Value | None:
    """The first document of a file; None for an empty one. Raises YamlError."""
    if len(text) > MAX_CHARACTERS:
        raise YamlError(f"1:1: the file is larger than {MAX_CHARACTERS} characters")
    try:
        return _read(yaml.parse(text, LOADER), path)
    except yaml.MarkedYAMLError as error:
        at = error.problem_mark or error.context_mark
        place = f"{at.line + 1}:{at.column + 1}" if at else "1:1"
        raise YamlError(f"{place}: not YAML: {error.problem or error.context}") from None
    except UnicodeEncodeError:
        raise YamlError("1:1: the file is not UTF-8") from None
    except yaml.YAMLError as error:
        raise YamlError(f"1:1: not YAML: {str(error).splitlines()[0]}") from None


def entries(mapping: Value | None) -> list[tuple[Scalar, Value]]:
    """The keys and values of a mapping, with those that it merges in; none for what is no mapping."""
    found: dict[str, tuple[Scalar, Value]] = {}
    pending: list[Value] = [mapping] if mapping is not None else []
    seen: set[int] = set()
    while pending:
        value = pending.pop(0)
        if id(value) in seen:
            continue
        seen.add(id(value))
        if isinstance(value, Listing):
            pending[:0] = [item for item in value.items if isinstance(item, Mapping)]
        if not isinstance(value, Mapping):
            continue
        merged = []
        for key, item in value.entries:
            if key.text == "<<" and key.plain:
                merged.append(item)
            else:
                found.setdefault(key.text, (key, item))
        pending[:0] = merged
    return list(found.values())


def member(mapping: Value | None, key: str) -> Value | None:
    """The value of a key; None where it is missing, or this is no mapping."""
    return next((value for name, value in entries(mapping) if name.text == key), None) if isinstance(mapping, Mapping) else None


def text_of(value: Value | None) -> str | None:
    """The text of a scalar that is not null; None for anything else."""
    if not isinstance(value, Scalar) or (value.plain and value.text in ("", "~", "null", "Null", "NULL")):
        return None
    return value.text


def _read(events: Iterator[yaml.Event], path: str) -> Value | None:
    anchors: dict[str, Value] = {}
    open_: list[tuple[Mapping | Listing, list[Value]]] = []
    documents = 0
    root: Value | None = None
    for event in events:
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents > 1:
                break
        elif isinstance(event, yaml.CollectionEndEvent):
            open_.pop()
        elif isinstance(event, yaml.NodeEvent):
            value = _value(event, path, anchors)
            if open_:
                _hang(open_[-1], value)
            else:
                root = value
            if isinstance(event, yaml.CollectionStartEvent):
                if len(open_) >= MAX_DEPTH:
                    raise YamlError(f"{value.mark.line}:{value.mark.column}: nested deeper than {MAX_DEPTH} levels")
                assert not isinstance(value, Scalar)
                open_.append((value, []))
    return root


def _value(event: yaml.NodeEvent, path: str, anchors: dict[str, Value]) -> Value:
    start = event.start_mark
    mark = Mark(path, start.line + 1, start.column + 1) if start else Mark(path, 1, 1)
    if isinstance(event, yaml.AliasEvent):
        if event.anchor not in anchors:
            raise YamlError(f"{mark.line}:{mark.column}: no value is called '{event.anchor}'")
        return anchors[event.anchor]
    value: Value
    if isinstance(event, yaml.MappingStartEvent):
        value = Mapping(mark, [])
    elif isinstance(event, yaml.SequenceStartEvent):
        value = Listing(mark, [])
    else:
        assert isinstance(event, yaml.ScalarEvent)
        value = Text(mark, event.value, not event.style)
        value.style = event.style or ""
        value.end = (event.end_mark.line + 1, event.end_mark.column + 1) if event.end_mark else (1, 1)
    if event.anchor is not None:
        anchors[event.anchor] = value
    return value


def _hang(inner: tuple[Mapping | Listing, list[Value]], value: Value) -> None:
    """Hangs a value under an open collection; of a mapping, the key waits for its value."""
    collection, waiting = inner
    if isinstance(collection, Listing):
        collection.items.append(value)
    elif not waiting:
        waiting.append(value)
    else:
        key = waiting.pop()
        if isinstance(key, Scalar):
            collection.entries.append((key, value))
