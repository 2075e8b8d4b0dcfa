"""A text within the text of a node replaced by another one."""

from __future__ import annotations

from analyzer.fixes.edit import Edit, Unfit
from analyzer.fixes.layout import checked

TYPE_CHECKING = False
if TYPE_CHECKING:
    from analyzer.facts.instructions import Instruction
    from analyzer.facts.node import Node

_SPECIAL = frozenset("'\"\\$`!#\n\r;&|<>()*?[]{} \t")


def replace_part(at: Node, part: str, text: str) -> list[Edit]:
    """A text in place of another one wherever that stands in a node; both are plain text, as it is written."""
    if not part or not set(text) & _SPECIAL <= set(part) or any(sign in part for sign in "\n\r"):
        raise Unfit("the text cannot be written everywhere")
    source = at.file.source.text
    instruction: Instruction | None = at if at.sort == "instruction" else at.ancestor("instruction")  # type: ignore[assignment]
    edits = []
    found = source.find(part, at.start, at.end)
    while found >= 0:
        end = found + len(part)
        edits.append(checked(instruction, found, end, text) if instruction is not None else Edit(found, end, text))
        found = source.find(part, end, at.end)
    if not edits:
        raise Unfit("the text does not stand there")
    return edits
