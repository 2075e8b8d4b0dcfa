"""The split of an expanded text into words (wordsStruct of shell/lex.go), with the place of each in the text."""

from __future__ import annotations

from analyzer.source.patterns import Lazy
from analyzer.syntax.whitespace import SPACES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from analyzer.grammar.driver import Tree
    from analyzer.syntax.expansion_evaluator import Expander

_RUNS = Lazy(f"[{SPACES}]+|[^{SPACES}]+")
_PLAIN_WORDS = Lazy(rf"(?:[^{SPACES}<]+|<<[\t\r ]*|<)+")
_WITH_ARGUMENT = frozenset({"substitution", "replacement"})
_SPLIT_TOO = frozenset({"TEXT", "VARIABLE", "variable", *_WITH_ARGUMENT})


class Split:
    """One word of a text: its expanded `text` and where it stands, 0-based code points of the text that was split."""

    __slots__ = ("end", "start", "text")

    def __init__(self, text: str, start: int, end: int) -> None:
        self.text = text
        self.start = start
        self.end = end

    def __repr__(self) -> str:
        return f"Split({self.text!r}, {self.start}, {self.end})"


def split_plain(text: str) -> list[Split]:
    """The words of a text without quotes, escapes and variables."""
    return [Split(match[0], match.start(), match.end()) for match in _PLAIN_WORDS.finditer(text)]


def split(run: Expander) -> list[Split]:
    """The words of an expansion. Raises what the expansion raises."""
    words: list[Split] = []
    held: list[str] = []
    start = end = 0
    for part in run.parts:
        value = run.run([part])
        if _has_argument(part):
            held.clear()  # BuildKit expands the argument in the buffer of the word
        for piece, first, last in _pieces(part, value):
            if piece is not None:
                start = start if held else first
                end = last
                held.append(piece)
            elif held:
                words.append(Split("".join(held), start, end))
                held.clear()
    if held:
        words.append(Split("".join(held), start, end))
    return words


def _pieces(part: Tree, value: str) -> Iterator[tuple[str | None, int, int]]:
    """What a part brings, piece by piece and with its place; None for white space that ends a word."""
    kind, start, end, _ = part
    if kind not in _SPLIT_TOO:
        if value:
            yield value, start, end
        return
    for match in _RUNS.finditer(value):
        piece = None if match[0][0] in SPACES else match[0]
        if kind == "TEXT":
            yield piece, start + match.start(), start + match.end()
        else:
            yield piece, start, end


def _has_argument(part: Tree) -> bool:
    kind, _, _, children = part
    return kind in _WITH_ARGUMENT or (kind == "double" and any(child[0] in _WITH_ARGUMENT for child in children or ()))
