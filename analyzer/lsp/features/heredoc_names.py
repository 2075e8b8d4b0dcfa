"""The names of here-documents: of RUN, COPY and ADD, and of the scripts within."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.lsp.features.name_places import in_delimiter, in_terminator
from analyzer.lsp.features.names import HEREDOC, MADE, NAMED, Name, Use
from analyzer.lsp.features.script_variables import compounds, simple_commands

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analyzer.facts.instructions import Instruction
    from analyzer.lsp.data import Range
    from analyzer.lsp.snapshot import Snapshot
    from analyzer.shell.nodes import Heredoc


def heredocs(snapshot: Snapshot) -> list[Name]:
    """All of a file; the word that announces one and the line that ends it."""
    found = []
    for step in snapshot.facts.instructions:
        where = step.stage.index if step.stage is not None else -1
        own = step.syntax.heredocs
        found += [_name(snapshot.text, each.name, (each.start, each.end), each.body, each.terminator, where) for each in own]
        for inner in (step, step.trigger):
            if inner is None or inner.body is None or "<<" not in inner.body.extract.text:
                continue
            extract = inner.body.extract
            for one in _inner(inner):
                place = extract.span(one.start, one.end)
                if not any(each.start <= place[0] < each.end for each in own):
                    body, end = extract.span(one.content.start, one.content.end), extract.span(*one.terminator)
                    found.append(_name(snapshot.text, one.delimiter, place, body, end, where))
    return found


def _inner(step: Instruction) -> Iterator[Heredoc]:
    for owner in [*simple_commands(step), *compounds(step)]:
        for redirect in owner.redirects:
            if redirect.heredoc is not None:
                yield redirect.heredoc


def _name(text: str, delimiter: str, word: Range, body: Range, terminator: Range, where: int) -> Name:
    name = Name(HEREDOC, delimiter)
    name.body = body
    place = in_delimiter(text, word, delimiter)
    name.uses.append(Use(place or word, where, MADE if place is None or "$" in delimiter else NAMED, defines=True))
    end = in_terminator(text, terminator, delimiter)
    if end is not None:
        name.uses.append(Use(end, where, target=name.uses[0].range))
    return name
