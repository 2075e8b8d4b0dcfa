"""A simple command as the tool it runs sees it: options, operands, subcommand."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from analyzer.shell.describe import Description
    from analyzer.shell.nodes import Assignment, Script, SimpleCommand
    from analyzer.shell.word import Word


class Option:
    """An option as given. `name` is with its dashes, ``-y`` of ``-yq``; `word` is the word it stands in.

    `value` is None where it has none and where it cannot be told; `value_word` is None in the first case only. The latter is
    `word` itself where the value is attached.
    """

    __slots__ = ("name", "value", "value_word", "word")

    def __init__(self, name: str, word: Word, value: str | None = None, value_word: Word | None = None) -> None:
        self.name = name
        self.word = word
        self.value = value
        self.value_word = value_word

    def __repr__(self) -> str:
        return f"Option({self.name!r}, {self.value!r})"


class Invocation:
    """What a simple command runs, wrappers such as sudo looked through.

    `name` is that of the program without directory, None where a variable decides it. `words` begin with the name; `operands`
    leave out the subcommand. `assignments` are those before the command and those that env, sudo and the like are given.
    `script` is what ``sh -c`` runs, with offsets of the outer text; None where there is none or it cannot be told. `executed`
    are commands among its words (``find -exec``), and `host` is the invocation among whose words this one stands.
    """

    __slots__ = (
        "after_dashes",
        "assignments",
        "command",
        "description",
        "end",
        "executed",
        "group",
        "host",
        "name",
        "operands",
        "options",
        "script",
        "start",
        "subcommand",
        "subcommand_word",
        "words",
        "wrappers",
    )

    def __init__(self, command: SimpleCommand, words: list[Word], name: str | None) -> None:
        self.command = command
        self.words = words
        self.name = name
        self.start = words[0].start if words else command.start
        self.end = words[-1].end if words else command.end
        self.assignments: list[Assignment] = command.assignments
        self.wrappers: list[str] = []
        self.options: list[Option] = []
        self.operands: list[Word] = []
        self.subcommand: str | None = None
        self.subcommand_word: Word | None = None
        self.group: str | None = None  # what leads to the subcommand: module, in yum module install
        self.description: Description | None = None
        self.script: Script | None = None
        self.after_dashes: list[Word] = []  # the operands behind --
        self.executed: list[list[Word]] = []
        self.host: Invocation | None = None

    @property
    def manager(self) -> str | None:
        """The package manager it is: apt, apk, dnf, pip ..."""
        return self.description["manager"] if self.description is not None else None

    def option(self, *names: str) -> Option | None:
        """The last option of one of these names."""
        for option in reversed(self.options):
            if option.name in names:
                return option
        return None

    def __repr__(self) -> str:
        return f"<{self.name} {self.subcommand or ''} {self.options} {self.operands}>"
