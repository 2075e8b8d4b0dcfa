"""The commands that a script runs: wrappers looked through, options told from operands, scripts of ``sh -c`` entered."""

from __future__ import annotations

from analyzer.shell.arguments import Arguments
from analyzer.shell.describe import description
from analyzer.shell.inner import inner_script
from analyzer.shell.invocation import Invocation

TYPE_CHECKING = False
if TYPE_CHECKING:
    from analyzer.shell.describe import Description
    from analyzer.shell.nodes import Script, SimpleCommand
    from analyzer.shell.word import Word


def invocations(script: Script) -> list[Invocation]:
    """All that a script runs, in document order; what a ``sh -c`` runs comes right after it."""
    found: list[Invocation] = []
    for command in script.commands:
        invocation = resolve(command)
        found.append(invocation)
        if invocation.script is not None:
            found += invocations(invocation.script)
    return found


def resolve(command: SimpleCommand) -> Invocation:
    """What a simple command runs."""
    words = command.words
    wrappers: list[str] = []
    at = 0
    while True:
        name = _basename(words[at].value) if at < len(words) else None
        described = description(name) if name else None
        if described is None:
            break
        following = _wrapped(words, at, described)
        if following is None or name is None:
            break
        wrappers.append(name)
        at = following
    invocation = Invocation(command, words[at:] if at else words, name)
    invocation.wrappers = wrappers
    invocation.description = described
    if words:
        _read(invocation, described)
    return invocation


def _basename(value: str | None) -> str | None:
    return value.rsplit("/", 1)[-1] if value else None


def _wrapped(words: list[Word], at: int, described: Description) -> int | None:
    """The index of the word that the wrapper at `at` runs as a command; None where it is no wrapper or runs nothing."""
    wrapper, module = described["wrapper"], described["module"]
    if wrapper is None and module is None:
        return None
    arguments = Arguments(words, at + 1, described, leading=True)
    if module is not None:
        return arguments.module(module)
    names = {option.name for option in arguments.options}
    following = arguments.stopped + int(wrapper["operands"])
    if wrapper["assignments"]:
        while following < len(words) and _is_assignment(words[following]):
            following += 1
    return following if following < len(words) and not names & described["unless"] else None


def _is_assignment(word: Word) -> bool:
    name, sign, _ = word.text.partition("=")
    return bool(sign) and name.isidentifier()


def _read(invocation: Invocation, described: Description | None) -> None:
    arguments = Arguments(invocation.words, 1, described)
    invocation.options = arguments.options
    operands = invocation.operands = arguments.operands
    if described is None:
        return
    if described["subcommand"] and operands:
        if operands[0].value in described["groups"] and len(operands) > 1:
            invocation.group = operands.pop(0).value
        invocation.subcommand_word = operands.pop(0)
        invocation.subcommand = invocation.subcommand_word.value
    if described["script"] is not None:
        word = _script_word(invocation, described)
        if word is not None:
            invocation.script = inner_script(word, invocation.command)


def _script_word(invocation: Invocation, described: Description) -> Word | None:
    option = invocation.option(described["script"])
    if option is None:
        return None
    if option.value_word is not None:
        return option.value_word if option.value_word is not option.word else None
    return invocation.operands[0] if invocation.operands else None
