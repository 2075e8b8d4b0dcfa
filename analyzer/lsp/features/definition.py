"""Where what is named at a place is made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.lsp.features.names import MADE, STAGE, VARIABLE, names_at

if TYPE_CHECKING:
    from analyzer.lsp.data import Range
    from analyzer.lsp.snapshot import Snapshot


def definition(snapshot: Snapshot, offset: int) -> list[Range]:
    """The name behind AS, the ARG or ENV that gives the value, the word that announces a here-document; where a script sets it.

    Several where a variable chooses among stages. An ARG that takes its value from one before the first FROM leads there.
    """
    found = names_at(snapshot, offset)
    if not found:
        return []
    name, use = found[0]
    if use.target is not None:
        return [use.target]
    if use.defines:
        return [use.range]
    if name.kind == STAGE and use.form == MADE:
        same = [other for other, one in found if one.range == use.range]
        return [made.range for other in same for made in other.definitions[:1]]
    if name.kind == VARIABLE:
        return []  # of the base image, or an ENV that defines it itself
    before = [made.range for made in name.definitions if made.range[0] <= offset]
    return before[-1:] if before else [made.range for made in name.definitions[:1]]
