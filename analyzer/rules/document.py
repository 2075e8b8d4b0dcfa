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
    """A text. `plain` tells that it was written without quotes, so that an empty value can be told from ``''``.

    `quote` is how it was written where it stands on one line and its characters can be found there again: ``""`` for a plain
    text, ``'`` or ``"``; None for any other text.
    """

    __slots__ = ("mark", "plain", "quote", "text")

    def __init__(self, mark: Mark, text: str, plain: bool, quote: str | None = None) -> None:
        self.mark, self.text, self.plain, self.quote = mark, text, plain, quote

    def place(self, offset: int) -> Mark:
        """Where a character of the text stands in the file; the beginning of the text where that cannot be told."""
        if self.quote is None:
            return self.mark
        doubled = self.text.count("'", 0, offset) if self.quote == "'" else 0
        return self.mark._replace(column=self.mark.column + len(self.quote) + offset + doubled)


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
    """The one document of a file. Raises RuleErrors with everything that is not acceptable."""
    problems: list[Problem] = []
    document = read(text, path, problems)
    if problems or document is None:
        raise RuleErrors(problems)
    return document


def read(text: str, path: str, problems: list[Problem]) -> Value | None:
    """The one document of a file, with what is wrong with it added to `problems`.

    What can be left out is left out, so that the rest can be checked too; None where nothing can be made of it.
    """
    if len(text) > MAX_BYTES:
        problems.append(Problem(Mark(path, 1, 1), "R001", f"the file is larger than {MAX_BYTES} characters"))
        return None
    try:
        return _Builder(path, problems).build(yaml.parse(text, LOADER))
    except _UnusableError:
        return None
    except yaml.MarkedYAMLError as error:
        at = error.problem_mark or error.context_mark
        mark = Mark(path, at.line + 1, at.column + 1) if at else Mark(path, 1, 1)
        problems.append(Problem(mark, "R002", f"not YAML: {error.problem or error.context}"))
    except yaml.reader.ReaderError as error:
        problems.append(Problem(_bad_character(text, path), "R002", f"not YAML: {error.reason}"))
    except yaml.YAMLError as error:
        problems.append(Problem(Mark(path, 1, 1), "R002", f"not YAML: {str(error).splitlines()[0]}"))
    return None


def _bad_character(text: str, path: str) -> Mark:
    """The first character that YAML does not allow."""
    found = yaml.reader.Reader.NON_PRINTABLE.search(text)
    at = found.start() if found else 0
    return Mark(path, text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at))


def plain(value: Value) -> object:
    """The value as str, list and dict."""
    if isinstance(value, Scalar):
        return value.text
    if isinstance(value, Listing):
        return [plain(item) for item in value.items]
    return {key.text: plain(item) for key, item in value.entries}


class _UnusableError(Exception):
    """The file is no document that could be checked further; why stands among the problems."""


class _Open:
    """A collection whose end has not come; of a mapping, the keys so far and the one that waits for its value."""

    __slots__ = ("key", "keys", "skipped", "value")

    def __init__(self, value: Mapping | Listing) -> None:
        self.value = value
        self.key: Scalar | None = None
        self.keys: set[str] = set()
        self.skipped = False  # the value to come has no key that could be used


class _Builder:
    """Makes the tree from the events of a file, without recursion."""

    def __init__(self, path: str, problems: list[Problem]) -> None:
        self.path, self.problems = path, problems
        self.root: list[Value] = []
        self.open: list[_Open] = []

    def build(self, events: Iterator[yaml.Event]) -> Value:
        """The tree. Raises _UnusableError and what yaml raises."""
        documents = 0
        for event in events:
            mark = _mark(self.path, event)
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise self._unusable(mark, "R003", "a file holds one document")
            elif isinstance(event, yaml.CollectionEndEvent):
                self.open.pop()
            elif isinstance(event, yaml.NodeEvent):
                value = self._node(event, mark)
                self._place(value)
                if not isinstance(value, Scalar):
                    if len(self.open) >= MAX_DEPTH:
                        raise self._unusable(mark, "R004", f"nested deeper than {MAX_DEPTH} levels")
                    self.open.append(_Open(value))
        if not self.root:
            raise self._unusable(Mark(self.path, 1, 1), "R005", "the file is empty")
        return self.root[0]

    def _problem(self, mark: Mark, code: str, message: str, hint: str = "") -> None:
        self.problems.append(Problem(mark, code, message, hint))

    def _unusable(self, mark: Mark, code: str, message: str) -> _UnusableError:
        self._problem(mark, code, message)
        return _UnusableError()

    def _node(self, event: yaml.NodeEvent, mark: Mark) -> Value:
        if isinstance(event, yaml.AliasEvent) or event.anchor is not None:
            hint = "share conditions with use:"
            self._problem(mark, "R006", "anchors and aliases are not part of the rule language", hint)
        tag = getattr(event, "tag", None)
        if tag is not None and tag != "!":
            self._problem(mark, "R007", f"tags are not part of the rule language: {tag}")
        if isinstance(event, yaml.MappingStartEvent):
            return Mapping(mark, [])
        if isinstance(event, yaml.SequenceStartEvent):
            return Listing(mark, [])
        if isinstance(event, yaml.ScalarEvent):
            return Scalar(mark, event.value, not event.style, _quote(event))
        return Scalar(mark, "", False)  # stands for an alias

    def _place(self, value: Value) -> None:
        """Hangs a value under the innermost open collection."""
        if not self.open:
            self.root.append(value)
            return
        inner = self.open[-1]
        if isinstance(inner.value, Listing):
            inner.value.items.append(value)
        elif inner.key is None and not inner.skipped:
            self._key(inner, value)
        else:
            if inner.key is not None:
                inner.value.entries.append((inner.key, value))
            inner.key, inner.skipped = None, False

    def _key(self, inner: _Open, value: Value) -> None:
        inner.skipped = True
        if not isinstance(value, Scalar):
            self._problem(value.mark, "R008", "a key must be text")
        elif value.text == "<<" and value.plain:
            hint = "share conditions with use:"
            self._problem(value.mark, "R006", "merge keys are not part of the rule language", hint)
        elif value.text in inner.keys:
            self._problem(value.mark, "R009", f"the key '{value.text}' is written twice")
        else:
            inner.key, inner.skipped = value, False
            inner.keys.add(value.text)


def _mark(path: str, event: yaml.Event) -> Mark:
    return Mark(path, event.start_mark.line + 1, event.start_mark.column + 1) if event.start_mark else Mark(path, 1, 1)


def _quote(event: yaml.ScalarEvent) -> str | None:
    """How a text was written whose characters stand in the file one by one; see `Scalar`."""
    start, end, text = event.start_mark, event.end_mark, event.value
    if start is None or end is None or start.line != end.line or event.style not in (None, "", "'", '"'):
        return None
    quote = event.style or ""
    doubled = text.count("'") if quote == "'" else 0
    return quote if end.column - start.column == len(text) + 2 * len(quote) + doubled else None
