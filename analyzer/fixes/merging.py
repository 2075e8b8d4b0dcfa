"""Several RUN in a row made one."""

from __future__ import annotations

from itertools import pairwise

from analyzer.facts.unknown import Unknown
from analyzer.fixes.edit import Edit, Unfit
from analyzer.fixes.instructions import is_read_by_tools
from analyzer.fixes.joining import refuse_unseen
from analyzer.fixes.layout import newline, usual_indent
from analyzer.fixes.site import Site

TYPE_CHECKING = False
if TYPE_CHECKING:
    from analyzer.facts.instructions import Instruction
    from analyzer.shell.nodes import List
    from analyzer.syntax.nodes import Comment

_STAYING = frozenset(  # what changes the shell for all that runs behind it
    {"cd", "pushd", "popd", "export", "unset", "set", "shopt", "trap", "exec", "exit", "source", ".", "eval", "umask", "ulimit"}
    | {
        "alias",
        "unalias",
        "declare",
        "typeset",
        "local",
        "readonly",
        "read",
        "mapfile",
        "readarray",
        "getopts",
        "let",
        "return",
    }
    | {"return", "break", "continue", "shift", "hash", "enable", "(("}
)


def merge_runs(at: Instruction | list[Instruction]) -> list[Edit]:
    """RUN instructions in a row become one; a single one is joined to the RUN in front of it.

    Each must be a script of one shell with the same flags. Refused where an earlier one changes the shell for a later one,
    where the later one would run on after a failure, and for here-documents.
    """
    steps = [_previous(at), at] if not isinstance(at, list) else at
    if len(steps) < 2:
        raise Unfit("there is only one RUN")
    edits = []
    for first, second in pairwise(steps):
        if _previous(second) is not first:
            raise Unfit("something stands between them")
        edits.append(_joined(first, second))
    return edits


def _previous(at: Instruction) -> Instruction:
    """The RUN right in front of an instruction, nothing but comments and blank lines between."""
    if at.onbuild:
        raise Unfit("it is the trigger of an ONBUILD")
    steps = at.file.instructions
    index = steps.index(at)
    if index == 0 or steps[index - 1].stage is not at.stage:
        raise Unfit("there is no RUN in front of it")
    return steps[index - 1]


def _joined(first: Instruction, second: Instruction) -> Edit:
    earlier, later = _script(first), _script(second)
    if [flag.text for flag in first.syntax.flags] != [flag.text for flag in second.syntax.flags]:
        raise Unfit("their flags differ")
    _refuse_leaks(first, earlier)
    if any(pipeline.condition not in ("first", "and") for pipeline in later.pipelines):
        raise Unfit("a part of the second would run although the first failed")
    comments = _between(first, second)
    site = Site(first.body)  # type: ignore[arg-type]
    refuse_unseen(site.body, earlier.pipelines[-1])
    end = site.span(earlier.end - 1, earlier.end)[1]
    rest = second.syntax.rest
    if site.source[end : first.syntax.end].strip() or rest is None or any(one.background for one in earlier.pipelines):
        raise Unfit("something follows the last command")
    return Edit(end, rest.start, _join(site, earlier, comments))


def _join(site: Site, earlier: List, comments: list[Comment]) -> str:
    """``&&`` and the end of a line as the first RUN writes them, with the comments between."""
    step = site.instruction
    escape, ending = step.file.escape, newline(step.file)
    margin = usual_indent(step)
    front, back = " &&", ""
    for before, following in pairwise(earlier.pipelines):
        gap = site.between(before.end, following.start)
        if following.condition == "and" and "\n" in gap and gap.rstrip(" \t").endswith("&&"):
            front, back = "", "&& "
    lines = [f"{margin}# {comment.text}{ending}" if comment.text else f"{margin}#{ending}" for comment in comments]
    return f"{front} {escape}{ending}{''.join(lines)}{margin}{back}"


def _script(step: Instruction) -> List:
    body = step.body
    if step.kind != "RUN" or step.json_form or step.syntax.heredocs or body is None or body.script is None:
        raise Unfit("it is no RUN in the shell form")
    script = body.script
    if not script.complete or script.root is None or not script.root.pipelines or "<<" in script.text:
        raise Unfit("the script cannot be read")
    if script.root.pipelines[-1].background:
        raise Unfit("a command runs in the background")
    return script.root


def _refuse_leaks(step: Instruction, root: List) -> None:
    """Refuses a script that changes the shell for what would run behind it."""
    commands = step.commands
    if isinstance(commands, Unknown):
        raise Unfit("the script cannot be read")
    for command in commands:
        bare = not command.simple.words or command.name is None
        into_variable = command.name == "printf" and "-v" in command.args
        if bare or into_variable or command.name in _STAYING or "exec" in command.wrappers:
            raise Unfit("the first changes the shell for what follows")
        if any(one.operator in ("=", ":=") for word in command.simple.words for one in word.references):
            raise Unfit("the first sets a variable")
    for pipeline in root.pipelines:
        for one in pipeline.commands:
            if getattr(one, "kind", "") in ("function", "for", "select", "coproc"):
                raise Unfit("the first defines something in the shell")
    if any(owner.construct in ("function", "for", "select", "coproc") for owner in _lists(step)):
        raise Unfit("the first defines something in the shell")


def _lists(step: Instruction) -> list[List]:
    return step.body.script.lists if step.body is not None and step.body.script is not None else []


def _between(first: Instruction, second: Instruction) -> list[Comment]:
    pieces = first.file.document.pieces
    found: list[Comment] = []
    for piece in pieces[pieces.index(first.syntax) + 1 : pieces.index(second.syntax)]:
        if piece.piece == "comment":
            found.append(piece)  # type: ignore[arg-type]
        elif piece.piece != "blank":
            raise Unfit("something stands between them")
    if any(is_read_by_tools(comment) for comment in found):
        raise Unfit("a comment for tools stands between them")
    return found
