"""Proposals for what is being typed, and what is told of one of them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from lsprotocol import types

from analyzer.lsp import convert
from analyzer.lsp.convert_completion import CompletionClient, completion_list
from analyzer.lsp.features.completing.documentation import documentation_of
from analyzer.lsp.features.completion import TRIGGERS, completions

if TYPE_CHECKING:
    from analyzer.lsp.server import Server


def register(server: Server) -> None:
    """Makes the server answer."""
    options = types.CompletionOptions(trigger_characters=list(TRIGGERS), resolve_provider=True)

    server.completers.append(partial(_of_dockerfile, server))

    @server.feature(types.TEXT_DOCUMENT_COMPLETION, options)
    def completion(ls: Server, params: types.CompletionParams) -> types.CompletionList | None:
        return next((found for each in ls.completers if (found := each(params)) is not None), None)

    @server.feature(types.COMPLETION_ITEM_RESOLVE)
    def resolve(ls: Server, item: types.CompletionItem) -> types.CompletionItem:
        data = item.data
        if isinstance(data, dict) and isinstance(data.get("doc"), list):
            snapshot = ls.snapshot(str(data.get("uri", "")))
            text = documentation_of(data["doc"], snapshot)
            item.documentation = CompletionClient(ls.client_capabilities).documentation(text)
        return item


def _of_dockerfile(server: Server, params: types.CompletionParams) -> types.CompletionList | None:
    snapshot = server.snapshot(params.text_document.uri)
    if snapshot is None:
        return None
    client = CompletionClient(server.client_capabilities)
    offset = convert.offset(snapshot, params.position)
    asked = params.context.trigger_character if params.context is not None else None
    found = completions(snapshot, offset, snippets=client.snippets, trigger=asked or "")
    return completion_list(snapshot, offset, found, client)
