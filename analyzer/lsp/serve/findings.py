"""Findings, and what can be done about them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

from analyzer.lsp import convert
from analyzer.lsp.features.actions import FIX_ALL, QUICK_FIX, actions, fix_all

if TYPE_CHECKING:
    from analyzer.lsp.server import Server


def register(server: Server) -> None:
    """Makes the server answer."""
    kinds = types.CodeActionOptions(code_action_kinds=[QUICK_FIX, FIX_ALL])

    @server.feature(types.TEXT_DOCUMENT_CODE_ACTION, kinds)
    def code_action(ls: Server, params: types.CodeActionParams) -> list[types.CodeAction]:
        snapshot = ls.snapshot(params.text_document.uri)
        if snapshot is None:
            return []
        found = list(actions(snapshot, convert.offsets(snapshot, params.range)))
        if params.context.only and any(FIX_ALL.startswith(kind) for kind in params.context.only):
            everything = fix_all(snapshot)
            found = [everything] if everything is not None else []
        return [convert.action(snapshot, each, list(params.context.diagnostics), versioned=ls.versioned) for each in found]
