"""The commands that a script runs: wrappers looked through, options told from operands, scripts of ``sh -c`` entered."""

from __future__ import annotations

from analyzer.shell.arguments import Arguments
from analyzer.shell.inner import script_of
from analyzer.shell.invocation import Invocation
from analyzer.shell.runners import runners
from analyzer.shell.wrappers import Target

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from analyzer.shell.nodes import Script, SimpleCommand
    from analyzer.shell.word import Word

_DEEPEST = 12  # scripts within scripts; nobody writes more, and each level is read anew


def invocations(script: Script) -> list[Invocation]:
    """All that a script runs, in document order; what a ``sh -c`` or ``find -exec`` runs comes right after it."""
    return _invocations(script, 0)


def resolve(command: SimpleCommand) -> Invocation:
    """What a simple command runs."""
    return _resolve(command, command.words, {})


def _invocations(script: Script, depth: int) -> list[Invocation]:
    found: list[Invocation] = []
    functions = runners(script)
    for command in script.commands:
        invocation = _resolve(command, command.words, functions)
        found.append(invocation)
        _follow(invocation, functions, depth, found)
    return found


def _follow(invocation: Invocation, functions: Mapping[str, int], depth: int, found: list[Invocation]) -> None:
    """Adds what an invocation itself runs: its script, and the commands that are among its words."""
    if depth >= _DEEPEST:
        return
    invocation.script = script_of(invocation)
    if invocation.script is not None:
        found += _invocations(invocation.script, depth + 1)
    for words in invocation.executed:
        inner = _resolve(invocation.command, words, functions)
        inner.wrappers[:0] = [*invocation.wrappers, invocation.name or ""]
        inner.host = invocation
        found.append(inner)
        _follow(inner, functions, depth + 1, found)


def _resolve(command: SimpleCommand, words: list[Word], functions: Mapping[str, int]) -> Invocation:
    target = Target(words, functions)
    invocation = Invocation(command, words[target.at :] if target.at else words, target.name)
    invocation.wrappers = target.wrappers
    if target.assignments:
        invocation.assignments = [*invocation.assignments, *target.assignments]
    invocation.description = target.description
    if words:
        _read(invocation)
    return invocation


def _read(invocation: Invocation) -> None:
    """Tells the options, the operands and the subcommand."""
    described, words = invocation.description, invocation.words
    if described is not None and described["exec"]:
        words, invocation.executed = _executed(words, described["exec"])
    arguments = Arguments(words, 1, described)
    invocation.options = arguments.options
    invocation.after_dashes = arguments.after_dashes
    operands = invocation.operands = arguments.operands
    if described is not None and described["subcommand"] and operands:
        if operands[0].value is None:
            _drop_unknown(operands, described["commands"])
        if operands[0].value in described["groups"] and len(operands) > 1:
            invocation.group = operands.pop(0).value
        invocation.subcommand_word = operands.pop(0)
        invocation.subcommand = invocation.subcommand_word.value


def _drop_unknown(operands: list[Word], commands: frozenset[str]) -> None:
    """Take away what stands unknown before a subcommand, and so holds options: ``apt-get $OPTIONS install``."""
    at = next((index for index, word in enumerate(operands) if word.value is not None), 0)
    if operands[at].value in commands:
        del operands[:at]


def _executed(words: list[Word], options: frozenset[str]) -> tuple[list[Word], list[list[Word]]]:
    """The words without the commands after such options, and those commands, each up to ``;`` or ``{} +``."""
    own: list[Word] = []
    commands: list[list[Word]] = []
    begin: int | None = None
    for index, word in enumerate(words):
        if begin is None:
            own.append(word)
            begin = index + 1 if word.value in options else None
        elif word.value == ";" or (word.value == "+" and words[index - 1].value == "{}"):
            if index > begin:
                commands.append(words[begin:index])
            begin = None
    return (own, commands) if begin is None else (words, [])
