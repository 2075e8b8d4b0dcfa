"""A WORKDIR in place of the ``cd`` that a RUN begins with."""

from __future__ import annotations

from analyzer.facts.unknown import Unknown
from analyzer.fixes.commands import delete_command
from analyzer.fixes.edit import Edit, Unfit
from analyzer.fixes.instructions import insert_instruction

TYPE_CHECKING = False
if TYPE_CHECKING:
    from analyzer.facts.commands import Command
    from analyzer.facts.instructions import Instruction

_REGARDLESS = frozenset({"ENV", "ARG", "LABEL", "EXPOSE", "USER", "VOLUME", "STOPSIGNAL", "MAINTAINER", "SHELL"})


def cd_to_workdir(at: Instruction) -> list[Edit]:
    """``RUN cd /a && make`` becomes ``WORKDIR /a`` and ``RUN make``.

    Refused where something that follows would run in another directory than before.
    """
    commands = at.commands
    if at.kind != "RUN" or at.onbuild or isinstance(commands, Unknown) or not commands or at.stage is None:
        raise Unfit("it is no RUN of this file")
    first = commands[0]
    directory = _target(first)
    following = first.simple.pipeline.next
    if following is None or following.condition != "and":
        raise Unfit("nothing depends on it")
    steps = at.stage.instructions
    inherited = at.stage.final or any(other.base_stage is at.stage for other in at.file.stages)
    if not _leads_away(steps[steps.index(at) + 1 :]) and inherited:
        raise Unfit("what is built on the stage would begin in another directory")
    return [*insert_instruction(f"WORKDIR {directory}", before=at), *delete_command(first)]


def _target(command: Command) -> str:
    simple = command.simple
    plain = len(simple.words) == 2 and not simple.redirects and not simple.assignments
    if command.name != "cd" or not plain or simple.pipeline.list.parent is not None or simple.pipeline.condition != "first":
        raise Unfit("the step does not begin with cd")
    directory = simple.words[1].value
    if directory is None or not directory.startswith("/") or any(sign in directory for sign in " \t\"'\\$*?[~{"):
        raise Unfit("the directory cannot be told")
    return directory


def _leads_away(steps: list[Instruction]) -> bool:
    """A later step sets the directory before one depends on it. Raises Unfit where one depends on it."""
    for step in steps:
        if step.kind == "WORKDIR" and isinstance(step.value, str) and step.value.startswith("/"):
            return True
        if step.kind in ("COPY", "ADD"):
            place = step.destination
            value = place.value if place is not None else None
            if not isinstance(value, str) or not value.startswith("/"):
                raise Unfit("a later step would copy to another directory")
        elif step.kind == "RUN":
            commands = step.commands
            if isinstance(commands, Unknown) or not commands:
                raise Unfit("a later step would run in another directory")
            _target(commands[0])
        elif step.kind not in _REGARDLESS:
            raise Unfit("a later step would run in another directory")
    return False
