"""The script that a command is given: in a word, as with ``sh -c 'apt-get update'``, or on its standard input."""

from __future__ import annotations

from analyzer.shell.parse import parse_script
from analyzer.shell.quoting import piece_value, unescape
from analyzer.source.extract import Extract, join

TYPE_CHECKING = False
if TYPE_CHECKING:
    from analyzer.grammar.driver import Tree
    from analyzer.shell.invocation import Invocation
    from analyzer.shell.nodes import Heredoc, Script, SimpleCommand
    from analyzer.shell.word import Word

    Stretch = tuple[str, int, int]

_KEPT = frozenset(("PARAMETER", "BRACED", "QUOTED_TEXT", "HERE_TEXT"))
_EXPANDED = "$_"  # stands for what another command or an expression gives: a parameter of unknown value
_STANDARD_INPUT = ("", "0")


def script_of(invocation: Invocation) -> Script | None:
    """The script that an invocation is given, with offsets of the outer text; None where there is none to be seen.

    Parameters in it that the outer shell expands stay where they are, as what they hold is rarely shell syntax; what else it
    expands becomes a parameter without a known value.
    """
    described = invocation.description
    if described is None or (described["script"] is None and described["stdin"] is None):
        return None
    word = _script_word(invocation, described["script"])
    if word is not None:
        return _parsed(content(word), invocation.command)
    if described["stdin"] is None or "xargs" in invocation.wrappers or invocation.option("-c", "--command") is not None:
        return None
    operands = sum(word.value != "-" for word in invocation.operands)
    if operands > described["stdin"] and invocation.option("-s") is None:
        return None
    return _input(invocation.command)


def _script_word(invocation: Invocation, option_name: str | None) -> Word | None:
    operands = invocation.operands
    if option_name == "operand":
        return operands[0] if operands and (invocation.name == "trap" or len(operands) == 1) else None
    option = invocation.option(option_name, "--command") if option_name is not None else None
    if option is None:
        return None
    if option.value_word is not None:
        return option.value_word if option.value_word is not option.word else None
    return operands[0] if operands else None


def _input(command: SimpleCommand) -> Script | None:
    """The script that a command is fed by a here-document or a here-string."""
    for redirect in reversed(command.redirects):
        if redirect.operator[:1] == "<" and redirect.fd in _STANDARD_INPUT:
            if redirect.heredoc is not None:
                return _parsed(_lines(redirect.heredoc), command)
            return _parsed(content(redirect.target), command) if redirect.operator == "<<<" else None
    return None


def _parsed(extract: Extract | None, command: SimpleCommand) -> Script | None:
    if extract is None:
        return None
    from analyzer.shell.backquotes import relocate

    script = parse_script(extract.text)
    if script.error is not None:
        script.error.offset = extract.origin(script.error.offset)
    relocate(script, extract)
    if script.root is not None:
        script.root.parent, script.root.host = command.pipeline, command
    return script


def content(word: Word) -> Extract:
    """What is within the quotes of a word, escapes decoded, and where each character stands."""
    stretches: list[Stretch] = []
    for piece in word.pieces():
        if piece[0] == "double":
            for inner in piece[3] or ():
                if inner[0] != "QUOTE":
                    stretches += _stretch(inner, word.source, '"$`\\')
        else:
            stretches += _stretch(piece, word.source, "")
    if not word.pieces():
        return Extract.slice(word.text, word.start)
    return join([(text, *word.place(start, end)) for text, start, end in stretches])


def _lines(heredoc: Heredoc) -> Extract | None:
    """The lines of a here-document as the command reads them; None where the shell itself could not read them."""
    word = heredoc.content
    stretches: list[Stretch] = []
    for piece in word.pieces():
        if piece[0] == "UNREAD":
            return None
        if heredoc.expand:
            stretches += _stretch(piece, word.source, "$`\\")
        else:
            stretches.append((word.source[piece[1] : piece[2]], piece[1], piece[2]))
    if heredoc.strip_tabs:
        stretches = _without_tabs(stretches)
    return join([(text, *word.place(start, end)) for text, start, end in stretches])


def _without_tabs(stretches: list[Stretch]) -> list[Stretch]:
    """Without the tabs that begin a line."""
    found: list[Stretch] = []
    at_start = True
    for text, start, end in stretches:
        if len(text) != end - start:  # an escape, or what the shell expands
            found.append((text, start, end))
            at_start = False
            continue
        at = start
        for line in text.splitlines(keepends=True):
            cut = len(line) - len(line.lstrip("\t")) if at_start else 0
            found.append((line[cut:], at + cut, at + len(line)))
            at += len(line)
            at_start = line.endswith("\n")
    return found


def _stretch(piece: Tree, source: str, special: str) -> list[Stretch]:
    """A piece of a word as stretches; `special` are the characters that a backslash escapes there, all where it is empty."""
    kind, start, end, _ = piece
    text = source[start:end]
    if kind in _KEPT:
        return [(text, start, end)]
    if kind == "SINGLE":
        return [(text[1:-1], start + 1, end - 1)]
    if kind == "DOUBLE":
        return _unescaped(source, source.index('"', start) + 1, end - 1)
    value = unescape(text, special) if special and kind == "ESCAPE" else piece_value(kind, text)
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
