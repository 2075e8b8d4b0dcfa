"""The commands of a shell body."""

from __future__ import annotations

from analyzer.facts.node import Node, fact
from analyzer.facts.unknown import UNKNOWN

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from analyzer.facts.bodies import Body
    from analyzer.facts.instructions import Instruction
    from analyzer.facts.node import Text
    from analyzer.facts.packages import Package
    from analyzer.shell.invocation import Invocation
    from analyzer.shell.nodes import Compound, SimpleCommand
    from analyzer.shell.word import Word

_CAPTURED = frozenset({"substitution", "process"})  # the output of these lists goes into a word


class Command(Node):
    """A simple command. Its name and arguments are those behind wrappers such as sudo."""

    sort = "command"

    def __init__(self, instruction: Instruction, body: Body, invocation: Invocation) -> None:
        simple = invocation.command
        super().__init__(instruction, *body.extract.span(simple.start, simple.end))
        self.instruction = instruction
        self.body = body
        self.invocation = invocation
        self.simple = simple
        self.name = invocation.name
        self.subcommand = invocation.subcommand
        self.manager = invocation.manager
        self.wrappers = invocation.wrappers
        self.condition = simple.condition

    @fact
    def text(self) -> str:
        """As written, continuations joined; the elements of a JSON array with spaces between."""
        if self.body.is_program:
            return " ".join(word.value or "" for word in self.simple.words)
        return self.body.extract.text[self.simple.start : self.simple.end]

    @fact
    def arguments(self) -> list[ShellWord]:
        """The words after the name, options too."""
        return [ShellWord(self, word) for word in self.invocation.words[1:]]

    @fact
    def args(self) -> list[str]:
        """The same as text, quotes removed; what the shell expands stays as it is written."""
        return [literal(word) for word in self.invocation.words[1:]]

    @fact
    def options(self) -> list[str]:
        """The names of the options, single letters each by itself."""
        return [option.name for option in self.invocation.options]

    @fact
    def operands(self) -> list[str]:
        """The arguments that are no options, quotes removed."""
        return [literal(word) for word in self.invocation.operands]

    @fact
    def assignments(self) -> list[str]:
        """The names of the variables assigned in front of it."""
        return [assignment.name for assignment in self.invocation.assignments]

    @fact
    def packages(self) -> list[Package]:
        """The packages it installs."""
        from analyzer.facts.packages import command_packages

        return command_packages(self)

    @fact
    def _reader(self) -> SimpleCommand | Compound | None:
        """What reads its output: the next command of its pipe, or of the pipe of the group or loop it stands in."""
        command: SimpleCommand | Compound = self.simple
        while command.next_in_pipe is None:
            around = command.pipeline.list
            if around.parent is None or around.construct in _CAPTURED:
                return None
            command = next(one for one in around.parent.commands if one.start <= command.start and one.end >= command.end)
        return command.next_in_pipe

    @fact
    def next_in_pipe(self) -> Command | None:
        """The command that reads its output; of a group or loop that reads it, the first."""
        reader = self._reader
        return self.body.first_within(reader.start, reader.end) if reader is not None else None

    @property
    def piped(self) -> bool:
        """Its output is the input of another command."""
        return self._reader is not None

    def collect(self, sort: str) -> Sequence[Node]:
        """Its words and packages."""
        return self.arguments if sort == "word" else self.packages if sort == "package" else ()


class ShellWord(Node):
    """An argument of a command."""

    sort = "word"

    def __init__(self, command: Command, word: Word) -> None:
        inset = 1 if command.body.is_program else 0  # the quotes of a JSON string are no part of the word
        super().__init__(command, *command.body.extract.span(word.start + inset, word.end - inset))
        self.word = word
        self.text = (word.value or "") if inset else word.text
        self.value: Text = UNKNOWN if word.value is None else word.value

    @fact
    def quoted(self) -> bool:
        """It holds quotes or escapes; an element of a JSON array always does."""
        return self.word.quoted


def literal(word: Word) -> str:
    """A word without its quotes; what the shell expands stays as it is written."""
    if word.value is not None:
        return word.value
    start = word.start
    parts = [part.value if part.value is not None else word.text[part.start - start : part.end - start] for part in word.parts]
    return "".join(parts)
