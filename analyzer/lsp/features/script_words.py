"""The words of a script that is understood."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.shell.nodes import SimpleCommand

if TYPE_CHECKING:
    from analyzer.facts.bodies import Body
    from analyzer.facts.commands import Command
    from analyzer.lsp.features.painting import Painting
    from analyzer.shell.nodes import Assignment, Compound, Redirect
    from analyzer.shell.word import Word

_QUOTES = frozenset({"SINGLE", "DOUBLE", "ANSI", "double"})
_DECLARING = frozenset({"export", "readonly", "declare", "typeset", "local"})
BUILTINS = frozenset(
    {".", ":", "[", "alias", "bg", "break", "builtin", "caller", "cd", "command", "continue", "declare", "dirs", "disown"}
    | {"echo", "enable", "eval", "exec", "exit", "export", "false", "fc", "fg", "getopts", "hash", "help", "history", "jobs"}
    | {"kill", "let", "local", "logout", "mapfile", "popd", "printf", "pushd", "pwd", "read", "readarray", "readonly"}
    | {"return", "set", "shift", "shopt", "source", "suspend", "test", "times", "trap", "true", "type", "typeset", "ulimit"}
    | {"umask", "unalias", "unset", "wait"}
)


class Words:
    """Paints the words of one script."""

    def __init__(self, painting: Painting, body: Body) -> None:
        self.painting = painting
        self.body = body

    def add(self, start: int, end: int, kind: str, *modifiers: str) -> None:
        """A span of the script."""
        if start < end:
            self.painting.add(self.body.extract.span(start, end), kind, *modifiers)

    def command(self, command: Command) -> None:
        """The name of a command and its sub-command, and the wrappers in front."""
        invocation = command.invocation
        for word in (*command.simple.words[:1], *invocation.words[:1]):
            name = word.value or ""
            if name in ("[[", "(("):
                self.add(word.start, word.start + 2, "keyword")
            elif word.text[:1] != "$":
                self.add(word.start, word.end, "function", *(("defaultLibrary",) if name in BUILTINS else ()))
        if invocation.subcommand_word is not None:
            self.add(invocation.subcommand_word.start, invocation.subcommand_word.end, "method")

    def node(self, command: SimpleCommand | Compound) -> None:
        """All else of a simple or compound command."""
        if isinstance(command, SimpleCommand):
            for assignment in command.assignments:
                self._assignment(assignment)
            name = command.name or ""
            for number, word in enumerate(command.words):
                self.word(word)
                if number:
                    self._argument(word, name)
        else:
            for word in command.words:
                self.word(word)
        for redirect in command.redirects:
            self._redirect(redirect)

    def _argument(self, word: Word, command: str) -> None:
        text = word.text
        if text[:1] in "-+" and len(text) > 1 and not text[1:2].isdigit():
            equals = text.find("=") if text.startswith("--") else -1
            self.add(word.start, word.start + equals if equals > 0 else word.end, "parameter")
        elif text.isdecimal():
            self.add(word.start, word.end, "number")
        elif command in _DECLARING:
            name = text.partition("=")[0].removesuffix("+")
            if name.isidentifier() and name.isascii():
                self.add(word.start, word.start + len(name), "variable", "definition", *_frozen(command))

    def word(self, word: Word) -> None:
        """The quoted parts of a word, and what it expands."""
        for kind, start, end, _ in word.pieces():
            if kind in _QUOTES:
                self.add(*word.place(start, end), "string")
        for one in word.references:
            self.add(one.start, one.end, "variable")

    def _assignment(self, each: Assignment) -> None:
        end = each.start + len(each.name)
        self.add(each.start, end, "variable", "definition")
        values = [each.value] if each.value is not None else each.elements or []
        for value in values:
            self.word(value)
            if value.text.isdecimal():
                self.add(value.start, value.end, "number")
        text = self.body.extract.text
        equals = text.find("=", end, each.end)
        if equals >= 0 and each.index is None:
            self.add(equals - (text[equals - 1] == "+"), equals + 1, "operator")

    def _redirect(self, redirect: Redirect) -> None:
        text = self.body.extract.text
        end = redirect.target.start
        while end > redirect.start and text[end - 1] in " \t":
            end -= 1
        self.add(redirect.start, end, "operator")
        heredoc = redirect.heredoc
        if heredoc is None:
            self.word(redirect.target)
            return
        self.add(redirect.target.start, redirect.target.end, "macro")
        self.add(heredoc.content.start, heredoc.content.end, "string")
        self.add(*heredoc.terminator, "macro")
        if heredoc.expand:
            for one in heredoc.content.references:
                self.add(one.start, one.end, "variable")


def _frozen(command: str) -> tuple[str, ...]:
    return ("readonly",) if command == "readonly" else ()
