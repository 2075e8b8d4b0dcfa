"""Functions of a script that run what they are given: ``retry() { "$@" || "$@"; }``."""

from __future__ import annotations

from analyzer.shell.nodes import Compound

TYPE_CHECKING = False
if TYPE_CHECKING:
    from analyzer.shell.nodes import Script, SimpleCommand


def runners(script: Script) -> dict[str, int]:
    """Such functions by name, each with the number of arguments it takes away before.

    Only ``"$@"`` and ``$@`` at the place of a command's name are told; ``shift`` counts where it comes earlier.
    """
    if not any(owner.construct == "function" for owner in script.lists):
        return {}
    found: dict[str, int] = {}
    shifted: dict[str, int] = {}
    for command in script.commands:
        if not command.words:
            continue
        first = command.words[0]
        if first.value == "shift":
            count = command.words[1].value if len(command.words) > 1 else "1"
            name = _function(command)
            if name is not None and count is not None and count.isdecimal() and len(count) < 3:
                shifted[name] = shifted.get(name, 0) + int(count)
        elif first.value is None and len(first.parts) == 1:
            reference = first.parts[0].reference
            name = _function(command) if reference is not None and reference.name == "@" and not reference.operator else None
            if name is not None and name not in found:
                found[name] = shifted.get(name, 0)
    return found


def _function(command: SimpleCommand) -> str | None:
    """The function a command stands in."""
    pipeline = command.pipeline
    while pipeline.list.parent is not None:
        owner, pipeline = pipeline.list, pipeline.list.parent
        if owner.construct == "function":
            return next((one.name for one in pipeline.commands if isinstance(one, Compound) and owner in one.lists), None)
    return None
