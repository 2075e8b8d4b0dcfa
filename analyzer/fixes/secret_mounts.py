"""A credential of ARG mounted as a secret instead."""

from __future__ import annotations

from analyzer.facts.unknown import Unknown
from analyzer.fixes.edit import Edit, Unfit
from analyzer.fixes.flags import refuse_new
from analyzer.fixes.pairs import remove_pair

TYPE_CHECKING = False
if TYPE_CHECKING:
    from analyzer.facts.commands import Command
    from analyzer.facts.instructions import Instruction
    from analyzer.facts.words import Pair


def mount_secrets(at: Command) -> list[Edit]:
    """The RUN of a command mounts the credentials that it takes from ARG, as variables of the same names.

    An ARG goes where nothing else uses it. Refused where the file gives the credential a value, or sets it by ENV.
    """
    step = at.instruction
    refuse_new(step, "RUN --mount with env")
    commands = step.commands
    if step.kind != "RUN" or step.onbuild or isinstance(commands, Unknown):
        raise Unfit("it is no RUN of this file")
    names = list(dict.fromkeys(name for command in commands for name in command.credentials))
    declared = [_declaration(step, name) for name in names]
    if not declared or any(mount.type == "secret" for mount in step.mounts):
        raise Unfit("there is no credential to mount")
    place = step.syntax.flags[-1].end if step.syntax.flags else step.syntax.keyword.end
    edits = [Edit(place, place, "".join(f" --mount=type=secret,id={name},env={name}" for name in names))]
    for pair in declared:
        if all(user is step or _mounts(user, str(pair.key)) for user in pair.used_by):
            edits += remove_pair(pair)
    return edits


def _declaration(step: Instruction, name: str) -> Pair:
    """The ARG that declares a variable for a step."""
    env = step.env
    pairs = [pair for pair in env if pair.key == name] if not isinstance(env, Unknown) else []
    if len(pairs) != 1 or pairs[0].origin != "arg" or pairs[0].value or pairs[0].instruction.stage is not step.stage:
        raise Unfit("the credential is no argument without a value")
    return pairs[0]


def _mounts(step: Instruction, name: str) -> bool:
    return any(mount.type == "secret" and mount.env == name for mount in step.mounts)
