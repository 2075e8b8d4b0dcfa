"""Diagnostics that a client asks for itself, of a file it has open."""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING

from lsprotocol import types

from analyzer.lsp.serve import rules

if TYPE_CHECKING:
    from analyzer.lsp.server import Server


def register(server: Server) -> None:
    """Makes the server answer."""
    options = types.DiagnosticOptions(inter_file_dependencies=False, workspace_diagnostics=True, identifier="buildsecbot")

    # A task, not a plain function: a request that is cancelled in the same breath is never worked on.
    @server.feature(types.TEXT_DOCUMENT_DIAGNOSTIC, options)
    async def diagnostic(
        ls: Server, params: types.DocumentDiagnosticParams
    ) -> types.RelatedFullDocumentDiagnosticReport | types.RelatedUnchangedDocumentDiagnosticReport:
        uri = params.text_document.uri
        await rules.settle(ls, uri)
        file = ls.documents.files.get(uri)
        result = result_id(ls, file.text if file is not None else "")
        if params.previous_result_id == result:
            return types.RelatedUnchangedDocumentDiagnosticReport(result)
        return types.RelatedFullDocumentDiagnosticReport(ls.found(uri), result_id=result)


def result_id(server: Server, text: str) -> str:
    """What stands for the diagnostics of a text: the same while neither it nor a configuration has changed."""
    digest = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()
    return f"{server.configured.generation}-{digest}"
