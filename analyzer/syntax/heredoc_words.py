"""The ``<<NAME`` words of an instruction (heredocsFromLine and heredocFromMatch of parser/parser.go).

They are looked for in the words of the whole logical line. Quotes count there, so a quoted ``<<NAME`` is none, and a line
whose quotes or references are broken has none at all. The escape character is a backslash whatever the directive says.
"""

from __future__ import annotations

from analyzer.source.patterns import Lazy
from analyzer.syntax.expansion import ExpansionError, expand_words, split_words

_WORD = Lazy(r"([0-9]*)<<(-?)[\t\n\f\r ]*([^<]*)\Z")
_NO_VARIABLES: dict[str, str] = {}
_LARGEST_DESCRIPTOR = (1 << 64) - 1


class HeredocWord:
    """What a ``<<NAME`` word says.

    `name` is the delimiter without quotes and escapes, `descriptor` the number before ``<<`` (0 where there is none).
    `expand` is false where a part of the delimiter is quoted; `strip_tabs` is true for ``<<-``.
    """

    __slots__ = ("descriptor", "expand", "name", "strip_tabs")

    def __init__(self, name: str, descriptor: int, expand: bool, strip_tabs: bool) -> None:
        self.name = name
        self.descriptor = descriptor
        self.expand = expand
        self.strip_tabs = strip_tabs

    def __repr__(self) -> str:
        return f"HeredocWord({self.name!r}, {self.descriptor}, expand={self.expand}, strip_tabs={self.strip_tabs})"


def parse_heredoc_word(word: str) -> HeredocWord | None:
    """The heredoc a word announces, or None.

    Raises ExpansionError where the quotes of its delimiter are broken, and ValueError where an empty quoted word stands
    beside it, behind white space that splits words but not lines (U+00A0, a vertical tab).
    """
    match = _WORD.match(word)
    if match is None or not match[3]:
        return None
    delimiter = match[3]
    names = expand_words(delimiter, _NO_VARIABLES.get, skip_unset=True)
    if len(names) != 1:
        return None
    quoted = expand_words(delimiter, _NO_VARIABLES.get, raw_quotes=True, skip_unset=True)
    if len(quoted) != 1:
        raise ValueError(f"internal lexing of heredoc produced inconsistent results: {delimiter}")
    expand = _count_quotes(names[0]) == _count_quotes(quoted[0])
    return HeredocWord(names[0], _descriptor(match[1]), expand, bool(match[2]))


def heredoc_words(line: str) -> list[tuple[HeredocWord, int, int]]:
    """The heredocs a logical line announces, in order, with the 0-based code points their words span in the line.

    Raises what `parse_heredoc_word` raises.
    """
    if "<<" not in line:
        return []
    try:
        words = split_words(line, _NO_VARIABLES.get, raw_quotes=True, raw_escapes=True, skip_unset=True)
    except ExpansionError:
        return []
    found = []
    for word in words:
        heredoc = parse_heredoc_word(word.text)
        if heredoc is not None:
            found.append((heredoc, word.start, word.end))
    return found


def _count_quotes(text: str) -> int:
    return text.count("'") + text.count('"')


def _descriptor(digits: str) -> int:
    digits = digits.lstrip("0")
    return min(int(digits[:21] or "0"), _LARGEST_DESCRIPTOR)
