"""What is named at a place, everywhere in the file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.lsp.data import Mention
from analyzer.lsp.features.names import names_at

if TYPE_CHECKING:
    from analyzer.lsp.snapshot import Snapshot


def highlight(snapshot: Snapshot, offset: int) -> list[Mention]:
    """Its places in order, and whether it is given a value there."""
    found = names_at(snapshot, offset)
    return [Mention(use.range, use.write) for use in found[0][0].uses] if found else []
