"""Edits of whole scripts and of what the shell expands in them."""

from __future__ import annotations

from analyzer.fixes.edit import Edit, Unfit
from analyzer.fixes.layout import newline
from analyzer.fixes.site import Site

TYPE_CHECKING = False
if TYPE_CHECKING:
    from analyzer.facts.expansions import Expansion
    from analyzer.facts.instructions import Instruction
    from analyzer.shell.word import Word

_PLAIN = frozenset("'\"\\`*?[]~{}!")


def set_errexit(at: Instruction) -> list[Edit]:
    """``set -e`` as the first line of a here-document that is a script, behind the line that names its interpreter."""
    body = at.body
    if body is None or not at.syntax.heredocs or not body.parsed or body.is_program or body.fed is not None:
        raise Unfit("it is no script in a here-document")
    site = Site(body)
    if not site.heredoc:
        raise Unfit("it is no script in a here-document")
    start, source = at.syntax.heredocs[0].body[0], site.source
    first = source[start : source.find("\n", start) + 1]
    if first.startswith("#!"):
        start += len(first)
    commands = body.commands
    margin = ""
    if isinstance(commands, list) and commands:
        line = source[start : source.find("\n", start) + 1]
        margin = line[: len(line) - len(line.lstrip(" \t"))] if line.strip() else ""
    return [Edit(start, start, f"{margin}set -e{newline(at.file)}")]


def quote(at: Expansion) -> list[Edit]:
    """Double quotes around a variable that the shell expands; around its word, where that is plain but for variables."""
    command = at.command
    if command is None or command.invocation.host is not None:
        raise Unfit("the word it stands in cannot be told")
    site = Site(command.body, command)
    if site.elements or site.quoted or command.body.is_program:
        raise Unfit("it stands in quotes of another command")
    word = next((one for one in command.invocation.words if _holds(site, one, at)), None)
    if word is None or "\n" in at.file.source.text[slice(*site.span(word.start, word.end))]:
        raise Unfit("the word it stands in cannot be told")
    whole = _is_plain(word) and not word.text.startswith("-")
    start, end = site.span(word.start, word.end) if whole else (at.start, at.end)
    mark = site.written('"')
    return [Edit(start, start, mark), Edit(end, end, mark)]


def _holds(site: Site, word: Word, at: Expansion) -> bool:
    start, end = site.span(word.start, word.end)
    return start <= at.start and at.end <= end


def _is_plain(word: Word) -> bool:
    return _PLAIN.isdisjoint("".join(part.text for part in word.parts if part.kind == "text")) and not word.quoted
