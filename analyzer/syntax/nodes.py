"""The lossless tree of a Dockerfile.

A document is a list of pieces that follow each other without a gap: blank lines, comments, directives and instructions.
Every node has `start` and `end`, 0-based code point offsets of the source, the end exclusive.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import ClassVar

    from analyzer.source.extract import Extract
    from analyzer.source.text import Source


class Word:
    """A piece of an instruction's text: an argument, a keyword, a flag's value, a JSON element.

    `extract` is the logical text it stands in (continued lines joined, for a JSON element the decoded string) and `at` its
    place there; `start` and `end` are its place in the source, quotes included where the text holds them.
    """

    __slots__ = ("at", "end", "extract", "start", "text")

    def __init__(self, extract: Extract, at: int, stop: int) -> None:
        self.extract = extract
        self.at = at
        self.text = extract.text[at:stop]
        self.start, self.end = extract.span(at, stop)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The source span of ``text[start:end]``."""
        return self.extract.span(self.at + start, self.at + end)

    def references(self, escape: str = "\\") -> list[VariableReference]:
        """The variables it names, nested ones too, in order. Whether BuildKit expands them depends on the instruction."""
        if "$" not in self.text:
            return []
        from analyzer.syntax.expansion import references

        return [
            VariableReference(each.name, each.operator, *self.span(each.start, each.end))
            for each in references(self.text, escape)
        ]

    def __repr__(self) -> str:
        return f"Word({self.text!r}, {self.start}, {self.end})"


class VariableReference:
    """``$NAME`` or ``${NAME}`` in a word, with the operator of ``${NAME:-word}``; `start` and `end` are source offsets."""

    __slots__ = ("end", "name", "operator", "start")

    def __init__(self, name: str, operator: str, start: int, end: int) -> None:
        self.name = name
        self.operator = operator
        self.start = start
        self.end = end


class Option:
    """One ``key=value`` field of a ``--mount`` or ``--device``; a bare field (``ro``) has no value."""

    __slots__ = ("end", "key", "start", "value")

    def __init__(self, key: Word, value: Word | None, start: int, end: int) -> None:
        self.key = key
        self.value = value
        self.start = start
        self.end = end


class Flag:
    """``--name=value`` before the arguments. `name` is without the dashes; a bare flag has no value."""

    __slots__ = ("end", "name", "options", "start", "text", "value")

    def __init__(self, text: str, name: Word, value: Word | None, start: int, end: int, options: list[Option] | None) -> None:
        self.text = text  # quotes and escapes removed, as BuildKit keeps it
        self.name = name
        self.value = value
        self.start = start
        self.end = end
        self.options = options  # of --mount and --device; None for any other flag, and where the field list is broken


class Pair:
    """A key and its value: ``K=V``, the legacy ``K V`` (separator ``" "``), or an ARG name alone (no value, no separator)."""

    __slots__ = ("end", "key", "separator", "start", "value")

    def __init__(self, key: Word, value: Word | None, separator: str) -> None:
        self.key = key
        self.value = value
        self.separator = separator
        self.start = key.start
        self.end = value.end if value is not None else key.end


class Heredoc:
    """A here-document of RUN, COPY or ADD.

    `start`/`end` span its ``<<NAME`` word, `body` its lines (without the terminator), `terminator` the line that ends it
    (empty, at the end of the file, where it is missing).
    """

    __slots__ = ("body", "content", "descriptor", "end", "expand", "name", "start", "strip_tabs", "terminator")

    def __init__(self, name: str, descriptor: int, expand: bool, strip_tabs: bool, start: int, end: int) -> None:
        self.name = name
        self.descriptor = descriptor
        self.expand = expand
        self.strip_tabs = strip_tabs
        self.start = start
        self.end = end
        self.body = (end, end)
        self.terminator = (end, end)
        self.content = ""  # raw, as in the source


class SyntaxIssue:
    """What BuildKit refuses, in its own words.

    `phase` tells who: ``parser`` (nothing is read of the file), ``instruction`` (the instruction is refused), ``file`` (the
    sequence of instructions is wrong) or ``evaluation`` (the build fails when it comes to the instruction). `lines` is
    BuildKit's own range, which is off by one for some errors.
    """

    __slots__ = ("end", "lines", "message", "phase", "start", "suggestion")

    def __init__(self, message: str, start: int, end: int, phase: str, lines: tuple[int, int], suggestion: str = "") -> None:
        self.message = message
        self.start = start
        self.end = end
        self.phase = phase
        self.lines = lines
        self.suggestion = suggestion  # for "did you mean", empty where nothing is near

    @property
    def text(self) -> str:
        """The message with its suggestion, as BuildKit prints it."""
        return f"{self.message} (did you mean {self.suggestion}?)" if self.suggestion else self.message

    def __repr__(self) -> str:
        return f"SyntaxIssue({self.text!r}, {self.start}, {self.end}, {self.phase!r})"


class Piece:
    """Blank lines: the base of all that a document is made of."""

    __slots__ = ("end", "start")
    piece: ClassVar[str] = "blank"

    def __init__(self, start: int, end: int) -> None:
        self.start = start
        self.end = end


