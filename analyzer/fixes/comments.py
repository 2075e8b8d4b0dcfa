"""Edits of the comments above instructions."""

from __future__ import annotations

from analyzer.fixes.edit import Edit, Unfit
from analyzer.fixes.instructions import comments_above, is_read_by_tools, whole
from analyzer.fixes.layout import newline

TYPE_CHECKING = False
if TYPE_CHECKING:
    from analyzer.facts.instructions import Instruction


def part_comment(at: Instruction) -> list[Edit]:
    """A comment line without text parts an instruction from the comments above it, which are then no description of it."""
    whole(at)
    above = comments_above(at)
    if any(is_read_by_tools(comment) for comment in above):
        raise Unfit("a comment for tools stands above it")
    place = at.syntax.outer_start
    return [Edit(place, place, f"{at.file.source.text[place : at.syntax.start]}#{newline(at.file)}")]
