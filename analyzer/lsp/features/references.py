"""Where what is named at a place is used."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.lsp.features.names import names_at

if TYPE_CHECKING:
    from analyzer.lsp.data import Range
    from analyzer.lsp.snapshot import Snapshot


def references(snapshot: Snapshot, offset: int, *, declaration: bool = True) -> list[Range]:
    """All places in order; without the `declaration` those that make it are left out."""
    found = names_at(snapshot, offset)
    if not found:
        return []
    name = found[0][0]
    made = [] if declaration else [use.range for use in name.definitions]
    return [use.range for use in name.uses if use.range not in made]
