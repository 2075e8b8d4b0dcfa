"""Whether apt keeps the packages it has downloaded.

The images of Debian and Ubuntu bring ``/etc/apt/apt.conf.d/docker-clean``, which removes them after each command. Who wants
them in a cache mount removes that file (Dockerfile reference, RUN --mount=type=cache).
"""

from __future__ import annotations

from analyzer.facts.unknown import Unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from analyzer.facts.commands import Command
    from analyzer.facts.instructions import Instruction
    from analyzer.facts.stages import Stage

_FILE = "apt.conf.d/docker-clean"
_REMOVERS = frozenset({"rm", "unlink", "mv"})


def keeps_packages(instruction: Instruction) -> bool:
    """An instruction of the stage, up to this one, or a stage it starts from has removed the file."""
    stage = instruction.stage
    if stage is None:
        return False
    since = stage.keeps_packages_since
    if since is not None and since <= instruction.start:
        return True
    base = stage.base_stage
    return base is not None and not isinstance(base, Unknown) and base.keeps_packages


def stage_keeps_packages(stage: Stage) -> bool:
    """At the end of the stage the file is removed."""
    for ancestor in stage.lineage():
        if ancestor is not stage and "keeps_packages" in ancestor.__dict__:
            return ancestor.keeps_packages
        if ancestor.keeps_packages_since is not None:
            return True
    return False


def keeps_packages_since(stage: Stage) -> int | None:
    """Where the first instruction of the stage begins that removes the file; a trigger counts as if it ran where it stands."""
    for step in stage.instructions:
        run = step.trigger or step
        if run.kind == "RUN" and not isinstance(run.commands, Unknown) and any(_removes(one) for one in run.commands):
            return run.start
    return None


def _removes(command: Command) -> bool:
    return command.name in _REMOVERS and any(operand.endswith(_FILE) for operand in command.operands)
