"""The scripts of a Dockerfile as ShellCheck is given them."""

from __future__ import annotations

from analyzer.source.patterns import Lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from analyzer.facts.bodies import Body
    from analyzer.facts.model import FileFacts
    from analyzer.facts.shells import Shell
    from analyzer.providers.shellcheck.variables import Variables
    from analyzer.source.extract import Extract
    from analyzer.source.text import Source

# Shells by their names to what ShellCheck calls their language; it knows no other.
_LANGUAGES = {
    "sh": "sh",
    "dash": "dash",
    "bash": "bash",
    "ksh": "ksh",
    "mksh": "ksh",
    "ash": "busybox",
}
_COMMENTS = Lazy(r"(?:[ \t]*(?:#[^\n]*)?(?:\n|\Z))*")
_OPTION = Lazy(r"[a-z]+\Z")
_SURROGATE = Lazy("[\ud800-\udfff]")
_DIRECTIVE = Lazy(r"#[ \t]*shellcheck")
_EXPANDED = frozenset("$`\\")


class Script:
    """A script: what ShellCheck reads, and how its lines lie in the source.

    `text` is the body with lines put in front of its first command: `shift` of them, behind `head` lines of comments that
    stay where they are, since ShellCheck heeds its first line and the directives that follow it. `start` is the source offset
    of the body, which is given with the length of the extract's text.
    """

    __slots__ = ("_extract", "_starts", "head", "shift", "start", "text")

    def __init__(self, extract: Extract, prelude: list[str], body: str) -> None:
        comments = _COMMENTS.match(body).group()
        rest = body[len(comments) :]
        if comments and not comments.endswith("\n"):
            comments += "\n"
        self.start = extract.origin(0)
        self.head = comments.count("\n")
        self.shift = len(prelude)
        self.text = _SURROGATE.sub("\ufffd", comments + "".join(line + "\n" for line in prelude) + rest)
        self._extract = extract
        self._starts: list[int] = []

    def span(self, start: tuple[int, int], end: tuple[int, int]) -> tuple[int, int] | None:
        """The source offsets of a stretch of the text, given by line and column from 1; None in the lines put in front."""
        if self.head < start[0] <= self.head + self.shift:
            return None
        first = self._offset(*start)
        last = max(first, self._offset(*end)) if end[0] <= self.head or end[0] > self.head + self.shift else first
        text = self._extract.text
        if last == first < len(text) and text[first] not in "\r\n":
            last += 1  # ShellCheck points at what it stumbled over
        return self._extract.span(first, last)

    def _offset(self, line: int, column: int) -> int:
        """The offset in the body; places outside of it, which ShellCheck never names, are taken for the nearest inside."""
        if not self._starts:
            at = 0
            self._starts.append(0)
            while (at := self._extract.text.find("\n", at) + 1) > 0:
                self._starts.append(at)
        number = line - 1 if line <= self.head else line - 1 - self.shift
        if number >= len(self._starts):
            return len(self._extract.text)
        stop = self._starts[number + 1] - 1 if number + 1 < len(self._starts) else len(self._extract.text)
        return min(self._starts[number] + column - 1, stop)


def scripts_of(root: FileFacts, refused: frozenset[int] = frozenset()) -> Iterator[Script]:
    """The scripts of a file in a language that ShellCheck knows, in file order; no directives on the lines `refused`."""
    variables: Variables | None = None
    for step in root.instructions:
        instruction = step.trigger if step.trigger is not None else step
        body = instruction.body
        language = _LANGUAGES.get(body.shell.name) if body is not None and body.shell is not None else None
        if body is None or body.shell is None or language is None or body.is_program or body.unread:
            continue
        extract = _read_by_shell(body)
        if extract is None:
            continue
        if variables is None:
            from analyzer.providers.shellcheck.variables import Variables

            variables = Variables(root)
        text = _without_directives(extract, root.source, refused) if refused else extract.text
        yield Script(extract, _prelude(language, body.shell, variables.of(instruction, extract.text)), text)


def _without_directives(extract: Extract, source: Source, lines: frozenset[int]) -> str:
    """The text with directives of ShellCheck that lie on some lines made comments of no meaning, of the same length."""
    text = extract.text
    for found in _DIRECTIVE.finditer(extract.text):
        first, last = (source.line(extract.origin(at)) for at in (found.start(), found.end() - 1))
        if lines.intersection(range(first, last + 1)):
            text = text[: found.end() - 1] + "_" + text[found.end() :]
    return text


def _read_by_shell(body: Body) -> Extract | None:
    """What the shell reads: the body, or the here-document that is fed to it, where no other shell expands that first."""
    if body.fed is None:
        return body.extract
    heredoc, extract = body.fed
    return None if heredoc.expand and _EXPANDED.intersection(extract.text) else extract


def _prelude(language: str, shell: Shell, variables: dict[str, str]) -> list[str]:
    """The lines that tell ShellCheck the language, the options of the shell and the variables."""
    lines = [f"# shellcheck shell={language}"]
    options = [option for option in shell.options if _OPTION.match(option)]
    if options:
        lines.append("set " + " ".join(f"-o {option}" for option in options))
    if variables:
        lines.append("export " + " ".join(f'{name}="{value}"' for name, value in variables.items()))
    return lines
