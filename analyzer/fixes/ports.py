"""Edits of the ports of EXPOSE."""

from __future__ import annotations

from analyzer.fixes.edit import Edit, Unfit
from analyzer.fixes.instructions import delete_instruction
from analyzer.fixes.layout import checked, removal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from analyzer.facts.instructions import Instruction
    from analyzer.facts.ports import Port


def remove_port(at: Port) -> list[Edit]:
    """A port goes; with the last one its instruction."""
    step: Instruction = at.parent  # type: ignore[assignment]
    words = step.syntax.arguments
    if "$" in at.file.source.text[at.start : at.end]:
        raise Unfit("a variable may hold several ports")
    if len(words) == 1:
        return delete_instruction(step)
    index = next(index for index, word in enumerate(words) if word.start == at.start)
    if index == 0:
        return [checked(step, at.start, words[1].start, "")]
    return [removal(step, words[index - 1].end, at.start, at.end)]


def keep_container_port(at: Port) -> list[Edit]:
    """Of ``[[ip:]host:]port`` the port of the container is left."""
    text = at.file.source.text[at.start : at.end]
    if "{" in text or "\n" in text or any(quote in text for quote in "\"'"):
        raise Unfit("the port of the container cannot be told")
    return [Edit(at.start, at.end, text.rpartition(":")[2])]
