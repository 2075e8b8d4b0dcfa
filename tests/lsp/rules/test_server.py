"""The same over the protocol, beside Dockerfiles, pushed and pulled."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_lsp
from lsprotocol import types
from pytest_lsp import ClientServerConfig, LanguageClient

from tests.lsp.rules.files import RULE_TEXT

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(60)]
WRONG = "params: {😀: {type: list, default: [], x: 1}}"
BROKEN = RULE_TEXT.replace("severity: warning", f"{WRONG}\nseverity: wrning").replace("\n", "\r\n")
FAILING = RULE_TEXT.replace("RUN curl", "RUN wget")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    work = tmp_path_factory.mktemp("work")
    (work / ".buildsecbot.yaml").write_text("rules: [my]\n")
    (work / "my").mkdir()
    return work


@pytest_lsp.fixture(  # type: ignore[untyped-decorator]
    config=ClientServerConfig(server_command=[sys.executable, "-m", "analyzer", "lsp"]),
    params=["push", "pull"],
    scope="module",
    loop_scope="module",
)
async def client(request: pytest.FixtureRequest, lsp_client: LanguageClient, folder: Path) -> AsyncIterator[None]:
    symbols = types.DocumentSymbolClientCapabilities(hierarchical_document_symbol_support=True)
    pulls = types.DiagnosticClientCapabilities() if request.param == "pull" else None
    text = types.TextDocumentClientCapabilities(document_symbol=symbols, diagnostic=pulls)
    capabilities = types.ClientCapabilities(text_document=text)
    folders = [types.WorkspaceFolder(folder.as_uri(), "work")]
    await lsp_client.initialize_session(types.InitializeParams(capabilities=capabilities, workspace_folders=folders))
    yield
    await lsp_client.shutdown_session()


def opened(client: LanguageClient, path: Path, text: str, language: str = "yaml") -> types.TextDocumentIdentifier:
    uri = path.as_uri()
    item = types.TextDocumentItem(uri, language, 1, text)
    client.text_document_did_open(types.DidOpenTextDocumentParams(item))
    return types.TextDocumentIdentifier(uri)


async def told(client: LanguageClient, file: types.TextDocumentIdentifier, code: str) -> list[types.Diagnostic]:
    """The diagnostics of a file, once one of this code is among them."""
    text = client.capabilities.text_document if client.capabilities is not None else None
    while True:
        if text is not None and text.diagnostic is not None:
            report = await client.text_document_diagnostic_async(types.DocumentDiagnosticParams(file))
            assert isinstance(report, types.RelatedFullDocumentDiagnosticReport)
            found = list(report.items)
            assert code in {each.code for each in found}, "what is asked for is answered in full"
        else:
            found = list(client.diagnostics.get(file.uri, ()))
        if code in {each.code for each in found}:
            return found
        await asyncio.sleep(0.02)


async def test_mistakes_have_their_places(client: LanguageClient, folder: Path) -> None:
    file = opened(client, folder / "my" / "broken.yaml", BROKEN)
    found = {each.code: each for each in await told(client, file, "R304")}
    assert set(found) == {"R301", "R304"}
    assert (found["R304"].range.start, found["R304"].range.end) == (types.Position(3, 10), types.Position(3, 16))
    column = len(WRONG[: WRONG.index("x:")].encode("utf-16-le")) // 2
    assert (found["R301"].range.start, found["R301"].range.end) == (types.Position(2, column), types.Position(2, column + 1))
    context = types.CodeActionContext([found["R304"]])
    answer = await client.text_document_code_action_async(types.CodeActionParams(file, found["R304"].range, context))
    (action,) = [each for each in answer or () if isinstance(each, types.CodeAction)]
    assert (action.title, action.is_preferred, list(action.diagnostics or ())) == ("Write 'warning'", True, [found["R304"]])


async def test_examples_are_run(client: LanguageClient, folder: Path) -> None:
    file = opened(client, folder / "my" / "failing.yaml", FAILING)
    (found,) = await told(client, file, "missing")
    assert found.severity == types.DiagnosticSeverity.Warning
    lenses = await client.text_document_code_lens_async(types.CodeLensParams(file))
    assert [each.command.title for each in lenses or () if each.command] == ["2 examples: 1 problem"]


async def test_what_can_be_written_and_what_it_means(client: LanguageClient, folder: Path) -> None:
    file = opened(client, folder / "my" / "rule.yaml", "title: '😀'\nmatch: {instruction: RUN, json-form: true, }\nid: a\n")
    answer = await client.text_document_completion_async(types.CompletionParams(file, types.Position(1, 43)))
    assert isinstance(answer, types.CompletionList)
    assert "stage" in {each.label for each in answer.items}
    hover = await client.text_document_hover_async(types.HoverParams(file, types.Position(1, 28)))
    assert hover is not None
    assert isinstance(hover.contents, types.MarkupContent)
    assert "JSON array" in hover.contents.value
    (root,) = await client.text_document_document_symbol_async(types.DocumentSymbolParams(file)) or ()
    assert root.name == "a"


async def test_other_files_have_no_part_in_it(client: LanguageClient, folder: Path) -> None:
    foreign = opened(client, folder / "compose.yaml", "services: {a: {image: b}}\n")
    place = types.Position(0, 3)
    assert await client.text_document_hover_async(types.HoverParams(foreign, place)) is None
    assert not await client.text_document_completion_async(types.CompletionParams(foreign, place))
    assert not await client.text_document_document_symbol_async(types.DocumentSymbolParams(foreign))
    ours = opened(client, folder / "my" / "other.yaml", RULE_TEXT)
    assert not await client.text_document_definition_async(types.DefinitionParams(ours, place))
    assert not await client.text_document_folding_range_async(types.FoldingRangeParams(ours))
    docker = opened(client, folder / "Dockerfile", "FROM debian\nUSER root\n", "dockerfile")
    answer = await client.text_document_completion_async(types.CompletionParams(docker, types.Position(1, 0)))
    assert isinstance(answer, types.CompletionList)
    assert "match" not in {each.label for each in answer.items}
    assert not {"R002", "R300"} & {each.code for each in await told(client, docker, "final-user-root")}


async def test_typing_is_answered(client: LanguageClient, folder: Path) -> None:
    file = opened(client, folder / "my" / "typed.yaml", "")
    text = "id: a\nmatch:\n  instruction: [RUN, {'x\n"
    for version, char in enumerate(text, 2):
        change = types.TextDocumentContentChangeWholeDocument(text[: version - 1])
        identifier = types.VersionedTextDocumentIdentifier(version=version, uri=file.uri)
        client.text_document_did_change(types.DidChangeTextDocumentParams(identifier, [change]))
        lines = change.text.split("\n")
        place = types.Position(len(lines) - 1, len(lines[-1]))
        assert await client.text_document_completion_async(types.CompletionParams(file, place)) is not None, char
        await client.text_document_hover_async(types.HoverParams(file, place))
    await told(client, file, "R002")
