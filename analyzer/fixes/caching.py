"""Edits of the order of instructions, by which later builds find more of their steps in the cache."""

from __future__ import annotations

from analyzer.fixes.edit import Edit, Unfit
from analyzer.fixes.instructions import insert_instruction, move_instruction

TYPE_CHECKING = False
if TYPE_CHECKING:
    from analyzer.facts.instructions import Instruction


def copy_first(at: Instruction, files: str, install: Instruction) -> list[Edit]:
    """The files that list dependencies are copied first, and all of the rest behind the step that installs them."""
    step, target = at, at.destination
    if step.json_form or target is None or step.syntax.heredocs or step.from_name is not None:
        raise Unfit("it does not plainly copy the build context")
    text = target.text
    if text in (".", "./"):
        text = "./"
    elif not text.endswith("/"):
        text += "/"
    flags = "".join(f" {flag.text}" for flag in step.syntax.flags)
    first = insert_instruction(f"{step.keyword}{flags} {files} {text}", before=step)
    moved = move_instruction(step, after=install)
    place = moved[0].start
    if first[0].start != place:
        raise Unfit("something stands between it and its comments")
    return [Edit(place, moved[0].end, first[0].text), *moved[1:]]
