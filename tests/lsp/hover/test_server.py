"""The same over the protocol: a server is started, and asked in each way of counting columns."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
import pytest_lsp
from lsprotocol import types
from pytest_lsp import ClientServerConfig, LanguageClient

from analyzer.lsp.features.lenses import AT_ONCE, SHOW_REFERENCES
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
RUN --mount=type=cache,
""".replace("\n", "\r\n")


_asked: list[str] = []


def _noting(method: str) -> Callable[[Any], None]:
    """Takes note of what the server asks for."""

    def note(_: Any = None) -> None:
        _asked.append(method)

    return note


@pytest_lsp.fixture(  # type: ignore[untyped-decorator]
    config=ClientServerConfig(server_command=[sys.executable, "-m", "analyzer", "lsp"]),
    params=["utf-8", "utf-16", "utf-32"],
    scope="module",
    loop_scope="module",
)
async def client(request: pytest.FixtureRequest, lsp_client: LanguageClient) -> AsyncIterator[None]:
    offsets = types.ClientSignatureParameterInformationOptions(label_offset_support=request.param != "utf-8")
    signature = types.SignatureHelpClientCapabilities(
        signature_information=types.ClientSignatureInformationOptions(parameter_information=offsets)
    )
    formats = [types.MarkupKind.PlainText if request.param == "utf-32" else types.MarkupKind.Markdown]
    capabilities = types.ClientCapabilities(
        general=types.GeneralClientCapabilities(position_encodings=[types.PositionEncodingKind(request.param)]),
        text_document=types.TextDocumentClientCapabilities(
            signature_help=signature, hover=types.HoverClientCapabilities(content_format=formats)
        ),
        workspace=types.WorkspaceClientCapabilities(
            inlay_hint=types.InlayHintWorkspaceClientCapabilities(refresh_support=True),
            code_lens=types.CodeLensWorkspaceClientCapabilities(refresh_support=True),
        ),
        window=types.WindowClientCapabilities(show_document=types.ShowDocumentClientCapabilities(support=True)),
    )
    settings = {"hints": {"layers": True}} if request.param != "utf-8" else {}
    params = types.InitializeParams(capabilities=capabilities, initialization_options=settings)
    for method in (types.WORKSPACE_INLAY_HINT_REFRESH, types.WORKSPACE_CODE_LENS_REFRESH):
        lsp_client.feature(method)(_noting(method))
    await lsp_client.initialize_session(params)
    yield
    await lsp_client.shutdown_session()


class _File:
    """A file that is open, in the client's positions."""

    def __init__(self, client: LanguageClient, path: Path, encoding: str) -> None:
        self.document = types.TextDocumentIdentifier((path / "Dockerfile").as_uri())
        self.units = Units(TEXT, encoding)
        self.all = types.Range(types.Position(0, 0), types.Position(self.units.lines, 0))
        item = types.TextDocumentItem(self.document.uri, "dockerfile", 1, TEXT)
        client.text_document_did_open(types.DidOpenTextDocumentParams(item))

    def behind(self, words: str) -> types.Position:
        return types.Position(*self.units.place(TEXT.index(words) + len(words)))

    def cut(self, place: types.Range) -> str:
        start, end = (self.units.offset((one.line, one.character)) for one in (place.start, place.end))
        return TEXT[start:end]


@pytest.fixture
def encoding(request: pytest.FixtureRequest) -> str:
    return str(request.node.callspec.params["client"])


@pytest.fixture
def file(client: LanguageClient, tmp_path: Path, encoding: str) -> _File:
    return _File(client, tmp_path, encoding)


async def test_hover(client: LanguageClient, file: _File, encoding: str) -> None:
    found = await client.text_document_hover_async(types.HoverParams(file.document, file.behind('"😀é" $')))
    assert found is not None
    assert isinstance(found.contents, types.MarkupContent)
    assert found.contents.kind == ("plaintext" if encoding == "utf-32" else "markdown")
    assert "`$V` = `1`" in found.contents.value
    assert found.range is not None
    assert file.cut(found.range) == "$V"


async def test_hover_of_nothing(client: LanguageClient, file: _File) -> None:
    assert await client.text_document_hover_async(types.HoverParams(file.document, types.Position(99, 0))) is None
    elsewhere = types.TextDocumentIdentifier("file:///not/open")
    assert await client.text_document_hover_async(types.HoverParams(elsewhere, types.Position(0, 0))) is None


async def test_signature_help(client: LanguageClient, file: _File, encoding: str) -> None:
    place = file.behind("COPY --from=BUILD /😀 ")
    found = await client.text_document_signature_help_async(types.SignatureHelpParams(file.document, place))
    assert found is not None
    assert found.active_parameter == 2
    first = found.signatures[found.active_signature or 0]
    assert first.parameters is not None
    label = first.parameters[2].label
    if isinstance(label, str):
        assert encoding == "utf-8"
    else:
        label = first.label[label[0] : label[1]]
    assert label == "DESTINATION"


