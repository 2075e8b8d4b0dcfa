"""What the words of a script are: commands, options, variables, strings, operators, keywords and comments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.lsp.features.loose_tokens import KEYWORDS, paint_loosely
from analyzer.lsp.features.painting import innermost
from analyzer.lsp.features.script_words import Words
from analyzer.shell.nodes import SimpleCommand
from analyzer.source.patterns import Lazy

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from analyzer.facts.bodies import Body
    from analyzer.lsp.data import Range
    from analyzer.lsp.features.painting import Painting
    from analyzer.shell.nodes import Compound, List

_GAP = Lazy(
    r"(?P<comment>(?<![^\s;&|()])#[^\n]*)|(?P<operator>&&|\|[|&]?|;;&?|;&?|&|[()])|(?P<sign>[{}!](?!\S))|(?P<word>[^\s;&|()#]+)"
)
_CALLED = Lazy(r"\s*\(")
_WINDOWS = frozenset({"cmd", "powershell", "pwsh"})
_TRANSPARENT = frozenset({"substitution", "process", "script"})


def paint_script(painting: Painting, body: Body) -> None:
    """Paints the script of an instruction; one that is not understood, as far as its words tell by themselves."""
    if body.unread or body.is_program or not body.extract.text.strip():
        return
    if not body.parsed or not isinstance(body.commands, list):
        if body.shell is None or body.shell.posix or body.shell.name in _WINDOWS:
            paint_loosely(painting, body)
        return
    words = Words(painting, body)
    lists = _lists(body)
    taken: list[tuple[Range, bool]] = [((0, len(body.extract.text)), True)]
    taken += [((each.start, each.end), True) for each in lists if each.construct in _TRANSPARENT or each.host is not None]
    for command in body.commands:
        words.command(command)
    for each in lists:
        for pipeline in each.pipelines:
            for one in pipeline.commands:
                taken += [(place, False) for place in _spans(one)]
                words.node(one)
    for place, is_gap in innermost(taken):
        if is_gap:
            _gap(painting, body, place)


def _lists(body: Body) -> Iterable[List]:
    """The lists of a script, those of scripts that it hands to another shell included."""
    found = {id(each): each for each in (body.script.lists if body.script is not None else [])}
    for command in body.commands if isinstance(body.commands, list) else []:
        at: List | None = command.simple.pipeline.list
        while at is not None and id(at) not in found:
            found[id(at)] = at
            at = at.parent.list if at.parent is not None else None
    return found.values()


def _spans(command: SimpleCommand | Compound) -> Iterator[Range]:
    for word in command.words:
        yield word.start, word.end
    for redirect in command.redirects:
        yield redirect.start, redirect.end
        if redirect.heredoc is not None:
            yield redirect.heredoc.content.start, redirect.heredoc.terminator[1]
    if isinstance(command, SimpleCommand):
        for assignment in command.assignments:
            yield assignment.start, assignment.end


def _gap(painting: Painting, body: Body, place: Range) -> None:
    """What stands between the words of a script: what joins commands, keywords, names and comments."""
    text, before = body.extract.text, ""
    for match in _GAP.finditer(text, *place):
        kind, word = match.lastgroup, match.group()
        span = body.extract.span(*match.span())
        if kind == "word":
            if word in KEYWORDS:
                painting.add(span, "keyword")
            elif before in ("for", "select"):
                painting.add(span, "variable", "definition")
            elif before == "function" or _CALLED.match(text, match.end()):
                painting.add(span, "function", "definition")
        else:
            painting.add(span, "keyword" if kind == "sign" else str(kind))
        before = word
