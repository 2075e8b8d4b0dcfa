"""The edits that a rule can name. Each is given nodes and texts, and returns edits or raises Unfit."""

from __future__ import annotations

from analyzer.fixes import commands, instructions

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from analyzer.fixes.edit import Edit

    Primitive = Callable[..., list[Edit]]

PRIMITIVES: dict[str, Primitive] = {
    "replace": instructions.replace,
    "insert-option": commands.insert_option,
    "append-command": commands.append_command,
    "insert-instruction": instructions.insert_instruction,
    "delete-instruction": instructions.delete_instruction,
    "set-keyword": instructions.set_keyword,
    "add-flag": instructions.add_flag,
}


def edits_of(name: str, parameters: dict[str, Any]) -> list[Edit]:
    """The edits of a named primitive; of one whose place is a list of nodes, those for each. Raises Unfit."""
    given = {key.replace("-", "_"): value for key, value in parameters.items()}
    at = given.get("at")
    if not isinstance(at, list):
        return PRIMITIVES[name](**given)
    return [edit for node in at for edit in PRIMITIVES[name](**{**given, "at": node})]
