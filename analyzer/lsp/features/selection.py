"""What a selection grows to: word, command, script, instruction, stage, file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.facts.unknown import Unknown
from analyzer.lsp.features.names import names_at
from analyzer.lsp.features.script_variables import simple_commands
from analyzer.source.patterns import Lazy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analyzer.facts.instructions import Instruction as InstructionFacts
    from analyzer.lsp.data import Range
    from analyzer.lsp.snapshot import Snapshot
    from analyzer.syntax.nodes import Instruction

_WORD = Lazy(r"[^\s\"'=,;:|&()<>\[\]{}$]+")


def selections(snapshot: Snapshot, offset: int) -> list[Range]:
    """The ranges around a place, the smallest first; each lies in the next, and the last is the file."""
    whole = 0, len(snapshot.text)
    around = {place for place in _places(snapshot, offset) if place[0] <= offset <= place[1] and place[0] < place[1]}
    found: list[Range] = []
    for place in sorted(around - {whole}, key=lambda one: (one[1] - one[0], one[0])):
        if not found or (place[0] <= found[-1][0] and found[-1][1] <= place[1]):
            found.append(place)
    return [*found, whole]


def _places(snapshot: Snapshot, offset: int) -> Iterator[Range]:
    line = snapshot.units.bounds(snapshot.units.place(offset)[0])
    for match in _WORD.finditer(snapshot.text, *line):
        yield match.span()
    for _, use in names_at(snapshot, offset):
        yield use.range
    for piece in snapshot.document.pieces:
        if piece.start <= offset <= piece.end and piece.piece in ("comment", "directive"):
            yield piece.start, piece.start + len(snapshot.text[piece.start : piece.end].rstrip("\r\n"))
    step = snapshot.instruction_facts(offset)
    if step is not None:
        yield from _in_instruction(step.syntax)
        for each in (step, step.trigger):
            if each is not None:
                yield from _in_script(each, offset)
                yield from ((one.start, one.end) for one in [*each.variables, *each.expansions])
    stage = snapshot.stage(offset)
    if stage is not None:
        yield stage.start, stage.instructions[-1].end


def _in_instruction(node: Instruction) -> Iterator[Range]:
    yield node.start, node.end
    yield node.keyword.start, node.keyword.end
    for word in [*node.arguments, *([node.rest] if node.rest is not None else [])]:
        yield word.start, word.end
    for pair in node.pairs:
        yield pair.start, pair.end
        yield pair.key.start, pair.key.end
        if pair.value is not None:
            yield pair.value.start, pair.value.end
    for flag in node.flags:
        yield flag.start, flag.end
        if flag.value is not None:
            yield flag.value.start, flag.value.end
        for option in flag.options or ():
            yield option.start, option.end
            yield from ((word.start, word.end) for word in (option.key, option.value) if word is not None)
    for heredoc in node.heredocs:
        yield heredoc.body
        yield heredoc.body[0], heredoc.terminator[1]
    for comment in node.comments:
        yield comment.start, comment.end
    if node.trigger is not None:
        yield from _in_instruction(node.trigger)


def _in_script(step: InstructionFacts, offset: int) -> Iterator[Range]:
    """Words, commands, pipelines and lists, and the script as a whole."""
    body = step.body
    if body is None or body.unread or isinstance(body.commands, Unknown):
        return
    span = body.extract.span
    yield span(0, len(body.extract.text.rstrip()))
    if body.is_program or body.script is None:
        return
    for command in simple_commands(step):
        place = span(command.start, command.end)
        if place[0] <= offset <= place[1]:
            yield place
            yield from (span(each.start, each.end) for each in command.words)
            yield from (span(each.start, each.end) for each in command.assignments)
            yield from (span(each.start, each.end) for each in command.redirects)
    for block in body.script.lists:
        if block.construct != "script":
            yield span(block.start, block.end)
        for line in block.pipelines:
            yield span(line.start, line.end)
            for one in line.commands:
                yield span(one.start, one.end)
