"""Edits of the lines that an instruction is continued on."""

from __future__ import annotations

from analyzer.fixes.edit import Edit, Unfit

TYPE_CHECKING = False
if TYPE_CHECKING:
    from analyzer.facts.instructions import Instruction


def remove_blank_lines(at: Instruction) -> list[Edit]:
    """The empty lines between the continued lines of an instruction go."""
    text = at.file.source.text
    spans = at.syntax.blank_continuations
    edits = []
    for start, _ in spans:
        first = text.rfind("\n", 0, start) + 1
        last = text.find("\n", start) + 1
        if text[first : last or len(text)].strip() or not last:
            raise Unfit("the line is not empty, or ends the file")
        edits.append(Edit(first, last, ""))
    return _joined(edits)


def _joined(edits: list[Edit]) -> list[Edit]:
    """Neighbouring deletions as one."""
    found: list[Edit] = []
    for edit in edits:
        if found and found[-1].end == edit.start:
            found[-1] = Edit(found[-1].start, edit.end, "")
        else:
            found.append(edit)
    return found
