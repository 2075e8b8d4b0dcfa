"""Paths in an image, as far as a file tells them.

A place is a path in normal form. It begins with ``/``, or with what is not known of it: ``~`` (a home directory), ``$NAME``
(a variable), or a name where it is relative to a working directory that only the base image knows. Two such paths are the
same place where they are the same text, as long as they are compared within one lineage of stages.
"""

from __future__ import annotations

import posixpath

from analyzer.facts.paths import braces

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from analyzer.facts.additions import Addition

HERE = "."  # the working directory of a base image from outside
_ROOTS = ("/", "~", "$", "`")
_GLOB = frozenset("*?[")
_DEEPEST = 40  # components of a path that are told apart


def join(directory: str, path: str) -> str:
    """The place that a word names in a directory."""
    for home in ("$HOME", "${HOME}"):
        if path == home or path.startswith(home + "/"):
            path = "~" + path[len(home) :]
    if not path.startswith(_ROOTS):
        path = f"{directory}/{path}"
    if path == "/root" or path.startswith("/root/"):
        path = "~" + path[5:]  # most builds run as root
    normal = posixpath.normpath(path)
    return normal[1:] if normal.startswith("//") else normal


def shown(place: str) -> str:
    """A place for people: the home directory is taken for that of root."""
    return "/root" + place[1:] if place == "~" or place.startswith("~/") else place


def known(place: str) -> bool:
    """Nothing of it depends on a variable or on the base image."""
    return place[:1] in ("/", "~") and "$" not in place and "`" not in place


def name(path: str) -> str:
    """The last component."""
    return path.rstrip("/").rpartition("/")[2]


def depth(place: str) -> int:
    """The number of its components."""
    return len([part for part in place.split("/") if part])


def is_glob(path: str) -> bool:
    """It holds wildcards."""
    return not _GLOB.isdisjoint(path)


def same(place: str, other: str) -> bool:
    """A place is another; either may hold wildcards."""
    if place == other:
        return True
    from fnmatch import fnmatchcase

    return (is_glob(other) and fnmatchcase(place, other)) or (is_glob(place) and fnmatchcase(other, place))


class Index:
    """What was added, by its place. Looking for what lies at or below one takes as long as there is of it."""

    __slots__ = ("_at", "_below")

    def __init__(self) -> None:
        self._at: dict[str, dict[int, Addition]] = {}
        self._below: dict[str, dict[int, Addition]] = {}

    def add(self, addition: Addition) -> None:
        """Takes an addition in."""
        self._at.setdefault(addition.place, {})[id(addition)] = addition
        for ancestor in _ancestors(addition.place):
            self._below.setdefault(ancestor, {})[id(addition)] = addition

    def remove(self, addition: Addition) -> None:
        """Takes an addition out again."""
        self._at.get(addition.place, {}).pop(id(addition), None)
        for ancestor in _ancestors(addition.place):
            self._below.get(ancestor, {}).pop(id(addition), None)

    def at(self, place: str) -> Iterable[Addition]:
        """What lies exactly there, the last first."""
        return reversed(list(self._at.get(place, {}).values()))

    def covered(self, place: str) -> Iterator[Addition]:
        """What lies at or below a place, which may hold wildcards and braces; what lies below it for ``place/*``."""
        for one in braces(place) if "{" in place else (place,):
            directory = one[:-2] or "/" if one.endswith("/*") else HERE if one == "*" else one
            if is_glob(directory):
                yield from self._matching(directory)
                continue
            if directory == one:
                yield from self.at(one)
            yield from reversed(list(self._below.get(directory, {}).values()))

    def _matching(self, pattern: str) -> Iterator[Addition]:
        from fnmatch import fnmatchcase

        parts = pattern.split("/")
        first = next(index for index, part in enumerate(parts) if is_glob(part))
        directory = "/".join(parts[:first]) or ("/" if pattern.startswith("/") else HERE)
        for addition in reversed(list(self._below.get(directory, {}).values())):
            own = addition.place.split("/")
            if len(own) >= len(parts) and all(fnmatchcase(part, wanted) for part, wanted in zip(own, parts, strict=False)):
                yield addition

    def around(self, place: str) -> Iterator[Addition]:
        """What lies at a place or at a directory above it, the nearest first."""
        for ancestor in (place, *_ancestors(place)):
            yield from self.at(ancestor)


def _ancestors(place: str) -> list[str]:
    """The directories above a place, the nearest first."""
    found: list[str] = []
    at = place.rfind("/")
    while at > 0 and len(found) < _DEEPEST:
        found.append(place[:at])
        at = place.rfind("/", 0, at)
    if at == 0 and place != "/":
        found.append("/")
    elif place[:1] not in _ROOTS and place != HERE:
        found.append(HERE)
    return found
