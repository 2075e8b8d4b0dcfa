"""The parts of a word: literal text, parameters, substitutions. Read from the word's tree when asked for."""

from __future__ import annotations

from analyzer.shell.quoting import LITERALS, piece_value, unescape
from analyzer.source.patterns import Lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from analyzer.grammar.driver import Tree

    Place = Callable[[int, int], tuple[int, int]]

_BRACED = Lazy(r"\$\{([#!]?)([A-Za-z_][A-Za-z0-9_]*|[0-9]+|[@*#?$!-])(\[|:?[-=?+]|##?|%%?|//?|\^\^?|,,?|:|@)?")
_KINDS = {
    "PARAMETER": "parameter",
    "BRACED": "parameter",
    "BRACKETED": "arithmetic",
    "parameter": "parameter",
    "BACKQUOTED": "command",
    "substitution": "command",
    "expression": "arithmetic",
    "process": "process",
    "array": "array",
    "parens": "arithmetic",
    "UNREAD": "command",
}
_TEXTS = LITERALS | {"QUOTED_TEXT", "HERE_TEXT", "ARITH_TEXT"}
_CLOSED = frozenset(("substitution", "process"))  # their references belong to their own commands


class Reference:
    """A parameter that a word expands.

    `operator` is ``:-`` of ``${x:-y}``, ``#`` of ``${#x}``, ``[`` of ``${x[0]}``, empty where there is none. `quoted` tells
    whether it stands in double quotes, so that its value is not split into words.
    """

    __slots__ = ("end", "name", "operator", "quoted", "start")

    def __init__(self, name: str, operator: str, start: int, end: int, quoted: bool) -> None:
        self.name = name
        self.operator = operator
        self.start = start
        self.end = end
        self.quoted = quoted

    def __repr__(self) -> str:
        return f"Reference({self.name!r}, {self.start}, {self.end})"


class Part:
    """A stretch of a word. `kind` is text, parameter, command, arithmetic, process or array.

    `value` is the text that the shell makes of a part of kind text, None of any other; `reference` is that of a parameter.
    """

    __slots__ = ("_source", "_span", "end", "kind", "quoted", "reference", "start", "value")

    def __init__(self, kind: str, span: tuple[int, int], source: str, place: Place | None = None) -> None:
        self.kind = kind
        self.start, self.end = span if place is None else place(*span)
        self.value: str | None = None
        self.quoted = False
        self.reference: Reference | None = None
        self._source = source
        self._span = span

    @property
    def text(self) -> str:
        """As written."""
        return self._source[self._span[0] : self._span[1]]

    def __repr__(self) -> str:
        return f"Part({self.kind}, {self.start}, {self.end}, {self.value!r})"


def read_parts(pieces: list[Tree], text: str, place: Place, here: bool = False) -> tuple[list[Part], list[Reference]]:
    """The parts from left to right, and all references, those in operands of parameters and in arithmetic included.

    The offsets of the pieces are those of `text`; `place` takes them to where the parts' own offsets count. `here` reads the
    pieces of a here-document.
    """
    parts: list[Part] = []
    for piece in pieces:
        if piece[0] == "double":
            parts += [_part(inner, text, place, '"$`\\') for inner in piece[3] or () if inner[0] != "QUOTE"]
        else:
            parts.append(_part(piece, text, place, "$`\\" if here else ""))
    return parts, _references(pieces, text, place, here)


def _part(piece: Tree, text: str, place: Place, escapable: str) -> Part:
    """`escapable` are the characters that a backslash escapes there: all of them, where that is empty."""
    kind, start, end, _ = piece
    part = Part(_KINDS.get(kind, "text"), (start, end), text, place)
    part.quoted = bool(escapable)
    if part.kind == "parameter":
        name, operator = _named(text, start, end)
        part.reference = Reference(name, operator, part.start, part.end, part.quoted)
    elif kind in _TEXTS:
        part.value = part.text
    elif part.kind == "text":
        part.value = unescape(part.text, escapable) if escapable else piece_value(kind, part.text)
        part.quoted = True
    return part


def _named(text: str, start: int, end: int) -> tuple[str, str]:
    """Name and operator of the ``$name`` or ``${...}`` that stands there."""
    match = _BRACED.match(text, start, end)
    if match is None:
        return text[start + 1 : end], ""
    prefix, name, operator = match.groups()
    return name, prefix or operator or ""


def _references(pieces: list[Tree], text: str, place: Place, quoted: bool) -> list[Reference]:
    """All references in document order; depth is unbounded, so a stack and no recursion."""
    found: list[Reference] = []
    stack = [(piece, quoted) for piece in reversed(pieces)]
    while stack:
        (kind, start, end, children), inside = stack.pop()
        if kind in ("PARAMETER", "BRACED", "parameter"):
            name, operator = _named(text, start, end)
            found.append(Reference(name, operator, *place(start, end), inside))
        if children and kind not in _CLOSED:
            inside = inside or kind in ("double", "expression")
            stack += [(child, inside) for child in reversed(children)]
    return found
