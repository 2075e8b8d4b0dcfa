"""YAML as rules use it: mappings, lists and scalars, each with its place.

Only what rules need is accepted: one document, no anchors, aliases, merge keys or tags, and text keys that are written once.
So no input can grow when it is read. Scalars stay text; what a text means follows from the field it is compared with.
"""

from __future__ import annotations

import yaml

from analyzer.rules.errors import Mark, Problem, RuleErrors

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

LOADER = getattr(yaml, "CLoader", yaml.Loader)  # only its events are used: nothing is constructed
MAX_DEPTH = 40
MAX_BYTES = 1_000_000


class Scalar:
    """A text. `plain` tells that it was written without quotes, so that an empty value can be told from ``''``."""

    __slots__ = ("mark", "plain", "text")

    def __init__(self, mark: Mark, text: str, plain: bool) -> None:
        self.mark, self.text, self.plain = mark, text, plain


class Listing:
    """A list of values."""

    __slots__ = ("items", "mark")

    def __init__(self, mark: Mark, items: list[Value]) -> None:
        self.mark, self.items = mark, items


class Mapping:
    """Keys and values in the order written."""

    __slots__ = ("entries", "mark")

    def __init__(self, mark: Mark, entries: list[tuple[Scalar, Value]]) -> None:
        self.mark, self.entries = mark, entries

    def get(self, key: str) -> Value | None:
        """The value of a key, None where it is missing."""
        return next((value for name, value in self.entries if name.text == key), None)

    def key(self, key: str) -> Scalar:
        """The key itself, for its place. Raises KeyError where it is missing."""
        for name, _ in self.entries:
            if name.text == key:
                return name
        raise KeyError(key)


Value = Scalar | Listing | Mapping


def compose(text: str, path: str) -> Value:
    """The one document of a file. Raises RuleErrors with the first thing that is not acceptable."""
    if len(text) > MAX_BYTES:
        raise _refuse(Mark(path, 1, 1), "R001", f"the file is larger than {MAX_BYTES} characters")
    try:
        return _build(yaml.parse(text, LOADER), path)
    except yaml.MarkedYAMLError as error:
        at = error.problem_mark or error.context_mark
        mark = Mark(path, at.line + 1, at.column + 1) if at else Mark(path, 1, 1)
        raise _refuse(mark, "R002", f"not YAML: {error.problem or error.context}") from None
    except yaml.YAMLError as error:
        raise _refuse(Mark(path, 1, 1), "R002", f"not YAML: {str(error).splitlines()[0]}") from None


def plain(value: Value) -> object:
    """The value as str, list and dict."""
    if isinstance(value, Scalar):
        return value.text
    if isinstance(value, Listing):
        return [plain(item) for item in value.items]
    return {key.text: plain(item) for key, item in value.entries}


class _Open:
    """A collection whose end has not come; of a mapping, the keys so far and the one that waits for its value."""

    __slots__ = ("key", "keys", "value")

    def __init__(self, value: Mapping | Listing) -> None:
        self.value = value
        self.key: Scalar | None = None
        self.keys: set[str] = set()


def _refuse(mark: Mark, code: str, message: str, hint: str = "") -> RuleErrors:
    return RuleErrors([Problem(mark, code, message, hint)])


def _build(events: Iterator[yaml.Event], path: str) -> Value:
    """Builds the tree from the events without recursion."""
    root: list[Value] = []
    open_: list[_Open] = []
    documents = 0
    for event in events:
        mark = Mark(path, event.start_mark.line + 1, event.start_mark.column + 1) if event.start_mark else Mark(path, 1, 1)
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents > 1:
                raise _refuse(mark, "R003", "a file holds one document")
        elif isinstance(event, yaml.CollectionEndEvent):
            open_.pop()
        elif isinstance(event, yaml.NodeEvent):
            value = _node(event, mark)
            _place(value, root, open_)
            if not isinstance(value, Scalar):
                if len(open_) >= MAX_DEPTH:
                    raise _refuse(mark, "R004", f"nested deeper than {MAX_DEPTH} levels")
                open_.append(_Open(value))
    if not root:
        raise _refuse(Mark(path, 1, 1), "R005", "the file is empty")
    return root[0]


def _node(event: yaml.NodeEvent, mark: Mark) -> Value:
    if isinstance(event, yaml.AliasEvent) or event.anchor is not None:
        raise _refuse(mark, "R006", "anchors and aliases are not part of the rule language", "share conditions with use:")
    tag = getattr(event, "tag", None)
    if tag is not None and tag != "!":
        raise _refuse(mark, "R007", f"tags are not part of the rule language: {tag}")
    if isinstance(event, yaml.MappingStartEvent):
        return Mapping(mark, [])
    if isinstance(event, yaml.SequenceStartEvent):
        return Listing(mark, [])
    if isinstance(event, yaml.ScalarEvent):
        return Scalar(mark, event.value, not event.style)
    raise TypeError(f"no node: {event}")


def _place(value: Value, root: list[Value], open_: list[_Open]) -> None:
    """Hangs a value under the innermost open collection."""
    if not open_:
        root.append(value)
        return
    inner = open_[-1]
    if isinstance(inner.value, Listing):
        inner.value.items.append(value)
    elif inner.key is not None:
        inner.value.entries.append((inner.key, value))
        inner.key = None
    elif not isinstance(value, Scalar):
        raise _refuse(value.mark, "R008", "a key must be text")
    elif value.text == "<<" and value.plain:
        raise _refuse(value.mark, "R006", "merge keys are not part of the rule language", "share conditions with use:")
    elif value.text in inner.keys:
        raise _refuse(value.mark, "R009", f"the key '{value.text}' is written twice")
    else:
        inner.key = value
        inner.keys.add(value.text)
