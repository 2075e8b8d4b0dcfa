"""Backquoted commands: their own layer of escapes, and the way back from the text without them."""

from __future__ import annotations

from analyzer.shell.nodes import Heredoc, SimpleCommand
from analyzer.shell.word import Word
from analyzer.source.extract import join

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from analyzer.shell.nodes import Script
    from analyzer.source.extract import Extract


def unescaped(text: str, start: int, end: int, quoted: bool) -> Extract | None:
    """The command that stands in backquotes, without the escapes of that layer; None where there are none.

    A backslash is one before ``$``, a backquote and itself, and before ``"`` where the backquotes are in double quotes.
    """
    special = '$`\\"' if quoted else "$`\\"
    pieces: list[tuple[str, int, int]] = []
    kept = at = start
    while (at := text.find("\\", at, end - 1)) >= 0:
        if text[at + 1] in special:
            pieces.append((text[kept:at], kept, at))
            pieces.append((text[at + 1], at, at + 2))
            kept = at + 2
        at += 2
    if not pieces:
        return None
    pieces.append((text[kept:end], kept, end))
    return join(pieces)


def relocate(script: Script, extract: Extract) -> None:
    """Take all offsets of a script, parsed from ``extract.text``, to where that text was cut from."""
    for node in _nodes(script):
        if isinstance(node, Word):
            node.move(extract)
            continue
        node.start, node.end = extract.span(node.start, node.end)
        if isinstance(node, Heredoc):
            node.terminator = extract.span(*node.terminator)


def _nodes(script: Script) -> Iterator[Any]:
    """Every node of a script, once."""
    for owner in script.lists:
        yield owner
        for pipeline in owner.pipelines:
            yield pipeline
            for command in pipeline.commands:
                yield command
                yield from command.words
                yield from command.redirects
                for redirect in command.redirects:
                    yield redirect.target
                    if redirect.heredoc is not None:
                        yield redirect.heredoc
                        yield redirect.heredoc.content
                for assignment in command.assignments if isinstance(command, SimpleCommand) else ():
                    yield assignment
                    yield from assignment.elements or ()
                    if assignment.value is not None:
                        yield assignment.value
