"""Edits of the fields of a --mount."""

from __future__ import annotations

from analyzer.fixes.edit import Edit, Unfit
from analyzer.fixes.layout import checked

TYPE_CHECKING = False
if TYPE_CHECKING:
    from analyzer.facts.mounts import Mount


def remove_mount_field(at: Mount, field: str) -> list[Edit]:
    """A field goes with its value and a comma."""
    options = at.flag.options or []
    text = at.file.source.text[at.start : at.end]
    found = [index for index, option in enumerate(options) if option.key.text.lower() == field]
    if len(found) != 1 or len(options) < 2 or any(quote in text for quote in "\"'"):
        raise Unfit("the field cannot be told from the others")
    index = found[0]
    if index:
        return [checked(at.instruction, options[index - 1].end, options[index].end, "")]
    return [checked(at.instruction, options[0].start, options[1].start, "")]
