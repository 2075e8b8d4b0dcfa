"""The regular expressions that ignore patterns turn into, run on all positions of a path at once.

A set of positions is an integer: bit n stands for the place before character n. A step takes the set from which the rest
may match to the set behind it, so there is no backtracking and the time is linear in the path for every pattern.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

Ranges = tuple[tuple[int, int], ...]
"""Code points, from and to, both included."""

Step = tuple[str, "Chars | None", int, int]
"""What to do: pass ``chars``, at least and at most so often (-1 for any number); or what to ask for: start, end, word, inner.

``deep`` passes any folders, or none.
"""

LAST = 0x10FFFF
_SLASH, _NEWLINE = ord("/"), ord("\n")


class Chars:
    """A set of characters."""

    __slots__ = ("_categories", "_negated", "_ranges")

    def __init__(self, ranges: Iterable[tuple[int, int]], negated: bool = False, categories: str = "") -> None:
        self._ranges = tuple(ranges)
        self._negated = negated
        self._categories = categories  # first letters of Unicode categories that belong to the set too

    def has(self, char: str) -> bool:
        """Whether a character is of the set."""
        code = ord(char)
        inside = any(low <= code <= high for low, high in self._ranges)
        if not inside and self._categories:
            import unicodedata

            inside = unicodedata.category(char)[0] in self._categories
        return inside != self._negated


WORD = Chars(((0x30, 0x39), (0x41, 0x5A), (0x5F, 0x5F), (0x61, 0x7A)))
_ANY = Chars(((_NEWLINE, _NEWLINE),), negated=True)  # "." in Go
_SEPARATOR = Chars(((_SLASH, _SLASH),))


class Subject:
    """A path to match: the positions of its characters, worked out when first asked for.

    `ends` are the places where a match may end: the end of the path and, with `folders`, of each folder it lies in.
    """

    __slots__ = ("_found", "all", "ends", "path")

    def __init__(self, path: str, folders: bool) -> None:
        self.path = path
        self._found: dict[Chars, int] = {}
        self.all = (1 << (len(path) + 1)) - 1
        self.ends = 1 << len(path) | (self.positions(_SEPARATOR) if folders else 0)

    def positions(self, chars: Chars) -> int:
        """Where a character of the set stands."""
        found = self._found.get(chars)
        if found is None:
            table = {ord(char): "1" if chars.has(char) else "0" for char in set(self.path)}
            bits = self.path.translate(table)[::-1]
            found = self._found[chars] = int(bits, 2) if bits else 0
        return found


def matches(steps: list[Step], subject: Subject) -> bool:
    """Whether the steps lead from any place of the path to one they may end at."""
    at = subject.all
    ended = False  # behind an assertion of the end nothing more is passed
    for kind, chars, least, most in steps:
        if kind == "end":
            at &= subject.ends
            ended = True
        elif chars is None:
            at = _without_chars(kind, at, subject, ended)
        elif ended:
            at = at if least == 0 else 0
        else:
            at = _pass(at, subject.positions(chars), least, most)
        if not at:
            return False
    return True


def _pass(at: int, chars: int, least: int, most: int) -> int:
    """The places behind so many of the characters."""
    for _ in range(least):
        at = (at & chars) << 1
        if not at:
            return 0
    if most < 0:
        return _many(at, chars)
    last = at
    for _ in range(most - least):
        last = (last & chars) << 1
        if not last:
            break
        at |= last
    return at


def _without_chars(kind: str, at: int, subject: Subject, ended: bool) -> int:
    if kind == "start":
        return at & 1
    if kind == "deep":
        return at if ended else at | (_many(at, subject.positions(_ANY)) & subject.positions(_SEPARATOR)) << 1
    words = subject.positions(WORD)
    borders = words ^ (words << 1)
    return at & (borders if kind == "word" else subject.all & ~borders)


def _many(at: int, chars: int) -> int:
    """All places reached over any number of the characters: an addition carries through each run of them."""
    return (((at & chars) + chars) ^ chars) | at


ANY_MANY: Step = ("chars", _ANY, 0, -1)
"""``.*``"""
