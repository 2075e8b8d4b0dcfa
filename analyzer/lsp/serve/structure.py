"""How a file is built: outline, folds, selections, links; stages and arguments of the whole workspace."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from lsprotocol import types

from analyzer.lsp import convert_structure as to
from analyzer.lsp.convert import offset
from analyzer.lsp.documents import path_of
from analyzer.lsp.features.folding import folds
from analyzer.lsp.features.links import links
from analyzer.lsp.features.selection import selections
from analyzer.lsp.features.symbols import symbols
from analyzer.lsp.features.workspace_symbols import dockerfiles, named_parts, workspace_symbols
from analyzer.lsp.serve import rules

if TYPE_CHECKING:
    from analyzer.lsp.server import Server


def register(server: Server) -> None:
    """Makes the server answer."""
    _register_file(server)
    _register_workspace(server)


def _register_file(server: Server) -> None:
    @server.feature(types.TEXT_DOCUMENT_DOCUMENT_SYMBOL)
    def document_symbol(
        ls: Server, params: types.DocumentSymbolParams
    ) -> list[types.DocumentSymbol] | list[types.SymbolInformation]:
        snapshot = ls.snapshot(params.text_document.uri)
        outlined = (snapshot, symbols(snapshot)) if snapshot is not None else rules.outlined(ls, params.text_document.uri)
        if outlined is None:
            return []
        file, found = outlined
        text = ls.client_capabilities.text_document
        known = text.document_symbol if text is not None else None
        if known is not None and known.hierarchical_document_symbol_support:
            return [to.symbol(file, each, tags=known.tag_support is not None) for each in found]
        return list(to.flat_symbols(file, found))

    @server.feature(types.TEXT_DOCUMENT_FOLDING_RANGE)
    def folding_range(ls: Server, params: types.FoldingRangeParams) -> list[types.FoldingRange]:
        snapshot = ls.snapshot(params.text_document.uri)
        if snapshot is None:
            return []
        text = ls.client_capabilities.text_document
        known = text.folding_range if text is not None else None
        most = known.range_limit if known is not None else None
        return [to.fold(snapshot, each) for each in folds(snapshot)[:most]]

    @server.feature(types.TEXT_DOCUMENT_SELECTION_RANGE)
    def selection_range(ls: Server, params: types.SelectionRangeParams) -> list[types.SelectionRange] | None:
        snapshot = ls.snapshot(params.text_document.uri)
        if snapshot is None:
            return None
        return [to.selection(snapshot, selections(snapshot, offset(snapshot, place))) for place in params.positions]

    @server.feature(types.TEXT_DOCUMENT_DOCUMENT_LINK, types.DocumentLinkOptions(resolve_provider=False))
    def document_link(ls: Server, params: types.DocumentLinkParams) -> list[types.DocumentLink]:
        snapshot = ls.snapshot(params.text_document.uri)
        if snapshot is None:
            return []
        text = ls.client_capabilities.text_document
        known = text.document_link if text is not None else None
        tooltip = bool(known is not None and known.tooltip_support)
        return [to.link(snapshot, each, tooltip=tooltip) for each in links(snapshot, folders(ls))]


def _register_workspace(server: Server) -> None:
    @server.thread()
    @server.feature(types.WORKSPACE_SYMBOL)
    def workspace_symbol(ls: Server, params: types.WorkspaceSymbolParams) -> list[types.WorkspaceSymbol]:
        files = [
            (file.uri, file.text, named_parts(file.text))
            for file in list(ls.documents.files.values())
            if not file.uri.endswith((".yaml", ".yml"))
        ]
        open_ = {os.path.abspath(path_of(uri)) for uri, _, _ in files if uri.startswith("file:")}
        files += [each for each in dockerfiles(folders(ls)) if each[0] not in open_]
        return [to.workspace_symbol(each, ls.documents.encoding) for each in workspace_symbols(files, params.query)]


def folders(server: Server) -> list[str]:
    """The paths of the workspace's folders."""
    uris = list(server.workspace.folders) or ([server.workspace.root_uri] if server.workspace.root_uri else [])
    return [os.path.abspath(path_of(uri)) for uri in uris if uri.startswith("file:")]
