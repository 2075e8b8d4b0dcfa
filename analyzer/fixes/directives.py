"""Edits of the parser directives at the top of a file."""

from __future__ import annotations

from analyzer.fixes.edit import Edit, Unfit

TYPE_CHECKING = False
if TYPE_CHECKING:
    from analyzer.facts.model import FileFacts


def set_frontend(at: FileFacts, frontend: str) -> list[Edit]:
    """The syntax directive names another frontend; a file without one is left alone."""
    directive = next((one for one in at.document.directives if one.name == "syntax"), None)
    if directive is None:
        raise Unfit("the file names no frontend")
    start = directive.value_start
    if at.source.text[start : start + len(directive.value)] != directive.value:
        raise Unfit("the directive is not written plainly")
    return [Edit(start, start + len(directive.value), frontend)]