class Comment(Piece):
    """A comment line, its ``#`` and line ending included. `text` is what stands behind the ``#``, trimmed.

    Comment lines within a continued instruction belong to that instruction and are listed there.
    """

    __slots__ = ("text",)
    piece: ClassVar[str] = "comment"

    def __init__(self, start: int, end: int, text: str) -> None:
        super().__init__(start, end)
        self.text = text


class Directive(Piece):
    """``# name=value`` at the top of the file. `name` is in lower case: syntax, escape or check."""

    __slots__ = ("name", "value", "value_start")
    piece: ClassVar[str] = "directive"

    def __init__(self, start: int, end: int, name: str, value: str, value_start: int) -> None:
        super().__init__(start, end)
        self.name = name
        self.value = value
        self.value_start = value_start


class Instruction(Piece):
    """An instruction, from its keyword to the end of its last line (heredocs included, the line ending not).

    `kind` is the keyword in upper case. `arguments` are BuildKit's own argument list. `json_form` tells whether they came
    from a JSON array. `lead` and `tail` are the source offsets of the white space before it and of what ends its last line.
    """

    __slots__ = (
        "arguments",
        "blank_continuations",
        "comments",
        "doc_comments",
        "flags",
        "heredocs",
        "issues",
        "json_form",
        "keyword",
        "kind",
        "last_line",
        "line",
        "logical",
        "outer_end",
        "outer_start",
        "pairs",
        "rest",
        "too_long",
        "trigger",
    )
    piece: ClassVar[str] = "instruction"

    def __init__(self, kind: str, keyword: Word, logical: Extract) -> None:
        super().__init__(keyword.start, keyword.end)
        self.kind = kind
        self.keyword = keyword
        self.logical = logical
        self.flags: list[Flag] = []
        self.rest: Word | None = None  # all that follows the flags, as one word
        self.arguments: list[Word] = []
        self.pairs: list[Pair] = []  # of ENV, LABEL and ARG
        self.json_form = False
        self.heredocs: list[Heredoc] = []
        self.trigger: Instruction | None = None  # of ONBUILD
        self.issues: list[SyntaxIssue] = []
        self.comments: list[Comment] = []  # comment lines between its continued lines
        self.doc_comments: list[str] = []  # the comments right above it, as BuildKit collects them
        self.blank_continuations: list[tuple[int, int]] = []  # empty lines between its continued lines
        self.line = 0  # first and last line, from 1, as BuildKit counts them
        self.last_line = 0
        self.too_long = False  # one of its lines is longer than BuildKit reads
        self.outer_start = self.start  # the whole lines, white space and line ending included
        self.outer_end = self.end

    def flag(self, name: str) -> Flag | None:
        """The first flag of that name."""
        for flag in self.flags:
            if flag.name.text == name:
                return flag
        return None

    def __repr__(self) -> str:
        return f"<{self.kind} line {self.line}>"


class Document:
    """A parsed file. `pieces` cover the source without a gap; `issues` are all that BuildKit would refuse, in file order."""

    __slots__ = ("directives", "escape", "instructions", "issues", "pieces", "source")

    def __init__(self, source: Source) -> None:
        self.source = source
        self.escape = "\\"
        self.pieces: list[Piece] = []
        self.directives: list[Directive] = []
        self.instructions: list[Instruction] = []
        self.issues: list[SyntaxIssue] = []


class Command(Instruction):
    """RUN, CMD, ENTRYPOINT and SHELL: one shell text (the only argument) or a JSON array."""

    __slots__ = ()


class From(Instruction):
    """FROM image [AS name]."""

    __slots__ = ()

    @property
    def image(self) -> Word | None:
        """The image as written, variables not expanded."""
        return self.arguments[0] if self.arguments else None

    @property
    def alias(self) -> Word | None:
        """The stage name as written."""
        return self.arguments[2] if len(self.arguments) == 3 else None

    @property
    def alias_keyword(self) -> Word | None:
        """The word AS."""
        return self.arguments[1] if len(self.arguments) == 3 else None


class Transfer(Instruction):
    """COPY and ADD: sources, then the destination."""

    __slots__ = ()

    @property
    def sources(self) -> list[Word]:
        """All arguments but the last; a heredoc source is its ``<<NAME`` word."""
        return self.arguments[:-1]

    @property
    def destination(self) -> Word | None:
        """The last argument, where there are two at least."""
        return self.arguments[-1] if len(self.arguments) > 1 else None


class Healthcheck(Instruction):
    """HEALTHCHECK NONE, or CMD with a shell text or a JSON array. The first argument is the mode."""

    __slots__ = ()

    @property
    def command(self) -> list[Word]:
        """What follows CMD."""
        return self.arguments[1:]


NODE_TYPES: dict[str, type[Instruction]] = {
    "FROM": From,
    "RUN": Command,
    "CMD": Command,
    "ENTRYPOINT": Command,
    "SHELL": Command,
    "COPY": Transfer,
    "ADD": Transfer,
    "HEALTHCHECK": Healthcheck,
}
