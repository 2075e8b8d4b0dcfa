"""The commands of a shell body."""

from __future__ import annotations

from analyzer.facts import places
from analyzer.facts.node import Node, fact
from analyzer.facts.settings import Traits
from analyzer.facts.unknown import UNKNOWN

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from analyzer.facts.bodies import Body
    from analyzer.facts.instructions import Instruction
    from analyzer.facts.node import Text, Truth
    from analyzer.facts.packages import Package
    from analyzer.facts.unknown import Unknown
    from analyzer.shell.invocation import Invocation
    from analyzer.shell.nodes import Compound, SimpleCommand
    from analyzer.shell.word import Word

_CAPTURED = frozenset({"substitution", "process"})  # the output of these lists goes into a word


class Command(Traits):
    """A simple command. Its name and arguments are those behind wrappers such as sudo."""

    sort = "command"

    def __init__(self, instruction: Instruction, body: Body, invocation: Invocation) -> None:
        simple = invocation.command
        node = simple if invocation.host is None else invocation  # find -exec: a part of another command's words
        super().__init__(instruction, *body.extract.span(node.start, node.end))
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
        node = self.simple if self.invocation.host is None else self.invocation
        if self.body.is_program:
            return " ".join(word.value or "" for word in node.words)
        return self.body.extract.text[node.start : node.end]

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
    def settings(self) -> list[str]:
        """Its options with a value."""
        from analyzer.facts.given_settings import settings

        return settings(self)

    @fact
    def sets(self) -> list[str]:
        """The variables it sets."""
        from analyzer.facts.given_settings import variables_set

        return variables_set(self)

    @fact
    def account_id(self) -> str | None:
        """The number it gives the account it creates."""
        from analyzer.facts.given_settings import account_id

        return account_id(self)

    @fact
    def modes(self) -> list[str]:
        """The file modes it gives."""
        from analyzer.facts.given_settings import modes

        return modes(self)

    @fact
    def here_text(self) -> str | None:
        """The text of its here-documents and here-strings."""
        from analyzer.facts.given_settings import here_text

        return here_text(self)

    @fact
    def packages(self) -> list[Package]:
        """The packages it installs."""
        from analyzer.facts.packages import command_packages

        return command_packages(self)

    @fact
    def action(self) -> str | None:
        """What it does, whatever its tool calls it."""
        from analyzer.shell.actions import action

        return action(self.invocation)

    @fact
    def conditional(self) -> Truth:
        """A build that succeeds may have left it out."""
        return self.body.circumstances.conditional(self)

    @fact
    def in_loop(self) -> bool:
        """It stands in a loop."""
        return self.body.circumstances.in_loop(self)

    @fact
    def function(self) -> str | None:
        """The function it stands in."""
        return self.body.circumstances.function(self)

    @fact
    def pipe_guarded(self) -> Truth:
        """Its failure is seen although its output is piped."""
        return self.body.circumstances.pipe_guarded(self, self.body.pipefail_setters)

    @property
    def shell_options(self) -> list[str]:
        """The shell options in force when it runs."""
        return self.instruction.layer.progress.options.get(self, [])

    @property
    def directory(self) -> Text:
        """The directory it runs in; unknown where a variable or the base image decides."""
        place = self.instruction.layer.progress.directories.get(self, places.HERE)
        return places.shown(place) if places.known(place) else UNKNOWN

    @property
    def updates_index(self) -> bool:
        """It refreshes the index of its package manager."""
        from analyzer.facts.indexes import updates_index

        return updates_index(self)

    @property
    def index_used_by(self) -> Command | Unknown | None:
        """The command that installs with that index."""
        return self.instruction.layer.index_uses.get(self)

    @property
    def earlier_update(self) -> Command | None:
        """An earlier command of the stage that refreshed the same index."""
        stage = self.instruction.stage
        return stage.index_updates.get(self) if stage is not None else None

    @fact
    def _reader(self) -> SimpleCommand | Compound | None:
        """What reads its output: the next command of its pipe, or of the pipe of the group or loop it stands in."""
        command: SimpleCommand | Compound = self.simple
        known, passed = self.body.readers, []
        while (reader := command.next_in_pipe) is None:
            around = command.pipeline.list
            if around in known:
                reader = known[around]
                break
            passed.append(around)
            if around.parent is None or around.construct in _CAPTURED:
                break
            if around.host is not None:
                command = around.host
            else:
                command = next(one for one in around.parent.commands if one.start <= command.start and one.end >= command.end)
        known.update(dict.fromkeys(passed, reader))
        return reader

    @fact
    def next_in_pipe(self) -> Command | None:
        """The command that reads its output; of a group or loop that reads it, the first."""
        reader = self._reader
        return self.body.first_within(reader.start, reader.end) if reader is not None else None

    @property
    def piped(self) -> bool:
        """Its output is the input of another command."""
        return self._reader is not None

    @fact
    def answered(self) -> bool:
        """Something answers what it asks."""
        from analyzer.facts.consent import is_answered

        return is_answered(self)

    @fact
    def available(self) -> Truth:
        """Its program is in the image, for programs that small images lack."""
        from analyzer.facts.tools import is_available

        return is_available(self)

    @fact
    def unset_variables(self) -> list[str]:
        """The variables set by ENV that it unsets."""
        from analyzer.facts.unsetting import unset_image_variables

        return unset_image_variables(self)

    @fact
    def unsorted_package(self) -> str | None:
        """The first package that sorts before the one in front of it."""
        from analyzer.facts.package_order import first_out_of_order

        return first_out_of_order(self)

    @fact
    def credentials(self) -> list[str]:
        """The variables of ARG and ENV among its words that are named as credentials."""
        from analyzer.facts.credential_use import credentials

        return credentials(self)

    @property
    def constructs(self) -> list[str]:
        """What it stands in, the outermost first."""
        return list(self.simple.context)

    @property
    def last_operand(self) -> str | None:
        """Where ``cp``, ``mv`` and ``ln`` put what the others name; None without operands."""
        return self.operands[-1] if self.operands else None

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
    return "".join(part.value if part.value is not None else part.text for part in word.parts)
