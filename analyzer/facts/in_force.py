"""Which instruction set what is in force at another one: the WORKDIR and the SHELL before it, in its stage or those below."""

from __future__ import annotations

from analyzer.facts.unknown import UNKNOWN, Unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from analyzer.facts.instructions import Instruction


def workdir_setter(instruction: Instruction) -> Instruction | Unknown | None:
    """The last WORKDIR before it; unknown for a trigger, which runs in another build."""
    return _setter(instruction, "WORKDIR", "workdir_instruction")


def shell_setter(instruction: Instruction) -> Instruction | Unknown | None:
    """The last SHELL before it; unknown for a trigger."""
    return _setter(instruction, "SHELL", "shell_instruction")


def _setter(instruction: Instruction, kind: str, of_stage: str) -> Instruction | Unknown | None:
    """The last instruction of a kind before it; `of_stage` is the fact of a stage that tells which is in force at its end."""
    if instruction.onbuild:
        return UNKNOWN
    stage = instruction.stage
    if stage is None or instruction.kind == "FROM":
        return None
    found = stage.last(kind, instruction.tick)
    if found is not None:
        return found[1]
    base = stage.base_stage
    if base is None or isinstance(base, Unknown):
        return base
    setter: Instruction | Unknown | None = getattr(base, of_stage)
    return setter


def has_known_start(instruction: Instruction) -> bool | Unknown:
    """A WORKDIR in the file says where its relative paths begin, or it is the root of a stage that starts from nothing."""
    setter = instruction.workdir_instruction
    if isinstance(setter, Unknown):
        return UNKNOWN
    return setter is not None or (instruction.stage is not None and instruction.stage.root_base == "scratch")
