"""The nearest name, for "did you mean" (util/suggest/error.go)."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

NEAREST = 3  # distances below it count as near


def suggest(value: str, options: Iterable[str], case_sensitive: bool = False) -> str:
    """The option nearest to a value, in the value's case; empty where none is near or the value is one of them."""
    wanted = value if case_sensitive else value.lower()
    best, match = NEAREST, ""
    for option in options:
        candidate = option if case_sensitive else option.lower()
        if candidate == wanted:
            return ""
        far = distance(wanted, candidate, best)
        if far < best:
            best, match = far, candidate
    if not case_sensitive and match and value == value.upper() != value.lower() and value.isascii():
        return match.upper()
    return match


def distance(first: str, second: str, limit: int) -> int:
    """The Levenshtein distance of two words, or `limit` where it is not below that."""
    if abs(len(first) - len(second)) >= limit:
        return limit
    row = list(range(len(second) + 1))
    for i, a in enumerate(first, 1):
        diagonal, row[0] = row[0], i
        for j, b in enumerate(second, 1):
            diagonal, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, diagonal + (a != b))
        if min(row) >= limit:
            return limit
    return min(row[-1], limit)
