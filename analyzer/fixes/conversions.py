"""Instructions that become others."""

from __future__ import annotations

from analyzer.fixes.edit import Edit, Unfit
from analyzer.fixes.instructions import insert_instruction, whole
from analyzer.fixes.layout import checked
from analyzer.fixes.pairs import remove_pair, to_pairs

TYPE_CHECKING = False
if TYPE_CHECKING:
    from analyzer.facts.instructions import Instruction
    from analyzer.facts.words import Pair


def to_label(at: Instruction, key: str) -> list[Edit]:
    """MAINTAINER becomes a LABEL of the same value; quotes around the value are no part of it."""
    if at.kind != "MAINTAINER" or at.syntax.rest is None or at.stage is None:
        raise Unfit("it is no MAINTAINER")
    if any(pair.key == key for pair in at.stage.labels):
        raise Unfit("the stage has that label already")
    whole(at)
    value, escape = " ".join(at.syntax.rest.text.split()), at.file.escape
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'" and value[0] not in value[1:-1]:
        value = value[1:-1].strip()
    if not value:
        raise Unfit("it names nobody")
    for special in (escape, '"', "$"):
        value = value.replace(special, escape + special)
    keyword = "label" if at.keyword.islower() else "LABEL"
    return [checked(at, at.syntax.keyword.start, at.syntax.rest.end, f'{keyword} {key}="{value}"')]


def to_argument(at: Pair) -> list[Edit]:
    """A pair of ENV becomes an ARG, in its place or in front of the others of its instruction."""
    step = at.instruction
    if step.kind != "ENV" or at.pair.value is None:
        raise Unfit("it is no pair of ENV")
    keyword = "arg" if step.keyword.islower() else "ARG"
    if len(step.syntax.pairs) == 1:
        edits = to_pairs(step) if at.separator == " " else []
        return [Edit(step.syntax.keyword.start, step.syntax.keyword.end, keyword), *edits]
    return [*insert_instruction(f"{keyword} {at.pair.key.text}={at.pair.value.text}", before=step), *remove_pair(at)]


def join_equals(at: Pair) -> list[Edit]:
    """``KEY =value`` or ``KEY = value`` becomes ``KEY=value``, in quotes where white space stands in the value."""
    value, escape = at.pair.value, at.file.escape
    if at.separator != " " or value is None or not value.text.startswith("="):
        raise Unfit("its value does not begin with an equals sign")
    rest = value.text[1:].lstrip()
    quoted = len(rest) > 1 and rest[0] == rest[-1] and rest[0] in "\"'" and rest[0] not in rest[1:-1]
    if not rest or (not quoted and any(character in rest for character in f"='\"{escape}")):
        raise Unfit("several pairs may be meant")
    start = len(value.text) - len(rest)
    quote = '"' if not quoted and any(character.isspace() for character in rest) else ""
    edits = [checked(at.instruction, at.pair.key.end, value.span(start, start + 1)[0], "=" + quote)]
    return [*edits, Edit(value.end, value.end, quote)] if quote else edits
