"""The traits of a command in its surroundings: options it is given, and variables in force when it runs."""

from __future__ import annotations

from analyzer.facts.node import Node, fact
from analyzer.facts.unknown import UNKNOWN, Unknown
from analyzer.native import bisect_left
from analyzer.shell.packages import HOLE, pattern
from analyzer.shell.traits import knows, trait

TYPE_CHECKING = False
if TYPE_CHECKING:
    from analyzer.facts.bodies import Body
    from analyzer.facts.commands import Command
    from analyzer.facts.instructions import Instruction
    from analyzer.facts.node import Truth
    from analyzer.shell.invocation import Invocation

_EXPORTING = frozenset({"export", "declare", "typeset", "readonly"})


class Traits(Node):
    """The part of a command that tells its traits (see analyzer.shell.traits)."""

    body: Body
    instruction: Instruction
    invocation: Invocation

    def trait(self, name: str) -> Truth:
        """Whether it has a trait; None where its description knows no sign of it, as for a command without description."""
        if not knows(self.invocation, name):
            return None
        found = trait(self.invocation, name, self._value)
        return UNKNOWN if found is None else found

    def _value(self, name: str) -> str | None:
        """The value of a variable for the command: set before it, exported earlier in the body, or by ENV or ARG."""
        for assignment in reversed(self.invocation.assignments):
            if assignment.name == name:
                return pattern(assignment.value) if assignment.value is not None else HOLE
        exported = self.body.exports.value(name, self.invocation.command.start)
        if exported is not None:
            return exported
        environment, tick = self.instruction.environment, self.instruction.tick
        if not environment.defined(name, tick):
            return None
        value = environment.value(name, tick)
        return HOLE if isinstance(value, Unknown) else value

    @fact
    def assume_yes(self) -> Truth:
        """It asks nothing."""
        return self.trait("assume-yes")

    @fact
    def no_cache(self) -> Truth:
        """It keeps no cache."""
        return self.trait("no-cache")

    @fact
    def no_recommends(self) -> Truth:
        """It leaves out what packages only recommend."""
        return self.trait("no-recommends")

    @fact
    def quiet(self) -> Truth:
        """It says less than usual."""
        return self.trait("quiet")

    @fact
    def dry_run(self) -> Truth:
        """It only shows what it would do."""
        return self.trait("dry-run")

    @fact
    def unverified(self) -> Truth:
        """It takes what is not signed, or from a host that proved nothing."""
        return self.trait("unverified")

    @fact
    def lock_enforced(self) -> Truth:
        """It installs what a lock file names, and fails where that does not fit."""
        return self.trait("lock-enforced")

    @fact
    def no_scripts(self) -> Truth:
        """It runs no scripts of the packages it installs."""
        return self.trait("no-scripts")

    @fact
    def no_dev(self) -> Truth:
        """It leaves out what only development needs."""
        return self.trait("no-dev")


class Exports:
    """What the commands of a body export, by the commands' offsets in the script."""

    __slots__ = ("_found",)

    def __init__(self, commands: list[Command]) -> None:
        self._found: dict[str, tuple[list[int], list[str]]] = {}
        for command in commands:
            for word in command.invocation.words[1:] if command.name in _EXPORTING else ():
                name, sign, value = pattern(word).partition("=")
                if sign:
                    starts, values = self._found.setdefault(name, ([], []))
                    starts.append(command.simple.start)
                    values.append(value)

    def value(self, name: str, before: int) -> str | None:
        """The last value that a variable is given before an offset; None where it is given none."""
        starts, values = self._found.get(name, ([], []))
        at = bisect_left(starts, before)
        return values[at - 1] if at else None
