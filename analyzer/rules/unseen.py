"""Where nodes may lie that nobody can see: in shell bodies that could not be read, and in other facts that are unknown."""

from __future__ import annotations

from analyzer.facts.unknown import UNKNOWN

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

# The facts of an instruction from which nodes of a sort come.
SOURCES = {
    "command": "commands", "word": "commands", "package": "commands", "residue": "residue", "port": "ports",
    "download": "downloads", "archive": "archives", "addition": "adds", "change": "changes", "secret": "commands",
}  # fmt: skip


def unseen_within(node: Any, sort: str) -> Sequence[Any]:
    """The instructions in a node, or itself, that may hold nodes of the sort beside those of ``node.within(sort)``."""
    attribute = SOURCES.get(sort)
    if attribute is None or node.sort not in ("file", "stage", "instruction"):
        return ()
    kept = node.__dict__.setdefault("_unseen", {})
    found: Sequence[Any] | None = kept.get(attribute)
    if found is None:
        steps = [node, *node.within("instruction")] if node.sort == "instruction" else node.within("instruction")
        found = kept[attribute] = [step for step in steps if getattr(step, attribute) is UNKNOWN]
    return found
