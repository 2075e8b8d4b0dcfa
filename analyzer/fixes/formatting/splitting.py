"""Where a RUN is split so that each of its commands stands on a line of its own."""

from __future__ import annotations

from itertools import pairwise

from analyzer.native import bisect_left, bisect_right

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from analyzer.fixes.formatting.tokens import Token, Tokens
    from analyzer.shell.nodes import Pipeline

    Gap = Callable[[Token, Token], str]

_LEAD = 9  # columns before and behind a command: the indentation, "&& " and " \\"
_BEFORE = ("&&", "||")  # the operators that a line may begin with


def split(tokens: Tokens, width: int, gap: Gap) -> None:
    """Marks the pieces that begin a line: between the commands of the script's own list, nowhere within a command.

    A RUN that stands on one line of `width` columns is left alone. The operators ``&&`` and ``||`` begin lines, or end them
    where the RUN has it so already. A pipeline too long for a line is split before its ``|``.
    """
    script = tokens.script
    if script is None or script.root is None:
        return
    pairs = list(pairwise(tokens.found))
    broken = {token.start for before, token in pairs if "\n" in gap(before, token)}
    if not broken and len(tokens.text) <= width:
        return
    trailing = any(_text(tokens, before) in _BEFORE and token.start in broken for before, token in pairs)
    trailing = trailing and not any(_text(tokens, token) in _BEFORE and token.start in broken for token in tokens.found)
    pipelines = script.root.pipelines
    for first, second in pairwise(pipelines):
        _mark(_between(tokens, first.end, second.start), tokens, broken, trailing=trailing)
    breaks = sorted(broken)
    for pipeline in pipelines:
        _split_pipeline(tokens, pipeline, breaks, width)


def _between(tokens: Tokens, start: int, end: int) -> list[Token]:
    """The operator between two commands, which are spans of the script, and the first piece of the second."""
    first = bisect_left(tokens.found, start + tokens.origin, key=_start)
    return tokens.found[first : bisect_right(tokens.found, end + tokens.origin, key=_start)]


def _mark(found: list[Token], tokens: Tokens, broken: set[int], *, trailing: bool) -> None:
    if any(token.start in broken for token in found) or len(found) < 2:
        return
    operator = _text(tokens, found[0])
    if any(_text(tokens, token).startswith("#") for token in found):
        return
    if operator in _BEFORE and not trailing:
        found[0].splits = True
    else:
        found[-1].splits = True


def _split_pipeline(tokens: Tokens, pipeline: Pipeline, breaks: list[int], width: int) -> None:
    start, end = pipeline.start + tokens.origin, pipeline.end + tokens.origin
    if end - start + _LEAD <= width or bisect_right(breaks, start) < bisect_left(breaks, end):
        return
    for before, command in pairwise(pipeline.commands):
        found = _between(tokens, before.end, command.start)
        if len(found) > 1 and _text(tokens, found[0]) in ("|", "|&"):
            found[0].splits = True


def _text(tokens: Tokens, token: Token) -> str:
    return tokens.text[token.start : token.end]


def _start(token: Token) -> int:
    return token.start