async def test_signature_help_where_no_parameter_is_typed(client: LanguageClient, file: _File) -> None:
    params = types.SignatureHelpParams(file.document, file.behind("type=cache,"))
    found = await client.text_document_signature_help_async(params)
    assert found is not None
    first = found.signatures[found.active_signature or 0]
    assert first.label.startswith("--mount=type=cache,")
    assert first.parameters is not None
    assert found.active_parameter == len(first.parameters)


async def test_inlay_hints(client: LanguageClient, file: _File, encoding: str) -> None:
    found = await client.text_document_inlay_hint_async(types.InlayHintParams(file.document, file.all))
    assert found is not None
    shown = [(file.cut(types.Range(types.Position(hint.position.line, 0), hint.position)), hint.label) for hint in found]
    expected = [
        ("FROM a:$V", "= 1"),
        ("FROM a:$V AS Build", "stage 0"),
        ('LABEL é="😀" x="$V', "= 1"),
        ("FROM build", "stage 1"),
    ]
    assert [each for each in shown if "layer" not in str(each[1])] == expected
    assert [label for _, label in shown if "layer" in str(label)] == (
        [] if encoding == "utf-8" else ["layer 1", "layer 2", "layer 3"]
    )


async def test_code_lenses(client: LanguageClient, file: _File) -> None:
    found = await client.text_document_code_lens_async(types.CodeLensParams(file.document))
    assert found is not None
    commands = [lens.command for lens in found if lens.command is not None]
    assert len(commands) == len(found)
    assert [each.title for each in commands] == [
        "2 uses of this stage",
        "layer 1 · rebuilt when V changes",
        "becomes the image",
        "layer 2 · rebuilt when V changes",
        "layer 3 · rebuilt when V changes",
    ]
    assert commands[0].command == SHOW_REFERENCES
    assert commands[0].arguments is not None
    arguments: list[Any] = list(commands[0].arguments)
    uri, _, places = arguments
    assert uri == file.document.uri
    ranges = [types.Range(types.Position(**each["range"]["start"]), types.Position(**each["range"]["end"])) for each in places]
    assert [file.cut(each) for each in ranges] == ["build", "BUILD"]


async def test_the_command_of_a_lens_shows_a_use(client: LanguageClient, file: _File) -> None:
    lenses = await client.text_document_code_lens_async(types.CodeLensParams(file.document))
    assert lenses is not None
    command = lenses[0].command
    assert command is not None
    before = len(client.shown_documents)
    answer = await client.workspace_execute_command_async(types.ExecuteCommandParams(command.command, command.arguments))
    assert answer is not None
    assert len(answer) == 2
    await client.text_document_hover_async(
        types.HoverParams(file.document, types.Position(0, 0))
    )  # the request has come by then
    shown = client.shown_documents[before:]
    assert [each.uri for each in shown] == [file.document.uri]
    assert shown[0].selection is not None
    assert file.cut(shown[0].selection) == "build"


async def test_the_command_without_places(client: LanguageClient) -> None:
    assert await client.workspace_execute_command_async(types.ExecuteCommandParams(SHOW_REFERENCES, [])) == []


async def test_lenses_of_a_large_file_are_resolved(client: LanguageClient, tmp_path: Path) -> None:
    document = types.TextDocumentIdentifier((tmp_path / "Large.Dockerfile").as_uri())
    text = "FROM a\n" + "RUN true\n" * (AT_ONCE + 1)
    client.text_document_did_open(types.DidOpenTextDocumentParams(types.TextDocumentItem(document.uri, "dockerfile", 1, text)))
    found = await client.text_document_code_lens_async(types.CodeLensParams(document))
    assert found is not None
    assert found[-1].command is None
    resolved = await client.code_lens_resolve_async(found[-1])
    assert resolved.command is not None
    assert resolved.command.title == f"layer {AT_ONCE + 1}"


async def test_settings_that_change_are_seen(client: LanguageClient, file: _File) -> None:
    _asked.clear()
    for switch in (False, True):
        settings = {"buildsecbot": {"hints": switch, "lenses": {"layers": switch, "uses": False}}}
        client.workspace_did_change_configuration(types.DidChangeConfigurationParams(settings))
        shown = await client.text_document_inlay_hint_async(types.InlayHintParams(file.document, file.all))
        lenses = await client.text_document_code_lens_async(types.CodeLensParams(file.document))
        assert shown is not None
        assert lenses is not None
        assert bool(shown) == bool(lenses) == switch
    assert sorted(set(_asked)) == [types.WORKSPACE_CODE_LENS_REFRESH, types.WORKSPACE_INLAY_HINT_REFRESH]
