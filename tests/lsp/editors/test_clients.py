"""The server as clients that are used see it: every answer is checked against what the client said it can do."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_lsp
from lsprotocol import types
from pytest_lsp import ClientServerConfig, LanguageClient, client_capabilities

TEXT = (
    'ARG V=12\nFROM debian:$V AS base\n# é😀\nRUN sudo apt-get install curl && echo "é😀"\nFROM base\nCOPY --from=base /a /b\n'
)
pytestmark = [pytest.mark.slow, pytest.mark.timeout(60), pytest.mark.asyncio(loop_scope="module")]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("workspace")
    (made / "Dockerfile").write_text(TEXT, encoding="utf-8")
    return made


@pytest_lsp.fixture(  # type: ignore[untyped-decorator] # the library's own
    config=ClientServerConfig(server_command=[sys.executable, "-m", "analyzer", "lsp"]),
    params=["neovim@v0.6", "neovim@v0.11", "visual_studio_code", "emacs"],
    scope="module",
)
async def client(request: pytest.FixtureRequest, lsp_client: LanguageClient, folder: Path) -> AsyncIterator[None]:
    @lsp_client.feature(types.CLIENT_REGISTER_CAPABILITY)  # type: ignore[untyped-decorator] # the library's own
    def register(params: types.RegistrationParams) -> None: ...  # pytest-lsp says it can, and has no answer

    await lsp_client.initialize_session(
        types.InitializeParams(
            capabilities=client_capabilities(request.param),
            workspace_folders=[types.WorkspaceFolder(folder.as_uri(), "it")],
        )
    )
    lsp_client.text_document_did_open(
        types.DidOpenTextDocumentParams(types.TextDocumentItem((folder / "Dockerfile").as_uri(), "dockerfile", 1, TEXT))
    )
    yield
    await lsp_client.shutdown_session()


def document(folder: Path) -> types.TextDocumentIdentifier:
    return types.TextDocumentIdentifier((folder / "Dockerfile").as_uri())


async def test_diagnostics_come_in_the_way_the_client_takes_them(client: LanguageClient, folder: Path) -> None:
    assert client.capabilities is not None
    text = client.capabilities.text_document
    uri = document(folder).uri
    if text is not None and text.diagnostic is not None:
        report = await client.text_document_diagnostic_async(types.DocumentDiagnosticParams(document(folder)))
        assert isinstance(report, types.RelatedFullDocumentDiagnosticReport)
        found = list(report.items)
        assert not client.diagnostics.get(uri)
    else:
        while uri not in client.diagnostics:
            await client.wait_for_notification(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
        found = list(client.diagnostics[uri])
    sudo = next(each for each in found if each.code == "sudo-used")
    assert sudo.range.start == types.Position(3, 4)
    assert sudo.source == "buildsecbot"


async def test_a_fix_is_offered(client: LanguageClient, folder: Path) -> None:
    place = types.Range(types.Position(3, 0), types.Position(3, 30))
    offered = await client.text_document_code_action_async(
        types.CodeActionParams(document(folder), place, types.CodeActionContext([]))
    )
    assert offered
    assert all(isinstance(each, types.CodeAction) and each.title and each.kind for each in offered)


async def test_what_else_is_asked_of_a_file(client: LanguageClient, folder: Path) -> None:
    """Each answer is of the form that the client takes, as pytest-lsp sees to; what they say is tested elsewhere."""
    here: dict[str, Any] = {"text_document": document(folder), "position": types.Position(4, 6)}
    assert await client.text_document_hover_async(types.HoverParams(**here))
    assert await client.text_document_definition_async(types.DefinitionParams(**here))
    assert await client.text_document_references_async(types.ReferenceParams(context=types.ReferenceContext(True), **here))
    assert await client.text_document_document_highlight_async(types.DocumentHighlightParams(**here))
    assert await client.text_document_document_symbol_async(types.DocumentSymbolParams(document(folder)))
    assert await client.text_document_completion_async(types.CompletionParams(**here))
    renamed = await client.text_document_rename_async(types.RenameParams(new_name="other", **here))
    assert renamed is not None
    everywhere = types.Range(types.Position(0, 0), types.Position(6, 0))
    await client.text_document_folding_range_async(types.FoldingRangeParams(document(folder)))
    await client.text_document_document_link_async(types.DocumentLinkParams(document(folder)))
    await client.text_document_selection_range_async(types.SelectionRangeParams(document(folder), [types.Position(4, 6)]))
    await client.text_document_formatting_async(
        types.DocumentFormattingParams(document(folder), types.FormattingOptions(4, True))
    )
    await client.text_document_semantic_tokens_full_async(types.SemanticTokensParams(document(folder)))
    await client.text_document_semantic_tokens_range_async(types.SemanticTokensRangeParams(document(folder), everywhere))


async def test_the_workspace_is_asked_about(client: LanguageClient, folder: Path) -> None:
    symbols = await client.workspace_symbol_async(types.WorkspaceSymbolParams("base"))
    assert symbols
    report = await client.workspace_diagnostic_async(types.WorkspaceDiagnosticParams([]))
    assert [each.uri for each in report.items] == [document(folder).uri]


async def test_edits_reach_the_file(client: LanguageClient, folder: Path) -> None:
    """The last test of a client: the file is another one then."""
    place = types.Range(types.Position(3, 4), types.Position(3, 9))
    change = types.TextDocumentContentChangePartial(place, "")
    identifier = types.VersionedTextDocumentIdentifier(version=2, uri=document(folder).uri)
    client.text_document_did_change(types.DidChangeTextDocumentParams(identifier, [change]))
    found = await client.text_document_diagnostic_async(types.DocumentDiagnosticParams(document(folder)))
    assert isinstance(found, types.RelatedFullDocumentDiagnosticReport)
    assert found.items
    assert "sudo-used" not in {each.code for each in found.items}
