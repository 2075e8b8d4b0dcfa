"""What a RUN leaves behind in its layer: indexes and caches that it does not remove."""

from __future__ import annotations

from analyzer.facts.kept_packages import keeps_packages
from analyzer.facts.leftovers import DOWNLOADED_BY_APT, NAMES, by_command
from analyzer.facts.node import Node, fact
from analyzer.facts.paths import braces, lies_in, takes_in
from analyzer.facts.unknown import UNKNOWN, Unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from analyzer.facts.commands import Command
    from analyzer.facts.instructions import Instruction
    from analyzer.facts.leftovers import Leftover
    from analyzer.facts.node import Truth

_HARMLESS = frozenset({"--help", "-h", "--version"})


class Residue(Node):
    """What one package manager leaves, told at the first command after which nothing removes it."""

    sort = "residue"

    def __init__(self, command: Command, leftover: Leftover) -> None:
        super().__init__(command.instruction, command.start, command.end)
        self.command = command
        self.leftover = leftover
        self.manager = leftover.manager
        self.kind = leftover.kind
        self.paths = [leftover.paths[0]]

    @fact
    def needed_later(self) -> Truth:
        """A later step reads it."""
        from analyzer.facts.later_use import needed_later

        return needed_later(self)


def layer_residue(instruction: Instruction) -> list[Residue] | Unknown:
    """The residue of a RUN, in the order of the commands that leave it; unknown where its body is.

    Cache and tmpfs mounts, removal later in the same RUN, options and variables that turn a cache off are all taken into
    account; a removal in a later instruction is not, as the files stay in this layer.
    """
    commands = instruction.commands
    if isinstance(commands, Unknown):
        return UNKNOWN
    left: dict[Leftover, Command] = {}
    for command in commands:
        for leftover in [one for one in left if removes(command, one)]:
            del left[leftover]
        for leftover in _candidates(command):
            if leftover not in left and _leaves(command, leftover):
                left[leftover] = command
    return [
        Residue(command, leftover)
        for leftover, command in left.items()
        if not _mounted(instruction, leftover) and not _turned_off(instruction, command, leftover)
    ]


def _candidates(command: Command) -> tuple[Leftover, ...]:
    """What commands of that name may leave."""
    found = by_command(_name(command))
    if command.name in DOWNLOADED_BY_APT.names and keeps_packages(command.instruction):
        return (*found, DOWNLOADED_BY_APT)
    return found


def _name(command: Command) -> str:
    """The name without a version: pip for pip3.11."""
    name = command.name or ""
    return name if name in NAMES else name.rstrip("0123456789.")


def _said(command: Command) -> list[str]:
    """The subcommand, with what leads to it, and the operands."""
    group = command.invocation.group
    return [*(word for word in (group, command.subcommand) if word is not None), *command.operands]


def _leaves(command: Command, leftover: Leftover) -> bool:
    options = set(command.options)
    if options & leftover.unless or options & _HARMLESS or command.dry_run is True:
        return False
    said = _said(command)
    if not said:
        return command.action == "install"  # bare yarn is yarn install
    return said[0] in leftover.subcommands


def removes(command: Command, leftover: Leftover) -> bool:
    """The command takes away what another one left."""
    if command.name in {"rm", "find", "rmdir"}:
        return any(takes_in(path, wanted) for path in _removed(command) for wanted in leftover.paths)
    said = {*_said(command), *command.options}
    return any(_name(command) in cleaner.names and cleaner.words <= said for cleaner in leftover.cleaners)


def _removed(command: Command) -> list[str]:
    """The paths that rm, or find with -delete or -exec rm, removes."""
    if command.name == "find":
        ending = {"-delete", "rm", "-exec", "-execdir"} & set(command.args)
        starts = []
        for arg in command.args:
            if arg.startswith(("-", "(", "!")):
                break
            starts.append(arg)
        return starts if ending else []
    return [path for operand in command.operands for path in braces(operand)]


def _mounted(instruction: Instruction, leftover: Leftover) -> bool:
    """A mount lies over or in one of the places, or may do so."""
    for mount in instruction.mounts:
        if isinstance(mount.type, Unknown) or isinstance(mount.target, Unknown):
            return True
        if mount.type in {"cache", "tmpfs", "bind"} and mount.target:
            target = mount.target
            if any(takes_in(target, path) or lies_in(target, path) for path in leftover.paths):
                return True
    return False


def _turned_off(instruction: Instruction, command: Command, leftover: Leftover) -> bool:
    """A variable that turns the cache off or moves it is set: before the command, by export, by ENV or ARG."""
    if command.no_cache is not None and command.no_cache is not False:
        return True
    if not leftover.variables:
        return False
    if leftover.variables & set(command.assignments):
        return True
    commands = instruction.commands
    if not isinstance(commands, Unknown):
        for other in commands:
            if other is command:
                break
            if other.name in {"export", "declare"} and any(arg.partition("=")[0] in leftover.variables for arg in other.args):
                return True
    environment = instruction.environment
    return any(environment.defined(name, instruction.tick) for name in sorted(leftover.variables))
