"""Edits of the references to variables."""

from __future__ import annotations

from analyzer.fixes.edit import Edit, Unfit

TYPE_CHECKING = False
if TYPE_CHECKING:
    from analyzer.facts.variables import Variable


def rename_reference(at: Variable, name: str) -> list[Edit]:
    """A reference names another variable; its operator stays."""
    text = at.file.source.text
    start = at.start + (2 if text[at.start : at.start + 2] == "${" else 1)
    if text[start : start + len(at.name)] != at.name or not name.replace("_", "a").isalnum():
        raise Unfit("the reference is not written plainly")
    return [Edit(start, start + len(at.name), name)]
