"""Which file a file was before it was given another name: the one most of whose lines it has."""

from __future__ import annotations

import posixpath
from collections import Counter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

LEAST = 0.5  # of the lines of both
LARGEST = 1_000_000  # bytes of a file that is looked at


def renamed(path: str, content: bytes, others: Mapping[str, bytes]) -> str:
    """The path among `others` whose content is most like this one; of several, that with the same name, then the first.

    Empty where none has half of its lines in common.
    """
    lines = _lines(content)
    best, chosen = (0.0, False), ""
    for other in sorted(others):
        likeness = _likeness(lines, _lines(others[other]))
        rank = likeness, posixpath.basename(other) == posixpath.basename(path)
        if likeness >= LEAST and rank > best:
            best, chosen = rank, other
    return chosen


def _lines(content: bytes) -> Counter[bytes]:
    return Counter(stripped for line in content[:LARGEST].split(b"\n") if (stripped := line.strip()))


def _likeness(one: Counter[bytes], other: Counter[bytes]) -> float:
    """How much of both the common lines are, 0 to 1."""
    total = sum(one.values()) + sum(other.values())
    return 2 * sum((one & other).values()) / total if total else 0.0
