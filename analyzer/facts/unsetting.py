"""The variables of the image that a shell command unsets, which lasts no longer than its step."""

from __future__ import annotations

from analyzer.facts.unknown import Unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from analyzer.facts.commands import Command


def unset_image_variables(command: Command) -> list[str]:
    """The names that ``unset`` takes and an ENV in force has set."""
    stage, step = command.instruction.stage, command.instruction
    if command.name != "unset" or "-f" in command.options or stage is None or step.onbuild:
        return []
    return [name for name in command.operands if _is_env(command, name)]


def _is_env(command: Command, name: str) -> bool:
    """An ENV before the step, in the stage or in what it starts from, sets the variable."""
    stage = command.instruction.stage
    base = stage.base_stage if stage is not None else None
    if stage is None:
        return False
    for tick, step in stage.steps_by_kind.get("ENV", ()):
        if tick < command.instruction.tick and any(pair.key == name for pair in step.pairs):
            return True
    while base is not None and not isinstance(base, Unknown):
        if any(pair.key == name for _, step in base.steps_by_kind.get("ENV", ()) for pair in step.pairs):
            return True
        base = base.base_stage
    return False
