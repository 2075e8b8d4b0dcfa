"""The same over the protocol, with what a client says that it takes."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator

import pytest
import pytest_lsp
from lsprotocol import types
from pytest_lsp import ClientServerConfig, LanguageClient

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(60)]

URI = "file:///work/Dockerfile"
TEXT = "FROM debian AS é😀\r\nLABEL x=😀$PA\r\nCOP a b\r\n"
_encoding = ["utf-16"]  # what the server chose in the session at hand


@pytest_lsp.fixture(  # type: ignore[untyped-decorator]
    config=ClientServerConfig(server_command=[sys.executable, "-m", "analyzer", "lsp"]),
    params=["neovim", "visual_studio_code", "utf-8", "utf-32"],
    scope="module",
    loop_scope="module",
)
async def client(request: pytest.FixtureRequest, lsp_client: LanguageClient) -> AsyncIterator[None]:
    if request.param in types.PositionEncodingKind._value2member_map_:
        encodings = [types.PositionEncodingKind(request.param)]
        capabilities = types.ClientCapabilities(general=types.GeneralClientCapabilities(position_encodings=encodings))
    else:
        capabilities = pytest_lsp.client_capabilities(request.param)
    lsp_client.feature(types.CLIENT_REGISTER_CAPABILITY)(lambda _: None)
    result = await lsp_client.initialize_session(types.InitializeParams(capabilities=capabilities))
    chosen = result.capabilities.position_encoding or "utf-16"
    _encoding[:] = [str(getattr(chosen, "value", chosen))]
    yield
    await lsp_client.shutdown_session()


async def _asked(client: LanguageClient, line: int, column: int, trigger: str = "") -> types.CompletionList:
    client.text_document_did_open(types.DidOpenTextDocumentParams(types.TextDocumentItem(URI, "dockerfile", 1, TEXT)))
    kind = types.CompletionTriggerKind.TriggerCharacter if trigger else types.CompletionTriggerKind.Invoked
    found = await client.text_document_completion_async(
        types.CompletionParams(
            types.TextDocumentIdentifier(URI),
            types.Position(line, column),
            context=types.CompletionContext(kind, trigger or None),
        )
    )
    assert isinstance(found, types.CompletionList)
    return found


def _columns(text: str) -> int:
    encoding = _encoding[0]
    width = {"utf-8": 1, "utf-16": 2, "utf-32": 4}[encoding]
    return len(text.encode({"utf-16": "utf-16-le", "utf-32": "utf-32-le"}.get(encoding, encoding))) // width


async def test_the_place_is_as_the_client_counts(client: LanguageClient) -> None:
    column = _columns("LABEL x=😀$PA")
    found = await _asked(client, 1, column)
    item = next(item for item in found.items if item.label == "PATH")
    edit = item.text_edit
    assert edit is not None
    place = edit.replace if isinstance(edit, types.InsertReplaceEdit) else edit.range
    assert (place.start.character, place.end.character) == (column - 2, column)


async def test_a_proposal_inserts_or_replaces(client: LanguageClient) -> None:
    found = await _asked(client, 2, 1)
    item = next(item for item in found.items if item.label == "COPY")
    options = client.capabilities.text_document if client.capabilities is not None else None
    own = options.completion.completion_item if options is not None and options.completion is not None else None
    assert isinstance(item.text_edit, types.InsertReplaceEdit) is bool(own and own.insert_replace_support)
    if isinstance(item.text_edit, types.InsertReplaceEdit):
        assert (item.text_edit.insert.end.character, item.text_edit.replace.end.character) == (1, 3)
    old = next(item for item in found.items if item.label == "MAINTAINER")
    assert bool(old.tags or old.deprecated) is bool(own and (own.tag_support or own.deprecated_support))


async def test_more_is_told_when_it_is_asked_for(client: LanguageClient) -> None:
    found = await _asked(client, 2, 1)
    item = next(item for item in found.items if item.label == "COPY")
    assert item.documentation is None
    resolved = await client.completion_item_resolve_async(item)
    told = resolved.documentation
    assert "COPY" in (told.value if isinstance(told, types.MarkupContent) else told or "")
    assert (await client.completion_item_resolve_async(types.CompletionItem("x", data={"doc": [1]}))).documentation is None


async def test_a_space_within_words_is_no_question(client: LanguageClient) -> None:
    assert not (await _asked(client, 2, 0, " ")).items


async def test_a_file_that_is_not_open_has_no_proposals(client: LanguageClient) -> None:
    params = types.CompletionParams(types.TextDocumentIdentifier("file:///work/other"), types.Position(0, 0))
    assert await client.text_document_completion_async(params) is None
