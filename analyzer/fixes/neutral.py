"""What of a command decides what it makes, and what only how it goes about it: whether it asks, how much it says."""

from __future__ import annotations

from analyzer.facts.commands import literal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from analyzer.facts.commands import Command

_TRAITS = ("assume-yes", "quiet")
_QUIET = {
    "wget": frozenset({"-nv", "--no-verbose", "--progress", "-q", "--quiet", "--show-progress"}),
    "useradd": frozenset({"-l", "--no-log-init"}),
}
_ONE_TOOL = {"apt": "apt-get", "apt-cache": "apt-get"}  # the same but for what they show


def settled(command: Command, *, cleanup: bool) -> tuple[Any, ...]:
    """The command without what makes no difference; with `cleanup` also without what makes it keep no cache."""
    if command.invocation.script is not None:
        return command.name, tuple(command.assignments)  # what it runs is compared by itself
    neutral = _neutral(command, cleanup)
    options = sorted(
        (one.name, literal(one.value_word) if one.value_word not in (None, one.word) else one.value or "")
        for one in command.invocation.options
        if one.name not in neutral
    )
    operands = tuple(sorted(operand.removeprefix("./") for operand in command.operands))
    return tool(command), command.subcommand, operands, tuple(options), tuple(command.assignments)


def tool(command: Command) -> str | None:
    """The name of its program; one name for those of apt."""
    return _ONE_TOOL.get(command.name or "", command.name)


def _neutral(command: Command, cleanup: bool) -> frozenset[str]:
    described = command.invocation.description
    found = set(_QUIET.get(command.name or "", ()))
    for trait in (*_TRAITS, *(("no-cache",) if cleanup else ())) if described is not None else ():
        found.update(name for kind, name, _ in described["traits"].get(trait, ()) if kind in ("option", "count"))  # type: ignore[index]
    return frozenset(found)


def is_idle(command: Command, *, cleanup: bool) -> bool:
    """It changes nothing: it ends the script where one behind it fails, goes somewhere for nothing, refreshes what is fresh."""
    commands = command.body.commands
    leaves = command.name == "cd" and isinstance(commands, list) and commands[-1] is command and not command.constructs
    return leaves or (command.name == "set" and command.args == ["-e"]) or _is_spare_update(command, cleanup=cleanup)


def _is_spare_update(command: Command, *, cleanup: bool) -> bool:
    """It refreshes an index that the same step has refreshed; with `cleanup` also that of apk, which can do without."""
    if command.action != "update":
        return False
    earlier = command.earlier_update
    if earlier is not None and earlier.instruction is command.instruction:
        return True
    return cleanup and command.manager == "apk" and command.index_used_by is not None
