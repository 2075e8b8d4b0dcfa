"""What a shell body has done by the time each of its commands runs: its directory, its shell options, its variables.

Every construct that the shell runs in a process of its own (a subshell, a substitution, a part of a pipe, what ``sh -c``
runs) starts from what is in force around it and changes nothing there. Commands count as run whatever they depend on.
"""

from __future__ import annotations

from analyzer.facts.places import HERE, join
from analyzer.facts.shells import OPTION_LETTERS, POSIX, shell_of
from analyzer.facts.unknown import UNKNOWN, Unknown
from analyzer.native import attrgetter, bisect_right

TYPE_CHECKING = False
if TYPE_CHECKING:
    from analyzer.facts.commands import Command
    from analyzer.facts.instructions import Instruction
    from analyzer.shell.nodes import Assignment, List, Pipeline
    from analyzer.shell.word import Word

_APART = frozenset({"subshell", "substitution", "process"})
_PLAIN = frozenset({"script", "group", "subshell", "substitution", "process"})  # what is in them runs, whatever the case
_DECLARING = frozenset({"export", "declare", "local", "readonly", "typeset"})
_START = attrgetter("start")
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
    """What is in force at each command of an instruction's body.

    `directories` and `options` hold it by command, `variables` what the body itself gives each variable: a value where one
    assignment that is run whatever happens tells it.
    """

    def __init__(self, instruction: Instruction) -> None:
        self.instruction = instruction
        commands = instruction.commands
        self.commands: list[Command] = [] if isinstance(commands, Unknown) else commands
        self.directories: dict[Command, str] = {}
        self.options: dict[Command, list[str]] = {}
        self.variables: dict[str, str | Unknown] = {}
        self._first = _Process(instruction.place, instruction.shell_options)
        self._lists: dict[int, _Process] = {}
        self._parts: dict[tuple[int, int], _Process] = {}
        self._scripts: dict[int, Command] = {}  # the commands that run a script, by the list that script is
        self._assign()
        for command in self.commands:
            if command.invocation.script is not None:
                self._scripts[id(command.invocation.script.root)] = command
            process = self._process(command)
            self.directories[command] = process.directory
            self.options[command] = process.options
            _run(process, command, self)

    def _process(self, command: Command) -> _Process:
        """The process a command runs in. Each list is looked at once, so that deep nesting takes no longer than long lists."""
        pipeline: Pipeline | None = command.simple.pipeline
        position = command.simple.position
        pending: list[tuple[Pipeline, int, List]] = []
        found = self._first
        while pipeline is not None:
            inner = pipeline.list
            pending.append((pipeline, position, inner))
            if id(inner) in self._lists:
                found = self._lists[id(inner)]
                break
            pipeline = inner.parent
            position = bisect_right(pipeline.commands, inner.start, key=_START) - 1 if pipeline is not None else 0
        for outer, position, inner in reversed(pending):
            if id(inner) in self._lists:
                found = self._lists[id(inner)]
            else:
                if inner.construct in _APART or (inner.construct == "script" and inner.parent is not None):
                    found = self._apart(inner, found)
                self._lists[id(inner)] = found
            if len(outer.commands) > 1:
                key = (id(outer), position)
                found = self._parts[key] = self._parts.get(key) or _Process(found.directory, found.options)
        return found

    def _apart(self, inner: List, around: _Process) -> _Process:
        """A new process within another; a shell that ``sh -c`` starts has the options it is given."""
        options = around.options
        command = self._scripts.get(id(inner))
        if command is not None:
            shell = shell_of([command.name or "", *command.args])
            options = shell.options if shell is not None and shell.name in POSIX else []
        return _Process(around.directory, options)

    # --- variables

    def _assign(self) -> None:
        found = self.variables
        for command in self.commands:
            for name, value in self._assigned(command):
                found[name] = UNKNOWN if name in found or value is None else value
        body = self.instruction.body
        for owner in body.script.lists if body is not None and body.script is not None else ():
            if owner.construct in ("for", "select") and owner.parent is not None:
                for part in owner.parent.commands:
                    found[getattr(part, "name", "") or ""] = UNKNOWN

    def _assigned(self, command: Command) -> list[tuple[str, str | None]]:
        """Names that a command sets for those after it, each with its value as written where that is sure to be run."""
        simple = command.simple
        sure = len(simple.pipeline.commands) == 1 and simple.condition != "or" and simple.pipeline.list.construct in _PLAIN
        if not simple.words:
            return [(one.name, self._value(one) if sure else None) for one in simple.assignments]
        if command.name in _DECLARING:
            pairs = [arg.partition("=") for arg in command.args if not arg.startswith("-")]
            return [
                (name, value if sure and "$" not in value and "`" not in value else None) for name, sign, value in pairs if sign
            ]
        if command.name in _READING:
            return [(operand, None) for operand in command.operands]
        return []

    def _value(self, assignment: Assignment) -> str | None:
        """The value of an assignment; None where a command or an operator makes it."""
        if assignment.operator != "=" or assignment.value is None or assignment.index is not None:
            return None
        text = self.text(assignment.value)
        return None if "$(" in text or "`" in text or "${" in text else text

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
        own = self.variables.get(name)
        if own is None:
            found = self.instruction.environment.value(name, self.instruction.tick)
            return found if isinstance(found, str) else f"${name}"
        return own if isinstance(own, str) else f"${name}"


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
