"""Whether what a RUN leaves behind is needed by a later step, so that its removal would make that one fail or work again."""

from __future__ import annotations

from analyzer.facts.indexes import may_install, reads_index, updates_index
from analyzer.facts.unknown import UNKNOWN, Unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from analyzer.facts.commands import Command
    from analyzer.facts.instructions import Instruction
    from analyzer.facts.node import Truth
    from analyzer.facts.residue import Residue
    from analyzer.facts.stages import Stage

_RUNNING = frozenset({"RUN", "CMD", "ENTRYPOINT", "HEALTHCHECK"})
_OWN = frozenset({"yum", "dnf", "zypper"})  # they fetch what is missing without being told to


def needed_later(residue: Residue) -> Truth:
    """A later step of the stage, or of one built on it, runs a command that reads it before another one refreshes it.

    Unknown where a script may do so.
    """
    if residue.manager in _OWN:
        return False
    unsure = False
    for start in _built_on(residue):
        found = _in_steps(start, residue)
        if found is True:
            return True
        unsure = unsure or found is None
    return UNKNOWN if unsure else False


def _built_on(residue: Residue) -> Iterator[list[Instruction]]:
    """What runs behind it: the rest of its stage, and each stage that is built on that."""
    here = residue.command.instruction
    stage = here.stage
    if stage is None:
        return
    steps = stage.instructions
    yield steps[steps.index(here) + 1 :] if here in steps else []
    bases: set[Stage] = {stage}
    for other in here.file.stages:
        if other.base_stage in bases:
            bases.add(other)
            yield other.instructions


def _in_steps(steps: list[Instruction], residue: Residue) -> bool | None:
    """Whether steps need it; None where that cannot be told, False where they do not or refresh it first."""
    unsure = False
    for each in steps:
        step = each.trigger or each
        if step.kind not in _RUNNING:
            continue
        commands = step.commands
        if isinstance(commands, Unknown):
            unsure = True
            continue
        for command in commands:
            if _refreshes(command, residue):
                return None if unsure else False
            if _reads(command, residue):
                return True
            unsure = unsure or (residue.kind == "index" and may_install(command))
    return None if unsure else False


def _refreshes(command: Command, residue: Residue) -> bool:
    return residue.kind == "index" and command.manager == residue.manager and updates_index(command)


def _reads(command: Command, residue: Residue) -> bool:
    names = residue.leftover.names
    if residue.kind == "index":
        return command.name in names and reads_index(command) and command.no_cache is not True
    return command.name in names
