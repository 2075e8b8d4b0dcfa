r"""Reads the regular expressions that ignore patterns turn into (Go's regexp/syntax, as much of it as can come up).

What a pattern escapes is passed on, so ``bin\Debug`` holds a ``\D``; ``|`` and ``{2}`` are passed on as they are; and a star
within brackets closes them early.
"""

from __future__ import annotations

import re

from analyzer.syntax.ignore_expression import ANY_MANY, LAST, Chars, Step

_DEEP = "(.*/)?"
_NAMED = {"a": 7, "f": 12, "n": 10, "r": 13, "t": 9, "v": 11}
_REPEAT = re.compile(r"[*?]|\{(0|[1-9][0-9]*)(,(0|[1-9][0-9]*)?)?\}")
_MOST_REPEATS = 1000
_OCTAL = re.compile(r"[1-7][0-7]{1,2}|0[0-7]{0,2}")
_HEX = re.compile(r"x(?:\{([0-9A-Fa-f]+)\}|([0-9A-Fa-f]{2}))")
_POSIX_NAME = re.compile(r"\[:(\^?)([^:]*(?::(?!\])[^:]*)*):\]")
_ASSERTIONS = {"A": "start", "b": "word", "B": "inner", "z": "end"}
_DIGIT = ((0x30, 0x39),)
_SPACE = ((9, 10), (12, 13), (32, 32))
_WORD = ((0x30, 0x39), (0x41, 0x5A), (0x5F, 0x5F), (0x61, 0x7A))
_PERL = {"d": _DIGIT, "s": _SPACE, "w": _WORD}
_CATEGORIES = "CLMNPSZ"
_POSIX = {
    "alnum": ((0x30, 0x39), (0x41, 0x5A), (0x61, 0x7A)),
    "alpha": ((0x41, 0x5A), (0x61, 0x7A)),
    "ascii": ((0, 0x7F),),
    "blank": ((9, 9), (32, 32)),
    "cntrl": ((0, 0x1F), (0x7F, 0x7F)),
    "digit": _DIGIT,
    "graph": ((0x21, 0x7E),),
    "lower": ((0x61, 0x7A),),
    "print": ((0x20, 0x7E),),
    "punct": ((0x21, 0x2F), (0x3A, 0x40), (0x5B, 0x60), (0x7B, 0x7E)),
    "space": ((9, 13), (32, 32)),
    "upper": ((0x41, 0x5A),),
    "word": _WORD,
    "xdigit": ((0x30, 0x39), (0x41, 0x46), (0x61, 0x66)),
}


class RegexError(ValueError):
    """An expression Go does not compile."""


def alternatives(text: str) -> list[list[Step]]:
    """The steps of an expression, for each alternative. Raises RegexError."""
    out: list[Step] = []
    found = [out]
    repeated = False  # what precedes has a repetition already
    at, end = 0, len(text)
    while at < end:
        char = text[at]
        repeat = _REPEAT.match(text, at) if char in "*?{" else None
        if repeat is not None:
            _repeat(out, repeat, repeated)
            at = repeat.end()
        elif char == "|":
            out = []
            found.append(out)
            at += 1
        else:
            at = _read_item(text, at, out)
        repeated = repeat is not None or (bool(out) and out[-1][0] == "deep") or text.startswith(".*", at - 2)
    return found


def _read_item(text: str, at: int, out: list[Step]) -> int:
    """Reads what matches or asserts something, and gives the offset behind it."""
    char = text[at]
    if char == "[":
        chars, at = _read_class(text, at + 1)
        out.append(_once(chars))
        return at
    if char == "\\":
        return _read_escape(text, at + 1, out)
    if char in "^$":
        out.append(_assertion("start" if char == "^" else "end"))
    elif text.startswith(_DEEP, at):
        out.append(_assertion("deep"))
        return at + len(_DEEP)
    elif char == ".":
        out.append(ANY_MANY)
        return at + 2
    else:
        out.append(_once(_literal(ord(char))))
    return at + 1


def _repeat(out: list[Step], match: re.Match[str], repeated: bool) -> None:
    """Applies ``*``, ``?`` or ``{2,3}`` to the last step."""
    if match[0] == "*":
        least, most = 0, -1
    elif match[0] == "?":
        least, most = 0, 1
    else:
        least = _count(match[1])
        most = least if match[2] is None else _count(match[3]) if match[3] else -1
        if max(least, most) > _MOST_REPEATS or 0 <= most < least:
            raise RegexError("invalid repeat count")
    if repeated:
        raise RegexError("invalid nested repetition operator")
    if not out:
        raise RegexError("missing argument to repetition operator")
    kind, chars, _, _ = out.pop()
    if chars is not None:
        out.append((kind, chars, least, most))
    elif least:
        out.append((kind, None, 1, 1))


