r"""Reads the regular expressions of rules: a dialect without anything that a finite automaton cannot do.

It is Python's syntax less backreferences, lookaround, lazy and possessive repeats, and names. Only ASCII counts for ``\w``,
``\d``, ``\s``, ``\b`` and ``(?i)``; ``$`` is the very end of the text. An expression becomes nested tuples:

``("set", ranges)``, ``("cat", parts)``, ``("alt", parts)``, ``("rep", part, least, most or None)``, ``("at", mark)`` with a
mark of ``^ $ b B``. Ranges are (first, last) code points in order.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Tree = tuple[Any, ...]

Ranges = tuple[tuple[int, int], ...]
LAST = 0x10FFFF
MAX_DEPTH = 40
MAX_COUNT = 1000
NEWLINE: Ranges = ((10, 10),)
WORD: Ranges = ((48, 57), (65, 90), (95, 95), (97, 122))
CLASSES: dict[str, Ranges] = {"d": ((48, 57),), "w": WORD, "s": ((9, 13), (32, 32))}
CONTROLS = {"n": 10, "t": 9, "r": 13, "f": 12, "v": 11, "a": 7}
CODES = {"x": 2, "u": 4, "U": 8}
POSTFIX = "*+?{"
EMPTY: Tree = ("cat", ())


class ExpressionError(ValueError):
    """The expression cannot be used. `at` is the offset of the trouble, from 0."""

    def __init__(self, at: int, code: str, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.at, self.code, self.hint = at, code, hint


def parse_expression(text: str) -> Tree:
    """The tree of an expression. Raises ExpressionError: R112 for what is no regular expression, R120 for what is left out."""
    return _Reader(text).whole()


def union(ranges: list[tuple[int, int]]) -> Ranges:
    """The ranges in order, those that touch joined."""
    joined: list[tuple[int, int]] = []
    for first, last in sorted(ranges):
        if joined and first <= joined[-1][1] + 1:
            joined[-1] = (joined[-1][0], max(last, joined[-1][1]))
        else:
            joined.append((first, last))
    return tuple(joined)


def inverse(ranges: Ranges) -> Ranges:
    """All other code points."""
    found, at = [], 0
    for first, last in ranges:
        if first > at:
            found.append((at, first - 1))
        at = last + 1
    if at <= LAST:
        found.append((at, LAST))
    return tuple(found)


def _both_cases(ranges: Ranges) -> Ranges:
    found = list(ranges)
    for low, high, shift in ((65, 90, 32), (97, 122, -32)):
        for first, last in ranges:
            if max(first, low) <= min(last, high):
                found.append((max(first, low) + shift, min(last, high) + shift))
    return union(found)


class _Reader:
    """A recursive descent over the text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.depth = 0
        self.flags = ""

    def whole(self) -> Tree:
        if self.text.startswith("(?") and (end := self.text.find(")")) > 2 and self.text[2:end].isalpha():
            self.flags, self.at = self.text[2:end], end + 1
            for offset, flag in enumerate(self.flags, 2):
                if flag not in "ims":
                    raise ExpressionError(offset, "R120", f"there is no flag '{flag}'", "one of i, m, s")
        tree = self._alternatives()
        if self.at < len(self.text):
            raise ExpressionError(self.at, "R112", "this parenthesis closes nothing")
        return tree

    def _alternatives(self) -> Tree:
        parts = [self._sequence()]
        while self._next("|"):
            parts.append(self._sequence())
        return parts[0] if len(parts) == 1 else ("alt", tuple(parts))

    def _sequence(self) -> Tree:
        parts: list[Tree] = []
        while self.at < len(self.text) and self.text[self.at] not in "|)":
            start = self.at
            part = self._atom()
            if self.at < len(self.text) and self.text[self.at] in POSTFIX:
                part = self._repeat(part, start)
            parts.append(part)
        return parts[0] if len(parts) == 1 else ("cat", tuple(parts))

    def _next(self, char: str) -> bool:
        if self.text.startswith(char, self.at):
            self.at += len(char)
            return True
        return False

    def _atom(self) -> Tree:
        at, char = self.at, self.text[self.at]
        if char in POSTFIX and (char != "{" or self._bounds() is not None):
            raise ExpressionError(at, "R112", f"nothing stands before '{char}' to repeat")
        self.at += 1
        if char == "(":
            return self._group(at)
        if char == "[":
            return ("set", self._set(at))
        if char == "\\":
            return self._escape(at)
        if char == ".":
            return ("set", ((0, LAST),) if "s" in self.flags else inverse(NEWLINE))
        if char in "^$":
            return ("at", char * 2 if "m" in self.flags else char)
        return self._literal(ord(char))

    def _literal(self, code: int) -> Tree:
        ranges: Ranges = ((code, code),)
        return ("set", _both_cases(ranges) if "i" in self.flags else ranges)

    def _group(self, at: int) -> Tree:
        if self._next("?") and not self._next(":"):
            known = {
                "=": "lookahead",
                "!": "lookahead",
                "<=": "lookbehind",
                "<!": "lookbehind",
                "P<": "a name",
                "P=": "a backreference",
            }
            what = next((name for mark, name in known.items() if self.text.startswith(mark, self.at)), "this group")
            raise ExpressionError(at, "R120", f"{what} is not part of the dialect", "a group is (...) or (?:...)")
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise ExpressionError(at, "R121", f"groups are nested deeper than {MAX_DEPTH} levels")
        tree = self._alternatives()
        self.depth -= 1
        if not self._next(")"):
            raise ExpressionError(at, "R112", "this parenthesis is not closed")
        return tree

    def _bounds(self) -> tuple[int, int | None, int] | None:
        """(least, most, end) of ``{2}``, ``{2,}``, ``{,3}`` or ``{2,3}`` here; None where a brace is only a brace."""
        end = self.text.find("}", self.at)
        least, comma, most = self.text[self.at + 1 : end].partition(",")
        if end < 0 or not (least or most) or not all(text.isascii() and text.isdigit() for text in (least, most) if text):
            return None
        if len(least) > 4 or len(most) > 4 or max(int(most or 0), int(least or 0)) > MAX_COUNT:
            raise ExpressionError(self.at, "R121", f"a part is repeated at most {MAX_COUNT} times by number")
        return int(least or 0), int(most) if most else None if comma else int(least), end + 1

    def _repeat(self, part: Tree, start: int) -> Tree:
        at, char = self.at, self.text[self.at]
        if char == "{" and self._bounds() is None:
            return part
        if part[0] == "at":
            raise ExpressionError(at, "R112", f"'{self.text[start:at]}' cannot be repeated")
        if char == "{":
            bounds = self._bounds()
            assert bounds is not None
            least, most, self.at = bounds
            if most is not None and most < least:
                raise ExpressionError(at, "R112", "the most is less than the least")
        else:
            self.at += 1
            least, most = int(char == "+"), 1 if char == "?" else None
        if self.at < len(self.text) and self.text[self.at] in "?+":
            what = "a lazy repeat" if self.text[self.at] == "?" else "a possessive repeat"
            hint = "what is found is the same without it"
            raise ExpressionError(self.at, "R120", f"{what} is not part of the dialect", hint)
        if self.at < len(self.text) and (self.text[self.at] == "*" or (self.text[self.at] == "{" and self._bounds())):
            raise ExpressionError(self.at, "R112", "a repeat of a repeat")
        if most is None and _loops(part):
            raise ExpressionError(start, "R121", "this repeats what repeats itself already", "one of the repeats is enough")
        return ("rep", part, least, most)

    def _escape(self, at: int) -> Tree:
        char = self.text[self.at : self.at + 1]
        if char in ("b", "B"):
            self.at += 1
            return ("at", char)
        if char.lower() in CLASSES and char:
            self.at += 1
            return ("set", CLASSES[char] if char in CLASSES else inverse(CLASSES[char.lower()]))
        return self._literal(self._code(at))

    def _code(self, at: int) -> int:
        """The character of an escape, whose backslash is read."""
        char = self.text[self.at : self.at + 1]
        self.at += 1
        if not char:
            raise ExpressionError(at, "R112", "a backslash at the end")
        if char in CONTROLS:
            return CONTROLS[char]
        if char in CODES:
            digits = self.text[self.at : self.at + CODES[char]]
            self.at += CODES[char]
            if (
                len(digits) == CODES[char]
                and all(digit in "0123456789abcdefABCDEF" for digit in digits)
                and int(digits, 16) <= LAST
            ):
                return int(digits, 16)
            raise ExpressionError(at, "R112", f"\\{char} is followed by {CODES[char]} hexadecimal digits")
        if char.isascii() and char.isdigit():
            raise ExpressionError(at, "R120", "a backreference is not part of the dialect")
        if char.isalpha():
            hint = {"A": "write ^", "Z": "write $", "z": "write $"}.get(char, "")
            raise ExpressionError(at, "R120", f"there is no escape \\{char}", hint)
        return ord(char)

    def _set(self, at: int) -> Ranges:
        negated = self._next("^")
        found: list[tuple[int, int]] = []
        start = self.at  # where a closing bracket stands for itself
        while self.at == start or not self._next("]"):
            if self.at >= len(self.text):
                raise ExpressionError(at, "R112", "this bracket is not closed")
            found += self._item()
        ranges = union(found)
        ranges = _both_cases(ranges) if "i" in self.flags else ranges
        return inverse(ranges) if negated else ranges

    def _item(self) -> list[tuple[int, int]]:
        """A character, a range or a class within brackets."""
        at = self.at
        low = self._member()
        if isinstance(low, tuple):
            return list(low)
        if self.text.startswith("-", self.at) and not self.text.startswith("-]", self.at) and self.at + 1 < len(self.text):
            self.at += 1
            high = self._member()
            if isinstance(high, tuple) or high < low:
                raise ExpressionError(at, "R112", "this is no range of characters")
            return [(low, high)]
        return [(low, low)]

    def _member(self) -> int | Ranges:
        at, char = self.at, self.text[self.at]
        self.at += 1
        if char == "[" and self.text[self.at : self.at + 1] in (":", ".", "="):
            raise ExpressionError(at, "R120", "POSIX classes are not part of the dialect", "write \\w, \\d, \\s or a range")
        if char != "\\":
            return ord(char)
        name = self.text[self.at : self.at + 1]
        if name and name.lower() in CLASSES:
            self.at += 1
            return CLASSES[name] if name in CLASSES else inverse(CLASSES[name.lower()])
        if name == "b":
            self.at += 1
            return 8
        return self._code(at)


def nullable(tree: Tree) -> bool:
    """The tree fits the empty text."""
    kind = tree[0]
    if kind == "rep":
        return tree[2] == 0 or nullable(tree[1])
    if kind == "alt":
        return any(map(nullable, tree[1]))
    return kind == "at" or (kind == "cat" and all(map(nullable, tree[1])))


def _loops(tree: Tree) -> bool:
    """One of the tree's own unbounded repeats may be all of what it fits, so that repeating it adds nothing."""
    kind = tree[0]
    if kind == "rep":
        return tree[3] is None or _loops(tree[1])
    if kind == "alt":
        return any(map(_loops, tree[1]))
    if kind == "cat":
        return any(_loops(part) and all(nullable(other) for other in tree[1] if other is not part) for part in tree[1])
    return False
