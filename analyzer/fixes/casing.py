"""Edits of the case that keywords and names are written in."""

from __future__ import annotations

from analyzer.fixes.edit import Edit, Unfit

TYPE_CHECKING = False
if TYPE_CHECKING:
    from analyzer.facts.instructions import Instruction
    from analyzer.facts.ports import Port


def set_case(at: Instruction | Port, case: str) -> list[Edit]:
    """The keyword of an instruction, or the text of a port, in capitals (``upper``) or small letters (``lower``)."""
    if at.sort == "instruction":
        word = at.syntax.keyword  # type: ignore[union-attr]
        start, end = word.start, word.end
    else:
        start, end = at.start, at.end
    text = at.file.source.text[start:end]
    if "$" in text or "\n" in text:
        raise Unfit("a variable, or a continued line, stands in it")
    new = text.upper() if case == "upper" else text.lower()
    return [Edit(start, end, new)] if new != text else []
