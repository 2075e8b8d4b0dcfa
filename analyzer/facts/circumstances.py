"""Under which circumstances the commands of a body run: only if another allows it, in a loop, in a function.

Each list of commands is judged once, whatever lies in it, so that deep nesting takes no longer than long lists.
"""

from __future__ import annotations

from analyzer.facts.unknown import UNKNOWN, Unknown
from analyzer.native import attrgetter, bisect_left, bisect_right
from analyzer.shell.nodes import Compound

TYPE_CHECKING = False
if TYPE_CHECKING:
    from analyzer.facts.commands import Command
    from analyzer.facts.node import Truth
    from analyzer.shell.nodes import List, Pipeline, SimpleCommand

_LOOPS = frozenset({"for", "select", "while", "until"})
_IGNORED = frozenset({"substitution", "process", "coproc", *_LOOPS})  # the result of these lists decides nothing
_START = attrgetter("start")


class _Judged:
    """A list: whether it may be left out, whether the step fails if it does, and what it lies in.

    `last_chain` is the position of the first pipeline after which only ``&&`` follows.
    """

    __slots__ = ("_chains", "conditional", "decides", "function", "last_chain", "looped")

    def __init__(self, owner: List, around: _Judged | None) -> None:
        pipelines = owner.pipelines
        self._chains: list[int] = []
        self.last_chain = max(0, len(pipelines) - 1)
        while self.last_chain and pipelines[self.last_chain].condition == "and":
            self.last_chain -= 1
        parent = owner.parent
        compound = _compound(owner)
        own = _runs_only_if(owner, compound)
        self.conditional = own
        self.decides, self.looped = True, False
        self.function: str | None = None
        if around is None or parent is None:
            return
        self.conditional = _either(own, around.leaves_out(parent))
        self.looped = around.looped or owner.construct in _LOOPS
        self.function = compound.name if owner.construct == "function" and compound is not None else around.function
        ignored = owner.construct in _IGNORED or owner.role == "condition"
        self.decides = not ignored and not parent.negated and len(parent.commands) == 1 and around.decided_by(parent)

    def chains(self, owner: List) -> list[int]:
        """For each pipeline of the list the position of the first of those joined with it by ``&&``."""
        for pipeline in owner.pipelines if not self._chains else ():
            self._chains.append(self._chains[-1] if pipeline.condition == "and" else pipeline.position)
        return self._chains

    def decided_by(self, pipeline: Pipeline) -> bool:
        """The step fails if this pipeline of the list fails, and with it the and-or list it begins or goes on with."""
        return self.decides and pipeline.position >= self.last_chain and not pipeline.background

    def leaves_out(self, pipeline: Pipeline) -> bool | Unknown:
        """The step may succeed without this pipeline of the list."""
        if pipeline.condition == "or" or (pipeline.condition == "and" and not self.decided_by(pipeline)):
            return True
        return self.conditional


def _either(one: bool | Unknown, other: bool | Unknown) -> bool | Unknown:
    if one is True or other is True:
        return True
    return UNKNOWN if isinstance(one, Unknown) or isinstance(other, Unknown) else False


def _compound(owner: List) -> Compound | None:
    """The compound command a list belongs to."""
    if owner.parent is None:
        return None
    commands = owner.parent.commands
    found = commands[max(0, bisect_right(commands, owner.start, key=_START) - 1)]
    return found if isinstance(found, Compound) else None


def _runs_only_if(owner: List, compound: Compound | None) -> bool | Unknown:
    """Whether a list runs only under a condition, by the construct it belongs to."""
    construct = owner.construct
    if construct == "function":
        return UNKNOWN
    if construct in {"for", "select"}:
        words = compound.words if compound is not None else []
        return False if any(word.value is not None and not word.has_glob for word in words) else UNKNOWN
    if construct == "if" and owner.role == "condition":
        return compound is None or compound.lists[0] is not owner
    return construct in {"if", "case"} or (construct in {"while", "until"} and owner.role == "body")


class Circumstances:
    """The circumstances of the commands of one body."""

    __slots__ = ("_judged",)

    def __init__(self) -> None:
        self._judged: dict[int, _Judged] = {}

    def _of(self, owner: List) -> _Judged:
        pending: list[List] = []
        while id(owner) not in self._judged:
            pending.append(owner)
            if owner.parent is None:
                break
            owner = owner.parent.list
        around = self._judged.get(id(owner))
        for inner in reversed(pending):
            around = self._judged[id(inner)] = _Judged(inner, around)
        assert around is not None  # the list itself is judged by now
        return around

    def conditional(self, command: Command) -> Truth:
        """A build that succeeds may have left the command out.

        That is so behind ``||``, behind ``&&`` where the result of that list is not the step's own, in the branches of if and
        case and in the bodies of while and until. Unknown in a function, and in a loop over words that cannot be told.
        """
        pipeline = command.simple.pipeline
        return self._of(pipeline.list).leaves_out(pipeline)

    def in_loop(self, command: Command) -> bool:
        """It stands in a loop, in its condition or its body."""
        return self._of(command.simple.pipeline.list).looped

    def function(self, command: Command) -> str | None:
        """The name of the function it stands in."""
        return self._of(command.simple.pipeline.list).function

    def pipe_guarded(self, command: Command, setters: Setters) -> Truth:
        """Its output is piped, and the shell still tells when it fails: pipefail is in force. None where it is not piped.

        Unknown where the last command that turns it on or off runs under a condition that the piped command does not share, and
        where one does so in another function.
        """
        if not command.piped:
            return None
        if setters.functions - {self.function(command)}:
            return UNKNOWN
        last = setters.before(command)
        if last is not None and self._may_not_count(last.simple, command.simple):
            return UNKNOWN
        return "pipefail" in command.shell_options

    def _may_not_count(self, setter: SimpleCommand, simple: SimpleCommand) -> bool:
        """Whether one command may have been left out where another runs."""
        owner = setter.pipeline.list
        judged = self._of(owner)
        if not (owner.start <= simple.start and simple.end <= owner.end):
            return judged.leaves_out(setter.pipeline) is not False
        if setter.pipeline.condition != "and":
            return setter.pipeline.condition == "or"
        position = bisect_right(owner.pipelines, simple.start, key=_START) - 1
        chains = judged.chains(owner)
        return chains[position] != chains[setter.pipeline.position]


class Setters:
    """The commands of a body that turn pipefail on or off, and the functions they stand in (None for none)."""

    __slots__ = ("_commands", "_starts", "functions")

    def __init__(self, commands: list[Command], circumstances: Circumstances) -> None:
        self._commands = [command for command in commands if command.name in {"set", "shopt"} and "pipefail" in command.args]
        self._starts = [command.simple.start for command in self._commands]
        self.functions = {circumstances.function(command) for command in self._commands}

    def before(self, command: Command) -> Command | None:
        """The last one before a command."""
        at = bisect_left(self._starts, command.simple.start)
        return self._commands[at - 1] if at else None
