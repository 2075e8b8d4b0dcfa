"""What a mount covers, and what of a secret gets past it into the layer.

The places follow dockerfile2llb/convert_runmount.go, convert_secrets.go and convert_ssh.go.
"""

from __future__ import annotations

from analyzer.facts.places import join, name
from analyzer.facts.unknown import UNKNOWN, Unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from analyzer.facts.additions import Addition
    from analyzer.facts.commands import Command
    from analyzer.facts.mounts import Mount
    from analyzer.facts.node import Text

# Commands that keep what they are told in a file of their own: the words that make them do so.
_KEEPERS = {
    "npm": {"set"}, "pnpm": {"set"}, "yarn": {"set"}, "pip": {"set"}, "pip3": {"set"}, "poetry": {"config"}, "git": {"config"},
    "composer": {"config"}, "bundle": {"config"}, "gem": {"sources"}, "nuget": {"add", "update"}, "dotnet": {"add"},
    "aws": {"configure"}, "gcloud": {"activate-service-account"}, "docker": {"login"}, "helm": {"login", "add"},
    "gh": {"login"}, "conda": {"config"}, "cargo": {"login"},
}  # fmt: skip
# Commands whose output, or what they copy, is what they are given.
_PASSING = frozenset(
    ("cat", "cp", "install", "mv", "rsync", "dd", "tee", "sed", "awk", "grep", "cut", "tr", "base64", "head", "tail",
     "envsubst", "jq", "yq", "echo", "printf", "xargs", "tac", "sort", "gunzip", "openssl")
)  # fmt: skip


def mount_place(mount: Mount) -> str | Unknown | None:
    """The place a mount takes; None where it is a variable of the environment alone."""
    target, kind = mount.target, mount.type
    if isinstance(target, Unknown) or isinstance(kind, Unknown):
        return UNKNOWN
    if target:
        return join(mount.instruction.place, target)
    if kind == "secret":
        if mount.env is not None:
            return None
        own = mount.source or mount.id
        return UNKNOWN if isinstance(own, Unknown) else join("/run/secrets", name(own)) if own else None
    if kind == "ssh":
        sockets = [one for one in mount.instruction.mounts if one.type == "ssh" and not one.target]
        return f"/run/buildkit/ssh_agent.{sockets.index(mount)}" if mount in sockets else None
    return None


def covers(mount: Mount, place: str) -> bool:
    """A place lies within the mount, so that nothing written there gets into the layer."""
    own = mount.place
    return isinstance(own, str) and (place == own or place.startswith(own.rstrip("/") + "/"))


class Leak:
    """How a secret gets into the layer: the command, and the place where it is known."""

    __slots__ = ("command", "place")

    def __init__(self, command: Command, place: Text) -> None:
        self.command = command
        self.place = place


def leak(mount: Mount) -> Leak | None:
    """The first command that writes a secret to a file that stays in the layer.

    It is followed through cp, redirects, tee, substitutions, variables and the programs that keep it in their configuration.
    """
    if mount.type != "secret" or isinstance(mount.instruction.commands, Unknown):
        return None
    layer = mount.instruction.layer
    kept: dict[int, Addition] = {}
    for addition in layer.additions:
        if addition.command is not None and addition.kind in ("written", "moved") and addition.removed is False:
            kept.setdefault(id(addition.command), addition)
    carriers = _carriers(mount)
    tainted = {mount.env} if isinstance(mount.env, str) else set()
    for command in layer.progress.commands:
        if id(command.simple) not in carriers and not (tainted and _refers(command, tainted)):
            continue
        tainted.update(_set_by(command))
        if command.name in _PASSING or command.name in _KEEPERS:
            for holder in (command, *_readers(command)):
                if id(holder) in kept:
                    return Leak(holder, kept[id(holder)].path)
                if _keeps(holder):
                    return Leak(holder, None)
    return None


def _carriers(mount: Mount) -> set[int]:
    """The simple commands that are given a mounted secret, or the output of one that is."""
    place = mount.place if isinstance(mount.place, str) else None
    carriers: set[int] = set()
    if place is not None:
        for command in reversed(mount.instruction.layer.progress.commands):  # a substitution comes behind what it stands in
            if id(command.simple) in carriers or _reads(command, place):
                carriers.update((id(command.simple), id(_receiver(command))))
    return carriers


def _set_by(command: Command) -> list[str]:
    """The variables that a command sets for those after it."""
    if not command.simple.words:
        return [one.name for one in command.simple.assignments]
    if command.name in ("export", "declare", "local", "readonly"):
        return [arg.partition("=")[0] for arg in command.args if "=" in arg]
    return []


def _reads(command: Command, place: str) -> bool:
    progress = command.instruction.layer.progress
    directory = progress.directories[command]
    words = [*command.invocation.words[1:], *(one.target for one in command.simple.redirects if one.operator == "<")]
    return any(join(directory, progress.text(word)) == place for word in words)


def _refers(command: Command, names: set[str]) -> bool:
    words = [*command.simple.words, *(one.value for one in command.simple.assignments if one.value is not None)]
    return any(reference.name in names for word in words if word.value is None for reference in word.references)


def _receiver(command: Command) -> object | None:
    """The simple command whose word takes the output of a substitution that this command stands in, last in its pipe."""
    last = command
    while last.next_in_pipe is not None:
        last = last.next_in_pipe
    owner = last.simple.pipeline.list
    if owner.construct not in ("substitution", "process") or owner.parent is None:
        return None
    return next((one for one in owner.parent.commands if one.start <= owner.start < one.end), None)


def _readers(command: Command) -> Iterator[Command]:
    reader = command.next_in_pipe
    while reader is not None:
        yield reader
        reader = reader.next_in_pipe


def _keeps(command: Command) -> bool:
    words = _KEEPERS.get(command.name or "")
    return words is not None and bool(words & {command.subcommand or "", *command.operands})
