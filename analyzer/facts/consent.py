"""Whether something answers what a package manager asks: in a build nobody does."""

from __future__ import annotations

from analyzer.facts.unknown import Unknown
from analyzer.source.patterns import Lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from analyzer.facts.commands import Command
    from analyzer.facts.instructions import Instruction
    from analyzer.facts.model import FileFacts

_SETTINGS = {
    "apt": Lazy(r"(?i)::assume-yes\b"),
    "yum": Lazy(r"(?i)\bassumeyes\b\s*="),
    "dnf": Lazy(r"(?i)\bassumeyes\b\s*="),
}
_WRITERS = frozenset({"RUN", "COPY", "ADD"})
_SPEAKERS = frozenset({"yes", "echo", "printf", "cat"})


def is_answered(command: Command) -> bool:
    """Something is fed to its standard input, or a step before it has written into its settings that it need not ask."""
    if any(redirect.operator.startswith("<") for redirect in command.simple.redirects):
        return True
    if command in command.instruction.fed_commands:
        return True
    return command.manager is not None and _configured(command, command.manager)


def fed_commands(instruction: Instruction) -> frozenset[Command]:
    """The commands that ``yes``, ``echo`` and their like write to through a pipe."""
    commands = instruction.commands
    if isinstance(commands, Unknown):
        return frozenset()
    fed = (command.next_in_pipe for command in commands if command.name in _SPEAKERS)
    return frozenset(command for command in fed if command is not None)


def _configured(command: Command, manager: str) -> bool:
    step = command.instruction
    writers = step.file.setting_writers.get(manager, ())
    if not writers or step.stage is None:
        return False
    lineage = list(step.stage.lineage())
    return any(writer is step or (writer.start < step.start and writer.stage in lineage) for writer in writers)


def setting_writers(file: FileFacts) -> dict[str, list[Instruction]]:
    """The steps that write into the settings of a manager that it shall assume yes, by its name."""
    text = file.source.text
    managers = [manager for manager, expression in _SETTINGS.items() if "ssume" in text and expression.search(text)]
    return {
        manager: [step for step in file.instructions if step.kind in _WRITERS and _writes_setting(step, manager)]
        for manager in managers
    }


def _writes_setting(step: Instruction, manager: str) -> bool:
    text = step.span_text
    return _SETTINGS[manager].search(text) is not None and (">" in text or "tee" in text or "<<" in text)