def _count(digits: str) -> int:
    return int(digits) if len(digits) < 8 else _MOST_REPEATS + 1


def _once(chars: Chars) -> Step:
    return "chars", chars, 1, 1


def _assertion(kind: str) -> Step:
    return kind, None, 1, 1


def _literal(code: int) -> Chars:
    return Chars(((code, code),))


def _read_escape(text: str, at: int, out: list[Step]) -> int:
    """Reads what follows a backslash outside of a class; gives the offset behind it."""
    char = text[at : at + 1]
    if char in _ASSERTIONS:
        out.append(_assertion(_ASSERTIONS[char]))
        return at + 1
    if char == "Q":
        literal, _, _ = text[at + 1 :].partition("\\E")
        out += [_once(_literal(ord(quoted))) for quoted in literal]
        return at + 1 + len(literal) + 2
    group = _read_group(text, at)
    if group is not None:
        out.append(_once(Chars(*group[0])))
        return group[1]
    code, at = _read_char_escape(text, at)
    out.append(_once(_literal(code)))
    return at


Group = tuple[tuple[tuple[int, int], ...], bool, str]


def _read_group(text: str, at: int) -> tuple[Group, int] | None:
    r"""A set with a name of its own: ``\d``, ``\W``, ``\pL``; `at` is behind the backslash."""
    char = text[at : at + 1]
    if char.lower() in _PERL:
        return (_PERL[char.lower()], char.isupper(), ""), at + 1
    if char in {"p", "P"}:
        category = text[at + 1 : at + 2]
        if not category or category not in _CATEGORIES:
            raise RegexError("invalid character class range")
        return ((), char == "P", category), at + 2
    return None


def _read_char_escape(text: str, at: int) -> tuple[int, int]:
    """One escaped character as a code point, and the offset behind it."""
    char = text[at : at + 1]
    if char in _NAMED:
        return _NAMED[char], at + 1
    octal = _OCTAL.match(text, at)
    if octal is not None:
        return int(octal[0], 8), octal.end()
    hexadecimal = _HEX.match(text, at)
    if hexadecimal is not None:
        code = int((hexadecimal[1] or hexadecimal[2])[-8:], 16)
        if code <= LAST:
            return code, hexadecimal.end()
    if not char or char.isalnum() or not char.isascii():
        raise RegexError("invalid escape sequence")
    return ord(char), at + 1


def _read_class(text: str, at: int) -> tuple[Chars, int]:
    """A class whose bracket opens right before `at`, and the offset behind it."""
    negated = text.startswith("^", at)
    at += negated
    ranges: list[tuple[int, int]] = []
    categories = ""
    first = True
    while first or not text.startswith("]", at):
        first = False
        posix = _POSIX_NAME.match(text, at)
        group = _read_posix(posix) if posix else _read_group(text, at + 1) if text.startswith("\\", at) else None
        if group is not None:
            (inside, outside, category), at = group
            ranges += _complement(inside) if outside and not category else inside
            if category:
                categories += "".join(set(_CATEGORIES) - {category}) if outside else category
            continue
        low, at = _read_class_char(text, at)
        high = low
        if text.startswith("-", at) and not text.startswith("-]", at) and at + 1 < len(text):
            high, at = _read_class_char(text, at + 1)
            if high < low:
                raise RegexError("invalid character class range")
        ranges.append((low, high))
    return Chars(ranges, negated, categories), at + 1


def _read_posix(match: re.Match[str]) -> tuple[Group, int]:
    ranges = _POSIX.get(match[2])
    if ranges is None:
        raise RegexError("invalid character class range")
    return (ranges, bool(match[1]), ""), match.end()


def _read_class_char(text: str, at: int) -> tuple[int, int]:
    if at >= len(text):
        raise RegexError("missing closing ]")
    if text[at] == "\\":
        return _read_char_escape(text, at + 1)
    return ord(text[at]), at + 1


def _complement(ranges: tuple[tuple[int, int], ...]) -> list[tuple[int, int]]:
    out, at = [], 0
    for low, high in ranges:
        if low > at:
            out.append((at, low - 1))
        at = high + 1
    return [*out, (at, LAST)]
