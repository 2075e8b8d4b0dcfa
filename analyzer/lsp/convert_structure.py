"""Outlines, folds, links, calls and renames in the types of the protocol."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from lsprotocol import types

from analyzer.lsp.convert import edit, span
from analyzer.lsp.units import Units

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from analyzer.lsp.data import Change, Fold, Link, Mention, Range, Symbol
    from analyzer.lsp.features.workspace_symbols import Found
    from analyzer.lsp.placed import Placed

_KINDS = {kind.name.lower(): kind for kind in types.SymbolKind}
_FOLDS = {"comment": types.FoldingRangeKind.Comment, "region": types.FoldingRangeKind.Region}


def symbol(snapshot: Placed, found: Symbol, *, tags: bool = True) -> types.DocumentSymbol:
    """A stage or instruction with what stands in it; without `tags` for clients that know none."""
    return types.DocumentSymbol(
        name=found.name,
        kind=_KINDS[found.kind],
        range=span(snapshot, found.range),
        selection_range=span(snapshot, found.selection),
        detail=found.detail or None,
        tags=_tags(found) if tags else None,
        deprecated=True if found.deprecated and not tags else None,
        children=[symbol(snapshot, child, tags=tags) for child in found.children] or None,
    )


def flat_symbols(snapshot: Placed, found: Sequence[Symbol], container: str = "") -> Iterator[types.SymbolInformation]:
    """The same for clients that know no tree."""
    for each in found:
        location = types.Location(snapshot.uri, span(snapshot, each.range))
        kind = _KINDS[each.kind]
        old = True if each.deprecated else None
        yield types.SymbolInformation(location, each.name, kind, deprecated=old, container_name=container or None)
        yield from flat_symbols(snapshot, each.children, each.name)


def _tags(found: Symbol) -> list[types.SymbolTag] | None:
    return [types.SymbolTag.Deprecated] if found.deprecated else None


def workspace_symbol(found: Found, encoding: str) -> types.WorkspaceSymbol:
    """A stage or argument of any file."""
    units = Units(found.text, encoding)
    start, end = (types.Position(*units.place(offset)) for offset in found.symbol.selection)
    uri = found.file if "://" in found.file or found.file.startswith("untitled:") else Path(found.file).as_uri()
    container = found.container or uri.rpartition("/")[2]
    location = types.Location(uri, types.Range(start, end))
    return types.WorkspaceSymbol(location, found.symbol.name, _KINDS[found.symbol.kind], container_name=container)


def fold(snapshot: Placed, found: Fold) -> types.FoldingRange:
    """Lines that can be folded, and the columns for clients that take them."""
    first, begin = snapshot.units.place(found.range[0])
    last, end = snapshot.units.place(found.range[1])
    return types.FoldingRange(first, last, begin, end, _FOLDS.get(found.kind))


def selection(snapshot: Placed, found: Sequence[Range]) -> types.SelectionRange:
    """The ranges around a place, the smallest first, as a chain."""
    chain: types.SelectionRange | None = None
    for place in reversed(found):
        chain = types.SelectionRange(span(snapshot, place), chain)
    assert chain is not None, "the file itself is always there"
    return chain


def link(snapshot: Placed, found: Link, *, tooltip: bool = True) -> types.DocumentLink:
    """A place that leads elsewhere; without `tooltip` for clients that show none."""
    return types.DocumentLink(span(snapshot, found.range), found.target, (found.tooltip or None) if tooltip else None)


def location(snapshot: Placed, place: Range) -> types.Location:
    """A place of the file."""
    return types.Location(snapshot.uri, span(snapshot, place))


def highlight(snapshot: Placed, found: Mention) -> types.DocumentHighlight:
    """A place that means the same."""
    kind = types.DocumentHighlightKind.Write if found.write else types.DocumentHighlightKind.Read
    return types.DocumentHighlight(span(snapshot, found.range), kind)


def call_item(snapshot: Placed, stage: Symbol) -> types.CallHierarchyItem:
    """A stage in a hierarchy of calls."""
    whole, own = span(snapshot, stage.range), span(snapshot, stage.selection)
    return types.CallHierarchyItem(stage.name, _KINDS[stage.kind], snapshot.uri, whole, own, detail=stage.detail or None)


def workspace_edit(snapshot: Placed, changes: Sequence[Change], *, versioned: bool) -> types.WorkspaceEdit:
    """Changes of one file."""
    edits = [edit(snapshot, change) for change in changes]
    if not versioned:
        return types.WorkspaceEdit(changes={snapshot.uri: edits})
    document = types.OptionalVersionedTextDocumentIdentifier(uri=snapshot.uri, version=snapshot.version)
    return types.WorkspaceEdit(document_changes=[types.TextDocumentEdit(document, list(edits))])
