"""Runs over the parts of a word in BuildKit's order, without recursion: the work still to do lies on a stack.

All text goes to one list. A reference with an operator remembers where its argument starts there, and keeps it or cuts it
off when its end is reached; so nothing is copied from level to level, however deep the references are nested.
"""

from __future__ import annotations

from analyzer.syntax.expansion_error import ExpansionError, ExpansionLimitError
from analyzer.syntax.expansion_steps import STEPS
from analyzer.syntax.expansion_tree import parts
from analyzer.syntax.goquote import go_runes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, NoReturn

    from analyzer.grammar.driver import Tree

GROWTH_LIMIT = 1 << 20
"""How many characters the values of variables may add to a word: a variable can hold the like of itself many times over."""

_PLAIN = frozenset({"TEXT", "ARGUMENT", "PATTERN", "QUOTED", "HEREDOC", "DOLLAR"})


class Expander:
    """One expansion of one text; the options are those of `expansion.expand_word`.

    `work` is a stack of parts and of steps that close what was opened, `out` the text so far. `open_arguments` has, for each
    reference whose argument is being read, what BuildKit says if the text ends there.
    """

    __slots__ = (
        "growth",
        "lookup",
        "matched",
        "open_arguments",
        "out",
        "parts",
        "raw_escapes",
        "raw_quotes",
        "skip_unset",
        "source",
        "text",
        "unmatched",
        "work",
    )

    def __init__(
        self,
        text: str,
        lookup: Callable[[str], str | None],
        escape: str,
        quotes: bool,
        raw_quotes: bool,
        raw_escapes: bool,
        skip_unset: bool,
    ) -> None:
        self.source = text
        self.text = go_runes(text)
        self.parts = parts(text, escape, quotes)
        self.lookup = lookup
        self.raw_quotes = raw_quotes
        self.raw_escapes = raw_escapes
        self.skip_unset = skip_unset
        self.out: list[str] = []
        self.work: list[Any] = []
        self.open_arguments: list[str] = []
        self.growth = 0
        self.matched: set[str] = set()
        self.unmatched: set[str] = set()

    def run(self, nodes: list[Tree]) -> str:
        """The text of some parts that follow each other. Raises ExpansionError, and what the lookup raises."""
        work, text, out = self.work, self.text, self.out
        work += nodes[::-1]
        while work:
            node = work.pop()
            kind = node[0]
            if kind in _PLAIN:
                out.append(text[node[1] : node[2]])
            else:
                STEPS[kind](self, node)
        result = "".join(out)
        out.clear()
        return result

    def value(self, name: str) -> str | None:
        """A variable's value, None where it is not set."""
        value = self.lookup(name)
        if value is None:
            self.unmatched.add(name)
        else:
            self.matched.add(name)
            self.grow(value)
        return value

    def grow(self, value: str) -> None:
        """Counts text that the word did not have. Raises ExpansionLimitError."""
        self.growth += len(value)
        if self.growth > GROWTH_LIMIT:
            raise ExpansionLimitError(self.source, "the expanded text is too large", 0, len(self.source))

    def fail(self, reason: str, start: int, end: int) -> NoReturn:
        """Gives up behind `end`. At the end of the text, what is told is what the outermost argument misses."""
        if self.open_arguments and end == len(self.text):
            reason = self.open_arguments[0]
        raise ExpansionError(self.source, reason, start, end)

    def put(self, mark: int, text: str) -> None:
        """Writes a text in place of all that was written since a mark, the length of `out` at the time."""
        del self.out[mark:]
        self.out.append(text)
