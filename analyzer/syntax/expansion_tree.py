"""The parts of a word: where its quotes, escapes and variable references lie.

The grammar is written for one escape character and for quotes that count. Other words are read through an alphabet: each
character that means something else is swapped for one that means the same, which leaves every offset as it is.
"""

from __future__ import annotations

from analyzer.grammar.tables import parser

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from analyzer.grammar.driver import Tree

_PLAIN = ord(",")  # a character without meaning anywhere in a word
_BOM = "\ufeff"

_MOST_KEPT, _LONGEST_KEPT = 1000, 200  # words, characters of one
_kept: dict[str, list[Tree]] = {}  # what words are made of: the same few are asked about again and again
_alphabets: dict[tuple[str, bool], dict[int, int]] = {}


def _alphabet(escape: str, quotes: bool) -> dict[int, int]:
    """What to write for the characters whose meaning is not the one of the grammar."""
    swapped = {} if escape == "\\" else {ord(escape): ord("\\"), ord("\\"): ord(escape)}
    if not quotes:
        swapped |= {ord("'"): _PLAIN, ord('"'): _PLAIN}
    return swapped


def parts(text: str, escape: str = "\\", quotes: bool = True) -> list[Tree]:
    """The parts of a word in order, as trees of ``grammars/expansion.lark``; offsets are 0-based code points of the text.

    Every text has parts: what is not well-formed ends in one part named ``open_...`` or ``refused``. A byte order mark at
    the start is no part of a word (Go's ``text/scanner`` drops it).
    """
    start = 1 if text.startswith(_BOM) else 0
    if len(text) == start:
        return []
    if escape != "\\" or not quotes:
        key = escape, quotes
        alphabet = _alphabets.get(key)
        if alphabet is None:
            alphabet = _alphabets[key] = _alphabet(escape, quotes)
        text = text.translate(alphabet)
    found = _kept.get(text)
    if found is None:
        found = parser("expansion").parse(text, "word", start)[3] or []
        if len(text) <= _LONGEST_KEPT:
            if len(_kept) >= _MOST_KEPT:
                _kept.clear()
            _kept[text] = found
    return found


class Reference:
    """A use of a variable: ``$name``, ``${name}`` or ``${name<operator>word}``.

    `start` and `end` are 0-based code points of the text it was found in. `operator` is empty for a plain use, else one of
    ``- :- + :+ ? :? # ## % %% / //`` or one that BuildKit refuses (``:=``). `name` may be digits or a special parameter
    (``$1``, ``$@``), which are never set, and is empty in ``${+word}``.
    """

    __slots__ = ("_source", "_word_at", "end", "name", "operator", "start")

    def __init__(self, source: str, name: str, operator: str, start: int, end: int, word_at: int) -> None:
        self._source = source
        self._word_at = word_at
        self.name = name
        self.operator = operator
        self.start = start
        self.end = end

    @property
    def text(self) -> str:
        """The reference as written. Cut out when asked for, as references nest."""
        return self._source[self.start : self.end]

    @property
    def word(self) -> str:
        """What follows the operator, as written; for ``/`` the pattern, a slash and the replacement."""
        return self._source[self._word_at : self.end - 1] if self.operator else ""

    def __repr__(self) -> str:
        return f"Reference({self.text!r}, {self.start}, {self.end})"


def references(text: str, escape: str = "\\", quotes: bool = True) -> list[Reference]:
    """All variable references of a text, nested ones included, in the order of their ``$``.

    With `quotes` false, quotes are ordinary text (as in the body of a heredoc); else single quotes keep their content from
    being read. Never raises: of a text that BuildKit refuses, the complete references that precede the fault are given.
    """
    if "$" not in text:
        return []
    found: list[Reference] = []
    pending: list[Tree] = parts(text, escape, quotes)[::-1]
    while pending:
        node = pending.pop()
        kind, start, end, children = node
        if kind == "VARIABLE":
            found.append(Reference(text, text[start + 1 : end], "", start, end, end))
        elif children:
            if kind in {"variable", "substitution", "replacement"}:
                found.append(_reference(text, start, end, children))
            pending += children[::-1]
    return found


def _reference(text: str, start: int, end: int, children: list[Any]) -> Reference:
    """The reference of a braced form; `children` are its name, its operator and what follows."""
    name, operator, at = "", "", end - 1
    for kind, first, last, _ in children[:2]:
        if kind == "NAME":
            name = text[first:last]
        elif kind in ("MODIFIER", "COLON_MODIFIER", "REPLACE"):
            operator, at = text[first:last], last
    if operator in ("#", "%") and text[at] == operator:
        operator *= 2
        at += 1
    return Reference(text, name, operator, start, end, at)
