"""Proposals in the types of the protocol, as far as the client takes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

from analyzer.lsp.convert import position, span

if TYPE_CHECKING:
    from analyzer.lsp.data import Completion
    from analyzer.lsp.features.completion import Completions
    from analyzer.lsp.placed import Placed

_KINDS = {kind.name.lower(): kind for kind in types.CompletionItemKind}


class CompletionClient:
    """What a client says that it takes: snippets, edits that insert or replace, Markdown, and marks of what is outdated."""

    def __init__(self, capabilities: types.ClientCapabilities) -> None:
        text = capabilities.text_document
        own = text.completion if text is not None else None
        item = own.completion_item if own is not None else None
        self.snippets = bool(item and item.snippet_support)
        self.inserts = bool(item and item.insert_replace_support)
        self.deprecated = bool(item and item.deprecated_support)
        tags = item.tag_support.value_set if item is not None and item.tag_support is not None else ()
        self.tags = types.CompletionItemTag.Deprecated in tags
        formats = item.documentation_format if item is not None else None
        self.markdown = bool(formats and types.MarkupKind.Markdown in formats)

    def documentation(self, text: str) -> types.MarkupContent | str | None:
        """A text in Markdown, as the client shows texts."""
        return types.MarkupContent(types.MarkupKind.Markdown, text) if self.markdown and text else text or None


def completion_list(snapshot: Placed, offset: int, found: Completions, client: CompletionClient) -> types.CompletionList:
    """Proposals for a place."""
    items = [_item(snapshot, offset, each, client) for each in found.items]
    return types.CompletionList(is_incomplete=found.incomplete, items=items)


def _item(snapshot: Placed, offset: int, found: Completion, client: CompletionClient) -> types.CompletionItem:
    edit: types.TextEdit | types.InsertReplaceEdit = types.TextEdit(span(snapshot, found.range), found.text)
    if client.inserts:
        start = position(snapshot, found.range[0])
        inserted = types.Range(start, position(snapshot, offset))
        edit = types.InsertReplaceEdit(found.text, insert=inserted, replace=span(snapshot, found.range))
    return types.CompletionItem(
        label=found.label,
        kind=_KINDS[found.kind],
        detail=found.detail or None,
        documentation=client.documentation(found.documentation),
        sort_text=found.sort or None,
        insert_text_format=types.InsertTextFormat.Snippet if found.snippet else None,
        text_edit=edit,
        tags=[types.CompletionItemTag.Deprecated] if found.deprecated and client.tags else None,
        deprecated=True if found.deprecated and client.deprecated and not client.tags else None,
        data={**found.data, "uri": snapshot.uri} if found.data else None,
    )
