"""The tree of a shell script: lists of pipelines of commands.

Every node has `start` and `end`, 0-based code point offsets of the text that was given to `parse_script`, the end exclusive.
A node knows what it stands in, so that the next command of the same list or pipeline can be asked for.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from analyzer.shell.word import Word


class ShellSyntaxError:
    """Why a script was not understood: where reading stopped (0-based), in words, and what would have been right there."""

    __slots__ = ("expected", "message", "offset")

    def __init__(self, offset: int, message: str, expected: tuple[str, ...]) -> None:
        self.offset = offset
        self.message = message
        self.expected = expected

    def __repr__(self) -> str:
        return f"ShellSyntaxError({self.offset}, {self.message!r})"


class Heredoc:
    """A here-document of a script; `start` and `end` are those of its delimiter word.

    `content` is the lines as a word, the terminator's not included: empty, at the end of the text, where no line follows; its
    value is without the stripped tabs. `expand` tells that the delimiter is not quoted, so that parameters are expanded.
    """

    __slots__ = ("content", "delimiter", "end", "expand", "start", "strip_tabs", "terminator")

    def __init__(self, delimiter: str, expand: bool, strip_tabs: bool, content: Word, start: int, end: int) -> None:
        self.delimiter = delimiter
        self.expand = expand
        self.strip_tabs = strip_tabs
        self.content = content
        self.terminator = (content.end, content.end)  # the line that ends it
        self.start = start
        self.end = end


class Redirect:
    """``2>file``.

    `operator` is without the descriptor (``>``, ``>>``, ``<``, ``<<<``, ``<<``, ``>&``, ``&>`` ...), `fd` the number or
    ``{name}`` before it, empty where none is written; `target` is the word after it, `heredoc` that of ``<<`` and ``<<-``.
    """

    __slots__ = ("end", "fd", "heredoc", "operator", "start", "target")

    def __init__(self, operator: str, fd: str, target: Word, start: int, end: int) -> None:
        self.operator = operator
        self.fd = fd
        self.target = target
        self.heredoc: Heredoc | None = None
        self.start = start
        self.end = end


class Assignment:
    """``name=value`` before a command.

    `operator` is ``=`` or ``+=``; `index` the text of ``name[index]``, else None. The value is an empty word where none is
    written, None of an array, whose words are `elements`.
    """

    __slots__ = ("elements", "end", "index", "name", "operator", "start", "value")

    def __init__(self, name: str, operator: str, value: Word | None, start: int, end: int) -> None:
        self.name = name
        self.operator = operator
        self.index: str | None = None
        self.value = value
        self.elements: list[Word] | None = None
        self.start = start
        self.end = end


class List:
    """Pipelines in a row.

    `construct` is what makes it: script, if, while, until, for, select, case, subshell, group, function, coproc, substitution,
    process.
    `parent` is the pipeline that construct stands in, None of the script itself; of a script run by ``sh -c`` the pipeline that
    does so, and `host` the command. `role` is condition (of if, while and until) or body.
    """

    __slots__ = ("construct", "end", "host", "parent", "pipelines", "role", "start")

    def __init__(self, construct: str, role: str, parent: Pipeline | None, start: int, end: int) -> None:
        self.construct = construct
        self.role = role
        self.parent = parent
        self.host: SimpleCommand | None = None
        self.pipelines: list[Pipeline] = []
        self.start = start
        self.end = end


class Pipeline:
    """Commands joined by pipes, often one.

    `condition` is what stands between it and the pipeline before it in its list: and, or, then (``;``, ``&``, the end of a
    line), first where there is none. `background` tells that ``&`` ends its and-or list; `position` counts from 0.
    """

    __slots__ = ("background", "commands", "condition", "end", "list", "negated", "position", "start")

    def __init__(self, owner: List, position: int, condition: str, negated: bool, start: int, end: int) -> None:
        self.list = owner
        self.position = position
        self.condition = condition
        self.negated = negated
        self.background = False
        self.commands: list[SimpleCommand | Compound] = []
        self.start = start
        self.end = end

    @property
    def next(self) -> Pipeline | None:
        """The pipeline after it in its list."""
        following = self.list.pipelines[self.position + 1 : self.position + 2]
        return following[0] if following else None


class Command:
    """What a pipeline is made of. `position` counts from 0."""

    __slots__ = ("end", "pipeline", "position", "redirects", "start")

    def __init__(self, pipeline: Pipeline, position: int, start: int, end: int) -> None:
        self.pipeline = pipeline
        self.position = position
        self.redirects: list[Redirect] = []
        self.start = start
        self.end = end

    @property
    def condition(self) -> str:
        """What connects its pipeline to the one before in the list: first, and, or, then."""
        return self.pipeline.condition

    @property
    def background(self) -> bool:
        """``&`` ends the and-or list it belongs to."""
        return self.pipeline.background

    @property
    def context(self) -> tuple[str, ...]:
        """The constructs it stands in, outermost first, the script left out: ``("if", "substitution")``."""
        names: list[str] = []
        inside: Pipeline | None = self.pipeline
        while inside is not None and inside.list.parent is not None:
            names.append(inside.list.construct)
            inside = inside.list.parent
        return tuple(reversed(names))

    @property
    def next_in_pipe(self) -> SimpleCommand | Compound | None:
        """The command that reads its output."""
        following = self.pipeline.commands[self.position + 1 : self.position + 2]
        return following[0] if following else None


class SimpleCommand(Command):
    """Assignments, words (the name first) and redirects. ``[[ ]]`` and ``(( ))`` are commands named ``[[`` and ``((``."""

    __slots__ = ("assignments", "words")

    def __init__(self, pipeline: Pipeline, position: int, start: int, end: int) -> None:
        super().__init__(pipeline, position, start, end)
        self.assignments: list[Assignment] = []
        self.words: list[Word] = []

    @property
    def name(self) -> str | None:
        """The value of its first word; None where that is expanded or there is none."""
        return self.words[0].value if self.words else None

    def __repr__(self) -> str:
        return f"<{' '.join(word.text for word in self.words)!r} at {self.start}>"


class Compound(Command):
    """if, while, until, for, select, case, subshell, group, function or coproc (`kind`), and the lists within.

    `words` are what for loops over, or the subject and the patterns of case; `name` is the variable of for, the function's.
    """

    __slots__ = ("kind", "lists", "name", "words")

    def __init__(self, kind: str, pipeline: Pipeline, position: int, start: int, end: int) -> None:
        super().__init__(pipeline, position, start, end)
        self.kind = kind
        self.name = ""
        self.words: list[Word] = []
        self.lists: list[List] = []

    def __repr__(self) -> str:
        return f"<{self.kind} at {self.start}>"


class Script:
    """A parsed text.

    `commands` are all simple commands in document order, those of compound commands and substitutions included. Where the text
    is no shell script, `error` tells why, `complete` is false and there are no commands.
    """

    __slots__ = ("commands", "error", "lists", "root", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.root: List | None = None
        self.lists: list[List] = []  # the root and all lists within, by their start
        self.commands: list[SimpleCommand] = []
        self.error: ShellSyntaxError | None = None

    @property
    def complete(self) -> bool:
        """All of the text was understood."""
        return self.error is None
