"""The same over the protocol: a server is started, and asked in each way of counting columns."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_lsp
from lsprotocol import types
from pygls.exceptions import JsonRpcException
from pytest_lsp import ClientServerConfig, LanguageClient

from analyzer.lsp.units import Units

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(60)]

TEXT = """\
ARG V=1
FROM a:$V AS Build
ARG V
LABEL é="😀" x="$V"
RUN echo "😀é" $V \\
  && true
FROM build
COPY --from=BUILD /😀 /b
COPY /other.Dockerfile /c
RUN <<EOF
true
EOF
""".replace("\n", "\r\n")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    work = tmp_path_factory.mktemp("work")
    (work / "other.Dockerfile").write_text("FROM a AS elsewhere\n")
    return work


@pytest_lsp.fixture(  # type: ignore[untyped-decorator]
    config=ClientServerConfig(server_command=[sys.executable, "-m", "analyzer", "lsp"]),
    params=["utf-8", "utf-16", "utf-32"],
    scope="module",
    loop_scope="module",
)
async def client(request: pytest.FixtureRequest, lsp_client: LanguageClient, folder: Path) -> AsyncIterator[None]:
    symbols = types.DocumentSymbolClientCapabilities(hierarchical_document_symbol_support=True)
    capabilities = types.ClientCapabilities(
        general=types.GeneralClientCapabilities(position_encodings=[types.PositionEncodingKind(request.param)]),
        text_document=types.TextDocumentClientCapabilities(document_symbol=symbols),
        workspace=types.WorkspaceClientCapabilities(
            workspace_edit=types.WorkspaceEditClientCapabilities(document_changes=True), workspace_folders=True
        ),
    )
    folders = [types.WorkspaceFolder(folder.as_uri(), "work")]
    await lsp_client.initialize_session(types.InitializeParams(capabilities=capabilities, workspace_folders=folders))
    yield
    await lsp_client.shutdown_session()


class _File:
    """A file that is open, in the client's positions."""

    def __init__(self, client: LanguageClient, path: Path, encoding: str) -> None:
        self.document = types.TextDocumentIdentifier((path / "Dockerfile").as_uri())
        self.units = Units(TEXT, encoding)
        item = types.TextDocumentItem(self.document.uri, "dockerfile", 1, TEXT)
        client.text_document_did_open(types.DidOpenTextDocumentParams(item))

    def behind(self, words: str) -> types.Position:
        return types.Position(*self.units.place(TEXT.index(words) + len(words)))

    def cut(self, place: types.Range) -> str:
        start, end = (self.units.offset((one.line, one.character)) for one in (place.start, place.end))
        return TEXT[start:end]


@pytest.fixture
def file(client: LanguageClient, folder: Path, request: pytest.FixtureRequest) -> _File:
    return _File(client, folder, request.node.callspec.params["client"])


async def test_ways_through_a_file(client: LanguageClient, file: _File) -> None:
    place = file.behind('"😀é" $')
    made = await client.text_document_definition_async(types.DefinitionParams(file.document, place))
    assert isinstance(made, list)
    assert [file.cut(each.range) for each in made if isinstance(each, types.Location)] == ["V"]
    file_named = file.behind("/other")
    made = await client.text_document_definition_async(types.DefinitionParams(file.document, file_named))
    assert isinstance(made, list)
    assert [each.uri.rpartition("/")[2] for each in made if isinstance(each, types.Location)] == ["other.Dockerfile"]
    context = types.ReferenceContext(include_declaration=True)
    used = await client.text_document_references_async(types.ReferenceParams(context, file.document, place))
    assert used is not None
    assert [(each.range.start.line, file.cut(each.range)) for each in used] == [
        (0, "V"),
        (1, "V"),
        (2, "V"),
        (3, "V"),
        (4, "V"),
    ]
    marks = await client.text_document_document_highlight_async(types.DocumentHighlightParams(file.document, place))
    assert marks is not None
    write, read = types.DocumentHighlightKind.Write, types.DocumentHighlightKind.Read
    assert [each.kind for each in marks] == [write, read, write, read, read]


