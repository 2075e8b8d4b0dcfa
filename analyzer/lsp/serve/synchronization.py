"""Files that are opened, edited, saved and closed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

if TYPE_CHECKING:
    from analyzer.lsp.documents import Edit
    from analyzer.lsp.server import Server


def register(server: Server) -> None:
    """Makes the server answer."""

    @server.feature(types.TEXT_DOCUMENT_DID_OPEN)
    def opened(ls: Server, params: types.DidOpenTextDocumentParams) -> None:
        document = params.text_document
        ls.documents.open(document.uri, document.language_id, document.version, document.text)
        ls.publish_soon(document.uri, 0)

    @server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    def changed(ls: Server, params: types.DidChangeTextDocumentParams) -> None:
        edits: list[Edit] = []
        for change in params.content_changes:
            if isinstance(change, types.TextDocumentContentChangePartial):
                start, end = change.range.start, change.range.end
                edits.append(((start.line, start.character), (end.line, end.character), change.text))
            else:
                edits.append((None, None, change.text))
        ls.documents.change(params.text_document.uri, params.text_document.version, edits)
        ls.publish_soon(params.text_document.uri)

    @server.feature(types.TEXT_DOCUMENT_DID_SAVE)
    def saved(ls: Server, params: types.DidSaveTextDocumentParams) -> None:
        if ls.rules.of(params.text_document.uri) is not None:  # other files are judged by it
            ls.configured.reload()
            ls.judge_anew()
        ls.publish_soon(params.text_document.uri, 0)

    @server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    def closed(ls: Server, params: types.DidCloseTextDocumentParams) -> None:
        ls.documents.close(params.text_document.uri)
        ls.publish_soon(params.text_document.uri, 0)
