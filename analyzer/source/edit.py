"""Edits of a text."""

from __future__ import annotations

from typing import NamedTuple


class Edit(NamedTuple):
    """Replace the code points ``start:end`` (0-based, end exclusive) by a text."""

    start: int
    end: int
    text: str


def apply_edits(text: str, edits: list[Edit]) -> str:
    """The text with all edits made at once. Raises ValueError where two edits overlap or one lies outside the text."""
    parts, at = [], 0
    for edit in sorted(edits):
        if edit.start < at or edit.end < edit.start or edit.end > len(text):
            raise ValueError(f"edit {edit.start}:{edit.end} overlaps another or lies outside the text")
        parts += [text[at : edit.start], edit.text]
        at = edit.end
    return "".join([*parts, text[at:]])
