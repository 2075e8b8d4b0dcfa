"""Edits of instructions."""

from __future__ import annotations

from analyzer.fixes.edit import Edit, Unfit
from analyzer.fixes.layout import newline

TYPE_CHECKING = False
if TYPE_CHECKING:
    from analyzer.facts.instructions import Instruction
    from analyzer.facts.node import Node


def replace(at: Node, text: str) -> list[Edit]:
    """A text in place of a node."""
    return [Edit(at.start, at.end, text)]


def delete_instruction(at: Instruction) -> list[Edit]:
    """The instruction's lines go; comments above it stay."""
    _whole(at)
    return [Edit(at.syntax.outer_start, at.syntax.outer_end, "")]


def insert_instruction(text: str, before: Instruction | None = None, after: Instruction | None = None) -> list[Edit]:
    """An instruction on a line of its own, in front of another and its comments, or behind it."""
    near = before or after
    if near is None:
        raise Unfit("there is no instruction to put it beside")
    _whole(near)
    ending = newline(near.file)
    if before is not None:
        at = _above_comments(near)
        return [Edit(at, at, text + ending)]
    at = near.syntax.outer_end
    closed = near.file.source.text[at - 1 : at] == "\n"
    return [Edit(at, at, text + ending if closed else ending + text)]


def set_keyword(at: Instruction, keyword: str) -> list[Edit]:
    """Another keyword for an instruction."""
    word = at.syntax.keyword
    return [Edit(word.start, word.end, keyword)]


def add_flag(at: Instruction, flag: str) -> list[Edit]:
    """A flag behind the keyword and the other flags."""
    if any(given.text == flag for given in at.syntax.flags):
        raise Unfit("the flag is there already")
    place = at.syntax.flags[-1].end if at.syntax.flags else at.syntax.keyword.end
    return [Edit(place, place, f" {flag}")]


def _whole(instruction: Instruction) -> None:
    if instruction.onbuild:
        raise Unfit("it is the trigger of an ONBUILD")


def _above_comments(instruction: Instruction) -> int:
    """The offset of the first of the comment lines right above an instruction, or of its own line."""
    at = instruction.syntax.outer_start
    pieces = instruction.file.document.pieces
    for piece in reversed(pieces[: pieces.index(instruction.syntax)]):
        if piece.piece != "comment":
            break
        at = piece.start
    return at
