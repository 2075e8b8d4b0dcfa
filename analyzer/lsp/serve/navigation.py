"""Ways through a file: definitions, references, renames, and stages as calls."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from analyzer.lsp import convert_structure as to
from analyzer.lsp.convert import offset, span
from analyzer.lsp.features import calls
from analyzer.lsp.features.definition import definition
from analyzer.lsp.features.highlight import highlight
from analyzer.lsp.features.links import file_at
from analyzer.lsp.features.references import references
from analyzer.lsp.features.rename import RenameError, prepare, rename
from analyzer.lsp.serve.structure import folders

if TYPE_CHECKING:
    from analyzer.lsp.server import Server

_FAILED = types.LSPErrorCodes.RequestFailed.value


def register(server: Server) -> None:
    """Makes the server answer."""
    _register_places(server)
    _register_rename(server)
    _register_calls(server)


def _register_places(server: Server) -> None:
    @server.feature(types.TEXT_DOCUMENT_DEFINITION)
    def go_to_definition(ls: Server, params: types.DefinitionParams) -> list[types.Location]:
        snapshot = ls.snapshot(params.text_document.uri)
        if snapshot is None:
            return []
        at = offset(snapshot, params.position)
        found = [to.location(snapshot, place) for place in definition(snapshot, at)]
        file = file_at(snapshot, at, folders(ls)) if not found else ""
        start = types.Position(0, 0)
        return [types.Location(file, types.Range(start, start))] if file else found

    @server.feature(types.TEXT_DOCUMENT_REFERENCES)
    def find_references(ls: Server, params: types.ReferenceParams) -> list[types.Location]:
        snapshot = ls.snapshot(params.text_document.uri)
        if snapshot is None:
            return []
        declaration = params.context.include_declaration
        found = references(snapshot, offset(snapshot, params.position), declaration=declaration)
        return [to.location(snapshot, place) for place in found]

    @server.feature(types.TEXT_DOCUMENT_DOCUMENT_HIGHLIGHT)
    def document_highlight(ls: Server, params: types.DocumentHighlightParams) -> list[types.DocumentHighlight]:
        snapshot = ls.snapshot(params.text_document.uri)
        if snapshot is None:
            return []
        return [to.highlight(snapshot, each) for each in highlight(snapshot, offset(snapshot, params.position))]


def _register_rename(server: Server) -> None:
    @server.feature(types.TEXT_DOCUMENT_PREPARE_RENAME)
    def prepare_rename(ls: Server, params: types.PrepareRenameParams) -> types.PrepareRenamePlaceholder | None:
        snapshot = ls.snapshot(params.text_document.uri)
        if snapshot is None:
            return None
        try:
            found = prepare(snapshot, offset(snapshot, params.position))
        except RenameError as error:
            raise JsonRpcException(str(error), _FAILED) from None
        return types.PrepareRenamePlaceholder(span(snapshot, found[0]), found[1]) if found is not None else None

    @server.feature(types.TEXT_DOCUMENT_RENAME, types.RenameOptions(prepare_provider=True))
    def rename_all(ls: Server, params: types.RenameParams) -> types.WorkspaceEdit | None:
        snapshot = ls.snapshot(params.text_document.uri)
        if snapshot is None:
            return None
        try:
            changes = rename(snapshot, offset(snapshot, params.position), params.new_name)
        except RenameError as error:
            raise JsonRpcException(str(error), _FAILED) from None
        return to.workspace_edit(snapshot, changes, versioned=ls.versioned) if changes else None


def _register_calls(server: Server) -> None:
    @server.feature(types.TEXT_DOCUMENT_PREPARE_CALL_HIERARCHY)
    def prepare_calls(ls: Server, params: types.CallHierarchyPrepareParams) -> list[types.CallHierarchyItem] | None:
        snapshot = ls.snapshot(params.text_document.uri)
        if snapshot is None:
            return None
        stage = calls.stage_at(snapshot, offset(snapshot, params.position))
        return [to.call_item(snapshot, stage)] if stage is not None else None

    @server.feature(types.CALL_HIERARCHY_INCOMING_CALLS)
    def incoming(ls: Server, params: types.CallHierarchyIncomingCallsParams) -> list[types.CallHierarchyIncomingCall]:
        snapshot = ls.snapshot(params.item.uri)
        if snapshot is None:
            return []
        found = calls.incoming(snapshot, offset(snapshot, params.item.range.start))
        return [
            types.CallHierarchyIncomingCall(to.call_item(snapshot, each.stage), [span(snapshot, one) for one in each.ranges])
            for each in found
        ]

    @server.feature(types.CALL_HIERARCHY_OUTGOING_CALLS)
    def outgoing(ls: Server, params: types.CallHierarchyOutgoingCallsParams) -> list[types.CallHierarchyOutgoingCall]:
        snapshot = ls.snapshot(params.item.uri)
        if snapshot is None:
            return []
        found = calls.outgoing(snapshot, offset(snapshot, params.item.range.start))
        return [
            types.CallHierarchyOutgoingCall(to.call_item(snapshot, each.stage), [span(snapshot, one) for one in each.ranges])
            for each in found
        ]
