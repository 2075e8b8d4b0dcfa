"""Patterns of ignore files: their syntax (Go's filepath.Match) and the expression they stand for (moby/patternmatcher).

The expression is built as text, as it is there, for the sake of what happens within brackets: a ``*`` in ``[a*b]`` is
replaced like any other, and the result is read anew by another syntax. `ignore_expression` does that reading.
"""

from __future__ import annotations

_ESCAPED = frozenset(".+()$")  # of "{|}" the matcher means to escape too, but does not

_MALFORMED, _IS_DOT, _OTHER = "malformed", "dot", "other"


def is_well_formed(pattern: str) -> bool:
    """Whether BuildKit takes a pattern when it reads it: ``filepath.Match`` finds no fault as it matches it with ``.``.

    So brackets that are not closed or empty are found up to the first star, and to the second one behind what is ``.``.
    """
    star = len(pattern) - len(pattern.lstrip("*"))
    stop = _chunk_end(pattern, star)
    what = _read_chunk(pattern[star:stop])
    if what == _IS_DOT and stop < len(pattern):
        rest = pattern[stop:].lstrip("*")
        what = _read_chunk(rest[: _chunk_end(rest, 0)])
    return what != _MALFORMED


def _chunk_end(pattern: str, at: int) -> int:
    """The offset of the next star outside of brackets; brackets are told here in a simpler way than below."""
    inside = False
    end = len(pattern)
    while at < end:
        char = pattern[at]
        if char == "\\":
            at += 1
        elif char == "[":
            inside = True
        elif char == "]":
            inside = False
        elif char == "*" and not inside:
            return at
        at += 1
    return end


def _read_chunk(chunk: str) -> str:
    """What a pattern without stars is: malformed, one that matches ``.``, or another one."""
    at, end = 0, len(chunk)
    atoms, dot = 0, False
    while at < end:
        char = chunk[at]
        at += 1
        if char == "[":
            at, dot = _read_class(chunk, at)
        elif char == "\\":
            dot = chunk.startswith(".", at)
            at += 1
        else:
            dot = char in ".?"
        if at < 0 or at > end:
            return _MALFORMED
        atoms += 1
    return _IS_DOT if atoms == 1 and dot else _OTHER


def _read_class(chunk: str, at: int) -> tuple[int, bool]:
    """The offset behind a class whose bracket opens right before `at`, or -1; and whether it has the dot."""
    negated = chunk.startswith("^", at)
    at += negated
    first, dot = True, False
    while first or not chunk.startswith("]", at):
        first = False
        low, at = _read_class_char(chunk, at)
        high = low
        if at >= 0 and chunk.startswith("-", at):
            high, at = _read_class_char(chunk, at + 1)
        if at < 0:
            return -1, False
        dot = dot or low <= "." <= high
    return at + 1, dot != negated


def _read_class_char(chunk: str, at: int) -> tuple[str, int]:
    """One character of a class, escaped or not, and the offset behind it, or -1; the class must go on there."""
    if at >= len(chunk) or chunk[at] in "-]":
        return "", -1
    if chunk[at] == "\\":
        at += 1
    if at + 1 >= len(chunk) or "\udc80" <= chunk[at] <= "\udcff":
        return "", -1
    return chunk[at], at + 1


def expression(pattern: str) -> tuple[str, str]:
    """How a clean pattern is matched, and the regular expression (Go's syntax) where that is ``regexp``.

    The others compare text: ``exact``, ``prefix`` (a last ``**``) and ``suffix`` (a first one).
    """
    out = ["^"]
    kind = "exact"
    pattern = pattern.removeprefix("\ufeff")
    at, end = 0, len(pattern)
    while at < end:
        char = pattern[at]
        at += 1
        if char == "*" and pattern.startswith("*", at):
            first = at == 1
            at += 2 if pattern.startswith("/", at + 1) else 1
            if at < end:
                out.append("(.*/)?")
                kind = "regexp"
            elif kind == "exact":
                kind = "prefix"
            else:
                out.append(".*")
                kind = "regexp"
            if first:
                kind = "suffix"
        elif char in "*?":
            out.append("[^/]*" if char == "*" else "[^/]")
            kind = "regexp"
        elif char in _ESCAPED:
            out.append("\\" + char)
        elif char == "\\":
            out.append(char + pattern[at : at + 1])
            at += 1
            kind = "regexp"
        else:
            out.append(char)
            if char in "[]":
                kind = "regexp"
    return kind, "".join(out) + "$" if kind == "regexp" else ""
