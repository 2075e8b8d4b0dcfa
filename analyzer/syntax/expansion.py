"""Words as BuildKit expands them (frontend/dockerfile/shell/lex.go): quotes, escapes, variables, and the split into words.

What BuildKit refuses, and the moment it does, follow from its single pass over the text: an argument is expanded before its
operator is looked at, and whatever fails at the very end of the text is told as a missing ``}`` by the reference around it.
"""

from __future__ import annotations

from analyzer.syntax.expansion_error import ExpansionError, ExpansionLimitError
from analyzer.syntax.expansion_tree import Reference, references
from analyzer.syntax.goquote import go_runes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from analyzer.syntax.expansion_evaluator import Expander
    from analyzer.syntax.expansion_split import Split

__all__ = [
    "Expansion",
    "ExpansionError",
    "ExpansionLimitError",
    "Reference",
    "expand_with_matches",
    "expand_word",
    "expand_words",
    "references",
    "split_words",
]

_BOM = "\ufeff"  # Go's text/scanner drops one at the start


class Expansion:
    """An expanded word, the names whose value was found, and those that are not set."""

    __slots__ = ("matched", "result", "unmatched")

    def __init__(self, result: str, matched: set[str], unmatched: set[str]) -> None:
        self.result = result
        self.matched = matched
        self.unmatched = unmatched


def expand_word(
    text: str,
    lookup: Callable[[str], str | None],
    escape: str = "\\",
    *,
    quotes: bool = True,
    raw_quotes: bool = False,
    raw_escapes: bool = False,
    skip_unset: bool = False,
) -> str:
    """A text with its variables replaced and its quotes and escapes removed (ProcessWord).

    `lookup` gives a variable's value, None where it is not set; what it raises is passed on. `quotes` false makes quotes
    ordinary text (SkipProcessQuotes), `raw_quotes` and `raw_escapes` keep the characters, `skip_unset` leaves references to
    unset variables as they are. Raises ExpansionError.
    """
    if _is_plain(text, escape):
        return _plain_word(text)
    run = _expander(text, lookup, escape, quotes, raw_quotes, raw_escapes, skip_unset)
    return run.run(run.parts)


def expand_with_matches(
    text: str,
    lookup: Callable[[str], str | None],
    escape: str = "\\",
    *,
    quotes: bool = True,
    raw_quotes: bool = False,
    raw_escapes: bool = False,
    skip_unset: bool = False,
) -> Expansion:
    """As `expand_word`, with the names that were looked up (ProcessWordWithMatches). Raises ExpansionError."""
    if _is_plain(text, escape):
        return Expansion(_plain_word(text), set(), set())
    run = _expander(text, lookup, escape, quotes, raw_quotes, raw_escapes, skip_unset)
    return Expansion(run.run(run.parts), run.matched, run.unmatched)


def expand_words(
    text: str,
    lookup: Callable[[str], str | None],
    escape: str = "\\",
    *,
    quotes: bool = True,
    raw_quotes: bool = False,
    raw_escapes: bool = False,
    skip_unset: bool = False,
) -> list[str]:
    """A text expanded and split at white space that is neither quoted nor escaped; values are split too (ProcessWords).

    White space right behind ``<<`` does not split. What a word holds before a ``${name<operator>...}`` is lost, as BuildKit
    keeps a single buffer for the word and for the operator's argument. Raises ExpansionError.
    """
    words = split_words(
        text, lookup, escape, quotes=quotes, raw_quotes=raw_quotes, raw_escapes=raw_escapes, skip_unset=skip_unset
    )
    return [word.text for word in words]


def split_words(
    text: str,
    lookup: Callable[[str], str | None],
    escape: str = "\\",
    *,
    quotes: bool = True,
    raw_quotes: bool = False,
    raw_escapes: bool = False,
    skip_unset: bool = False,
) -> list[Split]:
    """The words of `expand_words` with their places. Raises ExpansionError."""
    from analyzer.syntax.expansion_split import split, split_plain

    if _is_plain(text, escape):
        return split_plain(go_runes(text.replace(_BOM, " ", 1) if text.startswith(_BOM) else text))
    return split(_expander(text, lookup, escape, quotes, raw_quotes, raw_escapes, skip_unset))


def _expander(text: str, lookup: Callable[[str], str | None], escape: str, *how: bool) -> Expander:
    """What expands a text that is not plain; many files hold none."""
    from analyzer.syntax.expansion_evaluator import Expander

    return Expander(text, lookup, escape, *how)


def _is_plain(text: str, escape: str) -> bool:
    """Whether there is nothing to parse."""
    return "$" not in text and escape not in text and "'" not in text and '"' not in text


def _plain_word(text: str) -> str:
    return text if text.isascii() else go_runes(text.removeprefix(_BOM))
