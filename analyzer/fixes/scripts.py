"""Edits of whole scripts and of what the shell expands in them."""

from __future__ import annotations

from analyzer.fixes.edit import Edit, Unfit
from analyzer.fixes.joining import AND, THEN, separator
from analyzer.fixes.layout import newline
from analyzer.fixes.site import Site

TYPE_CHECKING = False
if TYPE_CHECKING:
    from analyzer.facts.expansions import Expansion
    from analyzer.facts.instructions import Instruction
    from analyzer.shell.nodes import Pipeline
    from analyzer.shell.word import Word

_PLAIN = frozenset("'\"\\`*?[]~{}!")


def set_shell_option(at: Instruction, option: str) -> list[Edit]:
    """``set -e`` or the like in front of a script and behind its other ``set``; a line of its own in a here-document.

    The option must be one that the shell has: ``set`` is taken not to fail.
    """
    body = at.body
    if body is not None and body.fed is not None and len(at.syntax.heredocs) == 1:
        return [_first_line(at, at.file.source.text, f"set {option}")]
    if body is None or not body.parsed or body.is_program or body.fed is not None or body.script is None:
        raise Unfit("it is no script")
    root, site = body.script.root, Site(body)
    if root is None or not root.pipelines:
        raise Unfit("there is no command")
    if site.heredoc:
        return [_first_line(at, site.source, f"set {option}")]
    first = next((one for one in root.pipelines if not _is_set(one)), None)
    if first is None or first.background or first.condition == "or":
        raise Unfit("there is no command to put it in front of")
    following = first.next
    while following is not None and following.condition == "and":
        following = following.next
    if following is not None and following.condition == "or" and first.condition != "and":
        return [site.insert_before(first.start, f"set {option}", raw="; ")]
    how = THEN if first.condition == "then" else AND
    return [site.insert_before(first.start, f"set {option}", raw=separator(site, root, first, how))]


def _is_set(pipeline: Pipeline) -> bool:
    return len(pipeline.commands) == 1 and getattr(pipeline.commands[0], "name", None) == "set" and not pipeline.background


def _first_line(at: Instruction, source: str, text: str) -> Edit:
    """A line in front of a here-document's others, behind the one that names its interpreter."""
    start = at.syntax.heredocs[0].body[0]
    first = source[start : source.find("\n", start) + 1]
    if first.startswith("#!"):
        start += len(first)
    line = source[start : source.find("\n", start) + 1]
    margin = line[: len(line) - len(line.lstrip(" \t"))] if line.strip() else ""
    return Edit(start, start, f"{margin}{text}{newline(at.file)}")


def quote(at: Expansion) -> list[Edit]:
    """Double quotes around a variable that the shell expands; around its word, where that is plain but for variables."""
    command = at.command
    if command is None or command.invocation.host is not None or at.quoted:
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
