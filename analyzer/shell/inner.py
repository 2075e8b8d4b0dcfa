"""The script that a word holds: ``sh -c 'apt-get update'``."""

from __future__ import annotations

from analyzer.shell.backquotes import relocate
from analyzer.shell.parse import parse_script
from analyzer.shell.quoting import piece_value, unescape
from analyzer.source.extract import Extract, join

TYPE_CHECKING = False
if TYPE_CHECKING:
    from analyzer.grammar.driver import Tree
    from analyzer.shell.nodes import Script, SimpleCommand
    from analyzer.shell.word import Word

    Stretch = tuple[str, int, int]

_KEPT = frozenset(("PARAMETER", "BRACED", "QUOTED_TEXT"))
_EXPANDED = "$_"  # stands for what another command or an expression gives: a parameter of unknown value


def inner_script(word: Word, command: SimpleCommand) -> Script:
    """The script that a word of `command` holds, with offsets of the outer text.

    Parameters in it that the outer shell expands stay where they are, as what they hold is rarely shell syntax; what else it
    expands becomes a parameter without a known value.
    """
    extract = content(word)
    script = parse_script(extract.text)
    if script.error is not None:
        script.error.offset = extract.origin(script.error.offset)
    relocate(script, extract)
    if script.root is not None:
        script.root.parent = command.pipeline
    return script


def content(word: Word) -> Extract:
    """What is within the quotes of a word, escapes decoded, and where each character stands."""
    stretches: list[Stretch] = []
    for piece in word.pieces():
        if piece[0] == "double":
            for inner in piece[3] or ():
                if inner[0] != "QUOTE":
                    stretches += _stretch(inner, word.source, True)
        else:
            stretches += _stretch(piece, word.source, False)
    if not word.pieces():
        return Extract.slice(word.text, word.start)
    return join([(text, *word.place(start, end)) for text, start, end in stretches])


def _stretch(piece: Tree, source: str, quoted: bool) -> list[Stretch]:
    kind, start, end, _ = piece
    text = source[start:end]
    if kind in _KEPT:
        return [(text, start, end)]
    if kind == "SINGLE":
        return [(text[1:-1], start + 1, end - 1)]
    if kind == "DOUBLE":
        return _unescaped(source, source.index('"', start) + 1, end - 1)
    value = unescape(text) if quoted and kind == "ESCAPE" else piece_value(kind, text)
    return [(_EXPANDED if value is None else value, start, end)]


def _unescaped(source: str, start: int, end: int) -> list[Stretch]:
    """A double-quoted text in pieces, each escape one of its own."""
    stretches, kept = [], start
    while (at := source.find("\\", kept, end)) >= 0:
        stretches.append((source[kept:at], kept, at))
        stretches.append((unescape(source[at : at + 2]), at, at + 2))
        kept = at + 2
    stretches.append((source[kept:end], kept, end))
    return stretches
