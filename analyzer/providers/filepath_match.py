"""Go's ``filepath.Match``, by which COPY and ADD compare paths with wildcards (path/filepath/match.go).

``*`` and ``?`` stand for anything within a component of the path, ``[a-z]`` and ``[^a-z]`` for one character, a backslash
makes the next character stand for itself. Time is bounded by the product of the lengths.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    Ranges = list[tuple[str, str]]
    Item = str | tuple[bool, Ranges]  # "?", a character behind a dot, or a class and whether it is negated

ANY = "?"


class MalformedPatternError(ValueError):
    """A pattern that Go refuses."""


class Pattern:
    """A pattern, read once. Raises MalformedPatternError."""

    __slots__ = ("_chunks",)

    def __init__(self, text: str) -> None:
        self._chunks: list[tuple[bool, list[Item]]] = []  # each with whether a star stands before it
        at = 0
        while at < len(text):
            start = at
            while at < len(text) and text[at] == "*":
                at += 1
            items: list[Item] = []
            star = at > start
            while at < len(text) and text[at] != "*":
                item, at = _read(text, at)
                items.append(item)
            self._chunks.append((star, items))

    def matches(self, name: str) -> bool:
        """The whole of a path matches."""
        for index, (star, items) in enumerate(self._chunks):
            last = index == len(self._chunks) - 1
            if star and not items:
                return "/" not in name
            end = _match_chunk(items, name)
            if end is None or (last and end < len(name)):
                end = _later(items, name, last) if star else None
            if end is None:
                return False
            name = name[end:]
        return not name


def has_wildcards(path: str) -> bool:
    """A character of a path is a wildcard (fsutil/copy, containsWildcards)."""
    escaped = False
    for char in path:
        if escaped:
            escaped = False
        elif char == "\\":
            escaped = True
        elif char in "*?[":
            return True
    return False


def _later(items: list[Item], name: str, last: bool) -> int | None:
    """Where the first match of a chunk behind a star ends: the star takes in what stands before it."""
    for start in range(1, len(name) + 1):
        if name[start - 1] == "/":
            return None
        end = _match_chunk(items, name[start:])
        if end is not None and (not last or start + end == len(name)):
            return start + end
    return None


def _match_chunk(items: list[Item], name: str) -> int | None:
    """Where a chunk that matches the beginning of a name ends."""
    if len(name) < len(items):
        return None
    for item, char in zip(items, name, strict=False):
        if isinstance(item, str):
            if item == ANY:
                if char == "/":
                    return None
            elif item[1] != char:
                return None
        elif any(low <= char <= high for low, high in item[1]) == item[0]:
            return None
    return len(items)


def _read(text: str, at: int) -> tuple[Item, int]:
    """The item at an offset, and the offset behind it."""
    char = text[at]
    if char == "?":
        return ANY, at + 1
    if char == "[":
        return _read_class(text, at + 1)
    if char == "\\":
        at += 1
        if at == len(text):
            raise MalformedPatternError(text)
    return "." + text[at], at + 1


def _read_class(text: str, at: int) -> tuple[Item, int]:
    negated = text.startswith("^", at)
    at += negated
    ranges: Ranges = []
    while not (text.startswith("]", at) and ranges):
        low, at = _read_class_char(text, at)
        high = low
        if text.startswith("-", at):
            high, at = _read_class_char(text, at + 1)
        ranges.append((low, high))
    return (negated, ranges), at + 1


def _read_class_char(text: str, at: int) -> tuple[str, int]:
    if at >= len(text) or text[at] in "-]":
        raise MalformedPatternError(text)
    if text[at] == "\\":
        at += 1
        if at >= len(text):
            raise MalformedPatternError(text)
    if at + 1 >= len(text):
        raise MalformedPatternError(text)  # the class is not closed
    return text[at], at + 1
