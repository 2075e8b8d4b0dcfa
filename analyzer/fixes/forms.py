"""The shell form of a command turned into the JSON form."""

from __future__ import annotations

from analyzer.fixes.edit import Edit, Unfit, joined
from analyzer.fixes.site import Site, element

TYPE_CHECKING = False
if TYPE_CHECKING:
    from analyzer.facts.instructions import Instruction
    from analyzer.shell.nodes import SimpleCommand
    from analyzer.shell.word import Word

_BUILTINS = frozenset(  # what POSIX shells and bash run themselves, where no program of the name does the same
    {".", ":", "alias", "bg", "bind", "break", "builtin", "caller", "cd", "command", "compgen", "complete", "continue"}
    | {"declare", "dirs", "disown", "eval", "exec", "exit", "export", "fc", "fg", "getopts", "hash", "help", "history"}
    | {"jobs", "let", "local", "logout", "mapfile", "popd", "pushd", "read", "readarray", "readonly", "return", "set"}
    | {"shift", "shopt", "source", "suspend", "times", "trap", "type", "typeset", "ulimit", "umask", "unalias", "unset"}
    | {"wait", "[[", "(("}
)
_SHELLS = frozenset({"sh", "bash", "dash", "ash"})


def to_json_form(at: Instruction) -> list[Edit]:
    """CMD, ENTRYPOINT, RUN or HEALTHCHECK CMD of one plain command in the JSON form; a leading ``exec`` is dropped.

    Refused where the shell does anything but start the program: it expands, redirects, assigns, is one of its own commands.
    An ENTRYPOINT is refused where its stage has a CMD, which would become its arguments.
    """
    command, words = _plain(at)
    site = Site(at.body)  # type: ignore[arg-type]
    if site.text[: command.start].strip() or site.text[command.end :].strip():
        raise Unfit("there is more than one command")
    start = site.span(command.words[0].start, command.words[0].end)[0]
    stop = site.span(words[-1].start, words[-1].end)[1]
    if site.source[stop : at.syntax.end].strip():
        raise Unfit("the last line is continued")
    edits = [Edit(start, site.span(words[0].start, words[0].end)[0], "[")]
    for word in words:
        edits.append(site.rewrite(word.start, word.end, element(word.value or "")))
        if word is not words[-1]:
            end = site.span(word.start, word.end)[1]
            edits.append(Edit(end, end, ","))
    return [*joined(edits), Edit(stop, stop, "]")]


def _plain(at: Instruction) -> tuple[SimpleCommand, list[Word]]:
    """The one command of an instruction and its words, ``exec`` left out."""
    body = at.body
    if body is None or at.json_form or at.syntax.heredocs or body.is_program or body.shell is None:
        raise Unfit("it is not in the shell form")
    if body.shell.name not in _SHELLS or _is_login(at):
        raise Unfit("the shell sets something up")
    script = body.script
    if script is None or not script.complete or len(script.commands) != 1 or script.root is None:
        raise Unfit("there is more than one command")
    pipeline = script.root.pipelines[0]
    command = script.commands[0]
    if len(script.root.pipelines) > 1 or pipeline.commands != [command] or pipeline.negated or pipeline.background:
        raise Unfit("there is more than one command")
    if command.redirects or command.assignments or not command.words:
        raise Unfit("the shell does more than to start the command")
    words = command.words[1:] if command.words[0].text == "exec" else command.words
    if not words or any(word.value is None or word.has_glob or _is_expanded(word) for word in words):
        raise Unfit("the shell expands something in it")
    name = words[0].value or ""
    if name in _BUILTINS or not name or name.startswith("-") or "=" in name:
        raise Unfit("it is a command of the shell itself")
    if at.kind == "ENTRYPOINT" and at.stage is not None and at.stage.cmd is not None:
        raise Unfit("CMD would become its arguments")
    return command, words


def _is_expanded(word: Word) -> bool:
    """The shell may make something else of a tilde or of braces."""
    return any(
        part.kind == "text" and not part.quoted and (("{" in part.text and "}" in part.text) or "~" in part.text)
        for part in word.parts
    )


def _is_login(at: Instruction) -> bool:
    """The SHELL in force is told to read files first, or is not known."""
    declared = at.shell_instruction
    if declared is None:
        return False
    args = getattr(declared, "args", None)
    return args is None or any(arg[:1] in "-+" and arg != "-c" and not arg.startswith("-o") and _reads(arg) for arg in args[1:])


def _reads(option: str) -> bool:
    return option.startswith("--") or "l" in option or "i" in option
