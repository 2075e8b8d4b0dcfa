r"""The patterns of ``${name#p}``, ``${name%p}`` and ``${name/p/r}`` (convertShellPatternToRegex of shell/lex.go).

A pattern is text with ``*`` (any characters of a line) and ``?`` (one character other than a newline); ``\*``, ``\?`` and
``\\`` stand for the characters themselves. BuildKit hands it to a regular expression engine without backtracking. Here the
pieces between the stars are looked for one after the other, which finds the same spans in linear time: as no star crosses a
newline, to put every piece as far left as it goes never spoils a match, and only the last one decides where it ends.
"""

from __future__ import annotations

from analyzer.source.patterns import Lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re

_WORK_LIMIT = 100_000_000  # characters compared at worst, for a pattern with "?"
_CHARACTERS = Lazy(r"\\?[\s\S]")
_TEMPLATE = Lazy(r"\$(?:(\$)|\{(\w+)\}|(\w+))")


class PatternError(ValueError):
    """A pattern BuildKit refuses, in its words."""


class PatternLimitError(PatternError):
    """A pattern that BuildKit takes, but that is too much work here or makes too long a text."""


class Pattern:
    """A pattern ready to run on values. Raises PatternError for an escape that is none."""

    __slots__ = ("_pieces", "_size", "_wild")

    def __init__(self, pattern: str) -> None:
        self._pieces, self._wild = _pieces(pattern.removeprefix("\ufeff"))
        self._size = len(pattern)

    def prefix_end(self, value: str, longest: bool) -> int | None:
        """The end of the match that starts the value, or None. `longest` and shortest differ only for ``*``."""
        self._check(value)
        end = self._pieces[0].end_at(value, 0)
        return None if end is None else self._finish(value, end, longest)

    def find(self, value: str, at: int = 0) -> tuple[int, int] | None:
        """The leftmost match from an offset on, at its longest."""
        self._check(value)
        first = self._pieces[0]
        while at <= len(value):
            start = first.first(value, at, len(value))
            if start is None:
                return None
            after = start + first.size
            end = self._finish(value, after, True)
            if end is not None:
                return start, end
            # What does not follow here does not follow from a later place of this line either.
            at = max(start + 1, _line_end(value, after) + 1 - first.size)
        return None

    def _finish(self, value: str, at: int, longest: bool) -> int | None:
        """The end of a match whose first piece ends at an offset."""
        pieces = self._pieces
        last = len(pieces) - 1
        stop = -1
        for index in range(1, last + 1):
            piece = pieces[index]
            if at > stop:
                stop = _line_end(value, at)
            start = piece.last(value, at, stop) if longest and index == last else piece.first(value, at, stop)
            if start is None:
                return None
            at = start + piece.size
        return at

    def _check(self, value: str) -> None:
        if self._wild and self._size * len(value) > _WORK_LIMIT:
            raise PatternLimitError("the pattern is too large for the value")


def _wildcard(chars: list[str | None]) -> re.Pattern[str]:
    import re

    return re.compile("(?=" + "".join(["." if char is None else re.escape(char) for char in chars]) + ")")


class _Piece:
    """The characters between two stars; `None` stands for ``?``."""

    __slots__ = ("_regex", "size", "text")

    def __init__(self, chars: list[str | None]) -> None:
        self.size = len(chars)
        self.text = "".join([char or "." for char in chars])
        self._regex = _wildcard(chars) if None in chars else None

    def end_at(self, value: str, at: int) -> int | None:
        found = self._regex.match(value, at) if self._regex else value.startswith(self.text, at)
        return at + self.size if found else None

    def first(self, value: str, at: int, stop: int) -> int | None:
        """Its first place that starts at `at` or later and not behind `stop`."""
        if self._regex is None:
            start = value.find(self.text, at, stop + self.size)
            return start if start >= 0 else None
        match = self._regex.search(value, at, stop + self.size)
        return match.start() if match else None

    def last(self, value: str, at: int, stop: int) -> int | None:
        """Its last place in the same range."""
        if self._regex is None:
            start = value.rfind(self.text, at, stop + self.size)
            return start if start >= 0 else None
        found = None
        for match in self._regex.finditer(value, at, stop + self.size):
            found = match.start()
        return found


def _line_end(value: str, at: int) -> int:
    end = value.find("\n", at)
    return end if end >= 0 else len(value)


def _pieces(pattern: str) -> tuple[list[_Piece], bool]:
    """The pieces of a pattern and whether it has a ``?``."""
    pieces: list[list[str | None]] = [[]]
    wild = False
    at, end = 0, len(pattern)
    while at < end:
        char = pattern[at]
        at += 1
        if char == "*":
            pieces.append([])
        elif char == "?":
            pieces[-1].append(None)
            wild = True
        elif char != "\\":
            pieces[-1].append(char)
        else:
            escaped = pattern[at : at + 1]
            if escaped in {"}", "/"}:
                continue  # escaped for the sake of ${...} only
            if not escaped or escaped not in "*?\\":
                raise PatternError(f"invalid escape '\\{escaped or chr(0xFFFD)}'")
            pieces[-1].append(escaped)
            at += 1
    return [_Piece(chars) for chars in pieces], wild


def trim_prefix(pattern: str, value: str, longest: bool) -> str:
    """``${name#p}``, or ``##`` for the longest. Raises PatternError."""
    end = _compiled(pattern).prefix_end(value, longest)
    return value if end is None else value[end:]


def trim_suffix(pattern: str, value: str, longest: bool) -> str:
    """``${name%p}``, or ``%%`` for the longest: a prefix, seen from behind. Raises PatternError about the reversed pattern."""
    return trim_prefix(reverse_pattern(pattern), value[::-1], longest)[::-1]


def reverse_pattern(pattern: str) -> str:
    """The pattern read from behind, each escape kept before its character."""
    return "".join(_CHARACTERS.findall(pattern)[::-1]) if "\\" in pattern else pattern[::-1]


def replace(pattern: str, value: str, replacement: str, every: bool, limit: int) -> str:
    """``${name/p/r}``, or ``//`` for every match. Raises PatternError, for more than `limit` new characters too.

    Only the replacement of ``//`` is a template: Go's ReplaceAllString sees ``$0`` as the match and other ``$name`` as empty.
    """
    compiled = _compiled(pattern)
    if not every:
        found = compiled.find(value)
        return value if found is None else value[: found[0]] + replacement + value[found[1] :]
    template = _template(replacement)
    out: list[str] = []
    at = copied = size = 0
    while at <= len(value) and (found := compiled.find(value, at)) is not None:
        start, end = found
        out.append(value[copied:start])
        if end > copied or start == 0:  # an empty match right behind another one is no match
            match = value[start:end]
            put = "".join([match if piece is None else piece for piece in template])
            out.append(put)
            size += len(put)
            if size > limit:
                raise PatternLimitError("the result is too large")
        copied = end
        at = max(at + 1, end)
    out.append(value[copied:])
    return "".join(out)


def _template(replacement: str) -> list[str | None]:
    """The replacement in pieces, `None` where the match is put."""
    pieces: list[str | None] = []
    at = 0
    for match in _TEMPLATE.finditer(replacement):
        pieces.append(replacement[at : match.start()])
        if match[1]:
            pieces.append("$")
        elif (match[2] or match[3]) == "0":
            pieces.append(None)
        at = match.end()
    pieces.append(replacement[at:])
    return pieces


def _compiled(pattern: str) -> Pattern:
    try:
        return Pattern(pattern)
    except PatternError as error:
        raise PatternError(f"invalid pattern ({pattern}) in substitution: {error}") from None
