"""Edits of the arguments in front of the first stage."""

from __future__ import annotations

from analyzer.fixes.edit import Edit, Unfit
from analyzer.fixes.instructions import delete_instruction
from analyzer.fixes.pairs import remove_pair
from analyzer.syntax.expansion import references

TYPE_CHECKING = False
if TYPE_CHECKING:
    from analyzer.facts.instructions import Instruction
    from analyzer.facts.model import FileFacts
    from analyzer.facts.stages import Stage
    from analyzer.facts.words import Pair


def remove_argument(at: Pair) -> list[Edit]:
    """An argument of the beginning of the file goes, with those that only it uses."""
    if at.instruction.kind != "ARG" or at.instruction.stage is not None:
        raise Unfit("it is no argument of the beginning of the file")
    return remove_unused(at.file, [at], [])


def remove_unused(file: FileFacts, removed: list[Pair], stages: list[Stage]) -> list[Edit]:
    """These arguments deleted, and those that nothing but they and these stages use."""
    removed = list(removed)
    pairs = [pair for step in file.instructions if step.stage is None and step.kind == "ARG" for pair in step.pairs]
    for pair in reversed(pairs):
        users = [] if pair in removed else pair.used_by
        if users and all(user.stage in stages if user.stage else _in_these(pair, user, removed) for user in users):
            removed.append(pair)
    steps = {id(pair.instruction): pair.instruction for pair in removed}
    emptied = [step for step in steps.values() if all(pair in removed for pair in step.pairs)]
    edits = [edit for step in emptied for edit in delete_instruction(step)]
    return edits + [edit for pair in removed if pair.instruction not in emptied for edit in remove_pair(pair)]


def _in_these(pair: Pair, user: Instruction, removed: list[Pair]) -> bool:
    """Of the pairs of another ARG only some that are removed use the argument."""
    escape = user.file.escape
    using = [one for one in user.pairs if any(each.name == pair.key for each in references(one.text or "", escape))]
    return bool(using) and all(one in removed for one in using)
