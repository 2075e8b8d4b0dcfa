"""Where exactly a name stands in words that may bring quotes, dollars and braces with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.source.patterns import Lazy

if TYPE_CHECKING:
    from analyzer.lsp.data import Range

_HEREDOC = Lazy(r"""[0-9]*<<-?[\t\n\f\r ]*["'\\]?|["'\\]""")
_DOLLAR = Lazy(r"\$\{?[#!]?")
NAME = Lazy(r"[A-Za-z_][A-Za-z0-9_]*")


def in_quotes(text: str, place: Range, name: str, *, fold: bool = False) -> Range | None:
    """The place of a name within a word that is nothing but it and quotes; None for one written in any other way.

    With `fold` its letters may be of another case.
    """
    written = text[place[0] : place[1]]
    seen = written.lower() if fold else written
    name = name.lower() if fold else name
    at = seen.find(name) if name and len(seen) == len(written) else -1
    if at < 0 or (written[:at] + written[at + len(name) :]).strip("\"'"):
        return None
    return place[0] + at, place[0] + at + len(name)


def in_reference(text: str, place: Range, name: str) -> Range | None:
    """The place of a name within ``$name`` or ``${name...}``; None where lines are continued in the midst of it."""
    match = _DOLLAR.match(text, place[0], place[1])
    if match is None or not name or not text.startswith(name, match.end()) or match.end() + len(name) > place[1]:
        return None
    return match.end(), match.end() + len(name)


def in_delimiter(text: str, place: Range, name: str) -> Range | None:
    """The place of a name within ``<<-"name"`` or ``"name"``; None where a part of it alone is quoted."""
    match = _HEREDOC.match(text, place[0], place[1])
    start = match.end() if match is not None else place[0]
    if not name or not text.startswith(name, start) or text[start + len(name) : place[1]].strip("\"'"):
        return None
    return start, start + len(name)


def in_terminator(text: str, place: Range, name: str) -> Range | None:
    """The place of a name in the line that ends a here-document, behind its tabs; None where there is no such line."""
    start = place[1] - len(name)
    return (start, place[1]) if start >= place[0] and name and text[start : place[1]] == name else None
