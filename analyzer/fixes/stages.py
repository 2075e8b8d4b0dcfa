"""Edits of whole stages, and of how they are referred to."""

from __future__ import annotations

from analyzer.facts.unknown import Unknown
from analyzer.fixes.edit import Edit, Unfit
from analyzer.fixes.flags import set_flag
from analyzer.fixes.instructions import comments_above, insert_instruction, is_read_by_tools
from analyzer.syntax.nodes import Comment

TYPE_CHECKING = False
if TYPE_CHECKING:
    from analyzer.facts.instructions import Instruction
    from analyzer.facts.stages import Stage

_STARTING = frozenset({"CMD", "ENTRYPOINT"})


def delete_stage(at: Stage) -> list[Edit]:
    """A stage goes with the comments above it and within it; comments at the very top of the file stay."""
    file = at.file
    if at.index < 0 or len(file.stages) < 2:
        raise Unfit("it is the only stage")
    if any(number >= at.index for number in _numbers(at)):
        raise Unfit("a later stage is named by its number")
    first = at.from_instruction
    comments = comments_above(first)
    if comments and not any(piece.piece == "instruction" and piece.end <= first.start for piece in file.document.pieces):
        comments = []
    start = comments[0].start if comments else first.syntax.outer_start
    if at.index + 1 < len(file.stages):
        following = file.stages[at.index + 1].from_instruction
        above = comments_above(following)
        end = above[0].start if above else following.syntax.outer_start
    else:
        end = at.instructions[-1].syntax.outer_end
    gone = [piece for piece in file.document.pieces if isinstance(piece, Comment) and start <= piece.start < end]
    if any(is_read_by_tools(comment) for comment in gone):
        raise Unfit("a comment for tools stands in it")
    return [Edit(start, end, "")]


def append_to_stage(at: Stage, text: str) -> list[Edit]:
    """An instruction at the end of a stage, in front of the CMD and ENTRYPOINT that end it."""
    steps = at.instructions
    index = len(steps)
    while index > 1 and steps[index - 1].kind in _STARTING:
        index -= 1
    if steps[0].keyword.islower():
        keyword, _, rest = text.partition(" ")
        text = f"{keyword.lower()} {rest}"
    if index < len(steps):
        return insert_instruction(text, before=steps[index])
    return insert_instruction(text, after=steps[-1])


def refer_by_name(at: Instruction) -> list[Edit]:
    """COPY --from=NUMBER names the stage instead, which gets a name where it has none."""
    stage = at.from_stage
    if stage is None or isinstance(stage, Unknown) or stage.index < 0:
        raise Unfit("it copies from no stage")
    if stage.name is not None:
        if stage.file.copy_source(stage.name) is not stage:
            raise Unfit("another stage has the same name")
        return set_flag(at, "from", stage.name)
    name = f"stage-{stage.index}"
    if any(other.name == name for other in stage.file.stages) or len(stage.from_instruction.syntax.arguments) != 1:
        raise Unfit("the stage cannot be given a name")
    base = stage.from_instruction
    word = "as" if base.keyword.islower() else "AS"
    place = base.syntax.arguments[0].end
    return [Edit(place, place, f" {word} {name}"), *set_flag(at, "from", name)]


def _numbers(at: Stage) -> list[int]:
    """The stages that the file names by number."""
    found = []
    for step in at.file.instructions:
        names = [step.from_name, *(mount.values.get("from") if mount.values else None for mount in step.mounts)]
        found += [int(name) for name in names if isinstance(name, str) and name.isascii() and name.isdigit()]
    return found
