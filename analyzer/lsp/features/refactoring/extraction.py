"""Instructions that only make files, taken to a stage of their own; what follows them copies the files from there.

What stands in front of them in their stage becomes a stage that both start from, so that they run as they did. Only files are
copied: whom they belong to and their modes come along, those of directories above them do not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.facts.contents import Contents
from analyzer.fixes.edit import Edit, Unfit
from analyzer.fixes.effects import configuration
from analyzer.fixes.instructions import comments_above, is_read_by_tools
from analyzer.fixes.layout import newline
from analyzer.lsp.features.refactoring.outputs import outputs

if TYPE_CHECKING:
    from analyzer.facts.instructions import Instruction
    from analyzer.facts.model import FileFacts
    from analyzer.facts.stages import Stage

_ROOT = ("root", "0", "root:root", "0:0", "root:0", "0:root")
_DEVIATING = (0, 1, 2)  # the base, the platform and the name, of `configuration`


def extract_stage(steps: list[Instruction]) -> list[Edit]:
    """The instructions, which stand in a row in one stage, in a stage of their own. Raises Unfit."""
    stage = _stage_of(steps)
    _refuse_user(steps[0], stage)
    paths = outputs(steps)
    if any(any(char in path for char in " \"'$\\`*?[") for path in paths):
        raise Unfit("the name of a file cannot be written so")
    first = stage.from_instruction
    before = stage.instructions[1 : stage.instructions.index(steps[0])]
    ending, lower = newline(stage.file), first.keyword.islower()
    words = ["from", "as", "copy"] if lower else ["FROM", "AS", "COPY"]
    name = _free(stage.file, "build")
    copies = "".join(f"{words[2]} --from={name} {path} {path}{ending}" for path in paths)
    text = stage.file.source.text
    start, end = _start(steps[0]), steps[-1].syntax.outer_end
    behind = "" if text[end - 1 : end] == "\n" else ending
    image = first.syntax.arguments[0]
    rest = text[image.end : first.syntax.end]  # AS and the name
    if before:
        common = _free(stage.file, "common")
        edits = [Edit(image.end, first.syntax.end, f" {words[1]} {common}")]
        opening = f"{ending}{words[0]} {common} {words[1]} {name}{ending}"
        closing = f"{behind}{ending}{words[0]} {common}{rest}{ending}{copies}"
        return [*edits, Edit(start, start, opening), Edit(end, end, closing)]
    head = text[first.syntax.start : image.end]
    edits = [Edit(image.end, first.syntax.end, f" {words[1]} {name}")]
    return [*edits, Edit(end, end, f"{behind}{ending}{head}{rest}{ending}{copies}")]


def _stage_of(steps: list[Instruction]) -> Stage:
    stage = steps[0].stage
    if stage is None or stage.index < 0 or any(step.stage is not stage or step.kind == "FROM" for step in steps):
        raise Unfit("it is not a part of one stage")
    file = stage.file
    number = file.instructions.index(steps[0])
    if file.instructions[number : number + len(steps)] != steps:
        raise Unfit("something stands between them")
    if stage.windows:
        raise Unfit("how paths are written there is not known")
    first = stage.from_instruction.syntax
    if "\n" in file.source.text[first.start : first.end] or len(first.arguments) not in (1, 3):
        raise Unfit("the FROM of the stage cannot be read")
    for step in file.instructions:
        sources = [step.from_name, *(mount.values.get("from") if mount.values else None for mount in step.mounts)]
        if any(isinstance(one, str) and one.isdecimal() and int(one) >= stage.index for one in sources):
            raise Unfit("a stage is named by its number, which would change")
    if any(is_read_by_tools(comment) for step in steps for comment in comments_above(step)):
        raise Unfit("a comment for tools stands above it")
    return stage


def _refuse_user(step: Instruction, stage: Stage) -> None:
    """The directories that COPY makes belong to root."""
    user, image = step.user, stage.root.image
    held = image.contents if image is not None and step.user_instruction is None else None
    described = isinstance(held, Contents) and held.entry is not None and held.user is None and not held.open
    if user in _ROOT or (described and not isinstance(user, str)):
        return
    raise Unfit("the user in force is not known to be root" if not isinstance(user, str) else f"'{user}' would own the files")


def _start(step: Instruction) -> int:
    comments = comments_above(step)
    return comments[0].start if comments else step.syntax.outer_start


def _free(file: FileFacts, name: str) -> str:
    """A name that no stage bears, and that no FROM or COPY uses as that of an image."""
    text = file.source.text.lower()
    number, found = 1, name
    while found in file.stage_names or f"from={found}" in text or f"from {found}" in text:
        number += 1
        found = f"{name}-{number}"
    return found


def makes_the_same(steps: list[Instruction], before: FileFacts, after: FileFacts) -> str:
    """Why the stage would not be what it was, its files aside; empty where it would."""
    old = steps[0].stage
    added = len(after.stages) - len(before.stages)
    if old is None or added not in (1, 2):
        return "the stages differ"
    new = after.stages[old.index + added]
    for number, (was, would_be) in enumerate(zip(configuration(old), configuration(new), strict=True)):
        if was != would_be and number not in _DEVIATING:
            return "the configuration of the image would change"
    written = [step.text for step in old.instructions[1:]]
    parts = [step.text for stage in after.stages[old.index : new.index + 1] for step in stage.instructions[1:]]
    rest = iter(parts)
    if not all(text in rest for text in written):
        return "an instruction would be lost"
    if old.name != new.name:
        return "the name of the stage would change"
    others = [stage for stage in before.stages if stage is not old]
    same = [*after.stages[: old.index], *after.stages[new.index + 1 :]]
    if [[step.text for step in stage.instructions] for stage in others] != [
        [step.text for step in stage.instructions] for stage in same
    ]:
        return "another stage would change"
    return ""
