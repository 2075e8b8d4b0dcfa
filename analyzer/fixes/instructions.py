"""Edits of whole instructions."""

from __future__ import annotations

from analyzer.fixes.edit import Edit, Unfit
from analyzer.fixes.layout import newline

TYPE_CHECKING = False
if TYPE_CHECKING:
    from analyzer.facts.instructions import Instruction
    from analyzer.syntax.nodes import Comment

_BOM = "\ufeff"
_SPEAKING = ("buildsecbot", "hadolint", "shellcheck", "check=", "check =")  # comments that tools read


def delete_instruction(at: Instruction) -> list[Edit]:
    """The instruction's lines go; comments above it stay."""
    whole(at)
    _refuse_speaking(comments_above(at))
    return [_lines(at)]


def insert_instruction(text: str, before: Instruction | None = None, after: Instruction | None = None) -> list[Edit]:
    """An instruction on a line of its own, in front of another and its comments, or behind it."""
    near = before or after
    if near is None or (before is not None and after is not None):
        raise Unfit("there is no one instruction to put it beside")
    whole(near)
    ending = newline(near.file)
    text = text.rstrip("\n").replace("\n", ending)
    if before is not None:
        comments = comments_above(before)
        return _at_line_start(before, comments[0].start if comments else before.syntax.outer_start, text + ending)
    return _behind(near, text)


def move_instruction(at: Instruction, before: Instruction | None = None, after: Instruction | None = None) -> list[Edit]:
    """An instruction and the comments right above it go to another place of its stage."""
    near = before or after
    if near is None or near is at or (before is not None and after is not None):
        raise Unfit("there is no other instruction to put it beside")
    whole(at)
    whole(near)
    if "FROM" in (at.kind, near.kind if before is not None else "") or at.stage is not near.stage:
        raise Unfit("it would leave its stage")
    text, gone = at.file.source.text, _lines(at)
    comments = comments_above(at)
    if comments:
        gone = Edit(comments[0].start, gone.end, "")
    moved = text[gone.start : gone.end].removeprefix(_BOM).rstrip("\r\n")
    if before is not None:
        near_comments = comments_above(before)
        place = near_comments[0].start if near_comments else before.syntax.outer_start
        if place == gone.end:
            raise Unfit("it is there already")
        return [gone, *_at_line_start(before, place, moved + newline(at.file))]
    if gone.start == near.syntax.outer_end:
        raise Unfit("it is there already")
    return [gone, *_behind(near, moved)]


def set_keyword(at: Instruction, keyword: str) -> list[Edit]:
    """Another keyword for an instruction."""
    word = at.syntax.keyword
    return [Edit(word.start, word.end, keyword)]


def insert_comment(at: Instruction, text: str) -> list[Edit]:
    """A comment line right above an instruction; `text` is what stands behind the ``#`` and a blank."""
    text = text.strip()
    if at.onbuild and at.parent is not None:
        return insert_comment(at.parent, text)  # type: ignore[arg-type]
    if "\n" in text or not text:
        raise Unfit("a comment is one line")
    line = at.file.source.text[at.syntax.outer_start : at.syntax.start].removeprefix(_BOM)
    if text.partition("=")[0].strip().isalnum() and "=" in text:
        raise Unfit("it would be read as a directive")
    return _at_line_start(at, at.syntax.outer_start, f"{line}# {text}{newline(at.file)}")


def whole(instruction: Instruction) -> None:
    """Refuses the trigger of an ONBUILD, which has no lines of its own."""
    if instruction.onbuild:
        raise Unfit("it is the trigger of an ONBUILD")


def comments_above(instruction: Instruction) -> list[Comment]:
    """The comment lines right above an instruction."""
    pieces = instruction.file.document.pieces
    found: list[Comment] = []
    for piece in reversed(pieces[: pieces.index(instruction.syntax)]):
        if piece.piece != "comment":
            break
        found.insert(0, piece)  # type: ignore[arg-type]
    return found


def is_read_by_tools(comment: Comment) -> bool:
    """A comment that silences findings or sets something."""
    return comment.text.lower().startswith(_SPEAKING)


def _refuse_speaking(comments: list[Comment]) -> None:
    if any(is_read_by_tools(comment) for comment in comments):
        raise Unfit("a comment for tools stands above it")


def _lines(at: Instruction) -> Edit:
    start, text = at.syntax.outer_start, at.file.source.text
    return Edit(start + text[start : start + 1].count(_BOM), at.syntax.outer_end, "")


def _at_line_start(near: Instruction, offset: int, text: str) -> list[Edit]:
    if offset == 0 and near.file.source.text[:1] == _BOM:
        offset = 1
    return [Edit(offset, offset, text)]


def _behind(near: Instruction, text: str) -> list[Edit]:
    at, ending = near.syntax.outer_end, newline(near.file)
    closed = near.file.source.text[at - 1 : at] == "\n"
    return [Edit(at, at, text + ending if closed else ending + text)]
