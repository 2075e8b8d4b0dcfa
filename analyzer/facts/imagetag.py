"""What a tag says: the version in front, the words behind it, and how closely it names one image."""

from __future__ import annotations

from analyzer.facts.environment import HOLE
from analyzer.facts.imagedata import IMAGES
from analyzer.source.patterns import Lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_VERSION = Lazy(r"v?(\d+(?:\.\d+)*)(.*)")
_DATE = Lazy(r"20\d\d[01]\d[0-3]\d(?:[.T]?\d+)?")
_NUMBERED = Lazy(r"([a-z]+)(\d[\d.]*)")
_PRECISIONS = ("major", "minor", "patch")


def words_of(tag: str) -> list[str]:
    """The parts of a tag between dashes, in lower case; one that holds `HOLE` is not known."""
    return tag.lower().split("-")


def version_of(word: str) -> str | None:
    """The version a word begins with, as in ``v3.12.4`` and ``8u342``; None where it begins with none."""
    found = _VERSION.fullmatch(word) if HOLE not in word else None
    return found.group(1) if found is not None else None


def precision(tag: str) -> str | None:
    """How closely a tag names one image; None where that cannot be told.

    ``latest``; ``channel`` (stable, lts, edge ...); ``major``, ``minor`` or ``patch``, after the numbers of the version it
    begins with; ``date``, where it holds one; ``name`` for anything else, such as a code name.
    """
    if tag == "latest":
        return "latest"
    first, *rest = words_of(tag)
    if any(_DATE.fullmatch(word) for word in (first, *rest)):
        return "date"
    if HOLE in first:
        return None
    found = _VERSION.fullmatch(first)
    if found is not None:
        numbers = found.group(1).count(".") + 1 + (found.group(2).lstrip("_+.")[:1] not in {"", "r", "a", "b"})
        return _PRECISIONS[min(numbers, 3) - 1]
    if first in IMAGES.table["channels"]:
        return "channel"
    return "name"


def systems(words: list[str], known: bool) -> Iterator[tuple[str, str | None]]:
    """The families of systems that the words of a tag name, with their releases where they say them.

    `known` tells that it is the tag of an image that is described: elsewhere a code name standing alone (``focal``) may
    mean anything.
    """
    table = IMAGES.table
    for index, word in enumerate(words):
        if word in table["releases"]:
            if known or index:
                yield table["releases"][word]
            continue
        if word in table["words"]:
            following = words[index + 1] if index + 1 < len(words) else ""
            yield table["words"][word], following if following[:1].isdigit() and HOLE not in following else None
            continue
        found = _NUMBERED.fullmatch(word)
        if found is not None:
            name, release = found.groups()
            family = table["words"].get(name) or table["numbered"].get(name)
            if family is not None:
                yield family, release.rstrip(".")


def is_minimal(words: list[str]) -> bool:
    """A word of the tag says that the image is a small one."""
    table = IMAGES.table
    return any(word in table["minimal"] or word.rstrip("0123456789.") == "alpine" for word in words)
