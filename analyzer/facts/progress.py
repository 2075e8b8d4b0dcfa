"""What a shell body has done by the time each of its commands runs: its directory, its shell options, its variables.

Every construct that the shell runs in a process of its own (a subshell, a substitution, a part of a pipe, what ``sh -c``
runs) starts from what is in force around it and changes nothing there. Commands count as run whatever they depend on.
"""

from __future__ import annotations

from analyzer.facts.node import fact
from analyzer.facts.places import HERE, join
from analyzer.facts.shells import OPTION_LETTERS, POSIX, shell_of
from analyzer.facts.unknown import UNKNOWN, Unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from analyzer.facts.commands import Command
    from analyzer.facts.instructions import Instruction
    from analyzer.shell.nodes import List, Pipeline
    from analyzer.shell.nodes import Command as Part
    from analyzer.shell.word import Word

_APART = frozenset({"subshell", "substitution", "process"})
_PLAIN = frozenset({"script", "group", "subshell", "substitution", "process"})  # what is in them runs, whatever the case
_DECLARING = frozenset({"export", "declare", "local", "readonly", "typeset"})
_READING = frozenset({"read", "mapfile", "readarray", "getopts", "unset"})


class _Process:
    """What is in force in one process of the shell."""

    __slots__ = ("directory", "options", "previous", "pushed")

    def __init__(self, directory: str, options: list[str]) -> None:
        self.directory = directory
        self.previous = directory
        self.pushed: list[str] = []
        self.options = options


class Progress:
    """What is in force at each command of an instruction's body."""

    def __init__(self, instruction: Instruction) -> None:
        self.instruction = instruction
        commands = instruction.commands
        self._commands: list[Command] = [] if isinstance(commands, Unknown) else commands
        self._processes: dict[object, _Process] = {}
        self._scripts: dict[int, Command] = {}  # the commands that run a script, by what that script's list is
        self.directories: dict[Command, str] = {}
        self.options: dict[Command, list[str]] = {}
        for command in self._commands:
            if command.invocation.script is not None and command.invocation.script.root is not None:
                self._scripts[id(command.invocation.script.root)] = command
        for command in self._commands:
            process = self._process(command)
            self.directories[command] = process.directory
            self.options[command] = process.options
            _run(process, command, self)

    def _process(self, command: Command) -> _Process:
        """The process a command runs in; those around it are looked up once."""
        if len(self.instruction.body.script.lists) == 1 and len(command.simple.pipeline.commands) == 1:  # type: ignore[union-attr]
            return self._of(None)
        pending: list[object] = []
        pipeline: Pipeline | None = command.simple.pipeline
        part: Part = command.simple
        known: _Process | None = None
        while pipeline is not None:
            if len(pipeline.commands) > 1:
                key: object = (id(pipeline), _position(pipeline, part))
                known = self._processes.get(key)
                if known is not None:
                    break
                pending.append(key)
            inner = pipeline.list
            if inner.construct in _APART or (inner.construct == "script" and inner.parent is not None):
                known = self._processes.get(id(inner))
                if known is not None:
                    break
                pending.append(inner)
            if inner.parent is None:
                break
            part, pipeline = _around(inner), inner.parent
        found = known if known is not None else self._of(None)
        for key in reversed(pending):
            found = self._started(key, found)
        return found

    def _started(self, key: object, around: _Process) -> _Process:
        """A new process within another; a shell that ``sh -c`` starts has the options it is given."""
        options = around.options
        command = self._scripts.get(id(key))
        if command is not None:
            shell = shell_of([command.name or "", *command.args])
            options = shell.options if shell is not None and shell.name in POSIX else []
        process = _Process(around.directory, options)
        self._processes[key if isinstance(key, tuple) else id(key)] = process
        return process

    def _of(self, key: object) -> _Process:
        found = self._processes.get(key)
        if found is None:
            found = self._processes[key] = _Process(self.instruction.place, list(self.instruction.shell_options))
        return found

    # --- variables

    @fact
    def variables(self) -> dict[str, str | Unknown]:
        """The variables that the body itself sets: their value where one assignment that always runs tells it."""
        found: dict[str, str | Unknown] = {}
        for command in self._commands:
            for name, value in self._assigned(command):
                found[name] = UNKNOWN if name in found or value is None else value
        script = self.instruction.body.script if self.instruction.body is not None else None
        for owner in script.lists if script is not None else ():
            for pipeline in owner.pipelines:
                for part in pipeline.commands:
                    if getattr(part, "kind", "") in ("for", "select"):
                        found[part.name or ""] = UNKNOWN
        return found

    def _assigned(self, command: Command) -> list[tuple[str, str | None]]:
        """Names that a command sets for those after it, each with its value as written where that is sure to be run."""
        simple = command.simple
        sure = len(simple.pipeline.commands) == 1 and simple.condition != "or" and simple.pipeline.list.construct in _PLAIN
        if not simple.words:
            return [
                (one.name, self.text(one.value) if sure and one.operator == "=" and one.value is not None else None)
                for one in simple.assignments
            ]
        if command.name in _DECLARING:
            pairs = [arg.partition("=") for arg in command.args if not arg.startswith("-")]
            return [(name, value if sure and "$" not in value and "`" not in value else None) for name, sign, value in pairs if sign]
        if command.name in _READING:
            return [(operand, None) for operand in command.operands]
        return []

    def text(self, word: Word) -> str:
        """A word as far as its value is known: variables replaced that the build environment or the body gives one value.

        What stays of the others is ``$NAME``, and a substitution as it is written.
        """
        if word.value is not None:
            return word.value
        return "".join(
            part.value
            if part.value is not None
            else self._variable(part.reference.name)
            if part.reference is not None and not part.reference.operator
            else part.text
            for part in word.parts
        )

    def _variable(self, name: str) -> str:
        own = self.__dict__.get("variables", {}).get(name)
        if own is None:
            found = self.instruction.environment.value(name, self.instruction.tick)
            return found if isinstance(found, str) else f"${name}"
        return own if isinstance(own, str) else f"${name}"


def _position(pipeline: Pipeline, part: Part) -> int:
    return next((index for index, one in enumerate(pipeline.commands) if one.start <= part.start < max(one.end, one.start + 1)), 0)


def _around(inner: List) -> Part:
    """What the position of a list in its pipeline is found by."""
    return inner  # type: ignore[return-value]


def _run(process: _Process, command: Command, progress: Progress) -> None:
    """Takes in what a command does to the process it runs in."""
    name = command.name
    if name in ("cd", "pushd"):
        operands = command.invocation.operands
        target = progress.text(operands[0]) if operands else "~"
        if name == "pushd":
            process.pushed.append(process.directory)
        goal = process.previous if target == "-" else join(process.directory, target)
        process.previous, process.directory = process.directory, goal
    elif name == "popd":
        process.previous, process.directory = process.directory, process.pushed.pop() if process.pushed else HERE
    elif name == "set":
        process.options = _options(process.options, command)


def _options(before: list[str], command: Command) -> list[str]:
    """The options after a ``set``."""
    on = list(before)
    for option in command.invocation.options:
        long = option.value if option.name[1:] == "o" else OPTION_LETTERS.get(option.name[1:])
        if long and option.name[0] == "-" and long not in on:
            on.append(long)
        elif long and option.name[0] == "+" and long in on:
            on.remove(long)
    return on