async def test_rename(client: LanguageClient, file: _File) -> None:
    place = file.behind("--from=")
    ready = await client.text_document_prepare_rename_async(types.PrepareRenameParams(file.document, place))
    assert isinstance(ready, types.PrepareRenamePlaceholder)
    assert (ready.placeholder, file.cut(ready.range)) == ("BUILD", "BUILD")
    edit = await client.text_document_rename_async(types.RenameParams(file.document, place, "Base"))
    assert edit is not None
    assert edit.document_changes is not None
    (change,) = edit.document_changes
    assert isinstance(change, types.TextDocumentEdit)
    assert change.text_document.version == 1
    told = [(file.cut(each.range), each.new_text) for each in change.edits if isinstance(each, types.TextEdit)]
    assert told == [("Build", "Base"), ("build", "base"), ("BUILD", "Base")]


async def test_a_refused_rename_says_why(client: LanguageClient, file: _File) -> None:
    with pytest.raises(JsonRpcException, match="'1' is no name of a stage"):
        await client.text_document_rename_async(types.RenameParams(file.document, file.behind("AS "), "1"))
    nothing = await client.text_document_prepare_rename_async(types.PrepareRenameParams(file.document, types.Position(5, 0)))
    assert nothing is None


async def test_structure(client: LanguageClient, file: _File) -> None:
    outline = await client.text_document_document_symbol_async(types.DocumentSymbolParams(file.document))
    assert outline is not None
    assert [each.name for each in outline] == ["V", "Build", "build"]
    stage = outline[1]
    assert isinstance(stage, types.DocumentSymbol)
    assert [child.name for child in stage.children or ()] == ["V", "é", "x", 'RUN echo "😀é" $V && true']
    folds = await client.text_document_folding_range_async(types.FoldingRangeParams(file.document))
    assert folds is not None
    assert [(each.start_line, each.end_line) for each in folds] == [(1, 5), (4, 5), (6, 11), (9, 11)]
    places = [file.behind("&& "), file.behind("FROM ")]
    chains = await client.text_document_selection_range_async(types.SelectionRangeParams(file.document, places))
    assert chains is not None
    assert [file.cut(each.range) for each in chains] == ["true", "a"]
    found = await client.text_document_document_link_async(types.DocumentLinkParams(file.document))
    assert found is not None
    assert [(file.cut(each.range), each.target) for each in found] == [
        ("a:$V", "https://hub.docker.com/_/a"),
        ("/other.Dockerfile", file.document.uri.replace("Dockerfile", "other.Dockerfile")),
    ]


async def test_calls(client: LanguageClient, file: _File) -> None:
    params = types.CallHierarchyPrepareParams(file.document, file.behind("AS "))
    items = await client.text_document_prepare_call_hierarchy_async(params)
    assert items is not None
    assert [each.name for each in items] == ["Build"]
    calls = await client.call_hierarchy_incoming_calls_async(types.CallHierarchyIncomingCallsParams(items[0]))
    assert calls is not None
    (call,) = calls
    assert [file.cut(each) for each in call.from_ranges] == ["build", "BUILD"]
    called = await client.call_hierarchy_outgoing_calls_async(types.CallHierarchyOutgoingCallsParams(call.from_))
    assert called is not None
    assert [each.to.name for each in called] == ["Build"]


async def test_symbols_of_the_workspace(client: LanguageClient, file: _File) -> None:
    found = await client.workspace_symbol_async(types.WorkspaceSymbolParams(""))
    assert found is not None
    names = [(each.name, each.location.uri.rpartition("/")[2], each.container_name) for each in found]
    assert sorted(names) == [
        ("Build", "Dockerfile", "Dockerfile"),
        ("V", "Dockerfile", "Build"),
        ("V", "Dockerfile", "Dockerfile"),
        ("build", "Dockerfile", "Dockerfile"),
        ("elsewhere", "other.Dockerfile", "other.Dockerfile"),
    ]
