"""What helps to read a file: hovers, signatures, hints, lenses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lsprotocol import converters, types
from pygls.lsp.server import LanguageServer  # noqa: TC002 - pygls reads the signatures of commands

from analyzer.lsp import convert_reading as to
from analyzer.lsp.convert import offset, offsets
from analyzer.lsp.features.hints import hints
from analyzer.lsp.features.hover import hover
from analyzer.lsp.features.lenses import SHOW_REFERENCES, lenses, resolve
from analyzer.lsp.features.signature import TRIGGERS, signatures
from analyzer.lsp.serve import rules

if TYPE_CHECKING:
    from analyzer.lsp.data import Hover
    from analyzer.lsp.placed import Placed
    from analyzer.lsp.server import Server


def register(server: Server) -> None:
    """Makes the server answer."""
    _register_places(server)
    _register_lines(server)
    _register_commands(server)


def refresh(server: Server) -> None:
    """Asks the client to ask for hints and lenses again: something has changed besides the text."""
    workspace = server.client_capabilities.workspace
    if workspace is None:
        return
    if workspace.inlay_hint is not None and workspace.inlay_hint.refresh_support:
        server.workspace_inlay_hint_refresh(None)
    if workspace.code_lens is not None and workspace.code_lens.refresh_support:
        server.workspace_code_lens_refresh(None)


def _register_places(server: Server) -> None:
    @server.feature(types.TEXT_DOCUMENT_HOVER)
    def text_hover(ls: Server, params: types.HoverParams) -> types.Hover | None:
        told = _hover(ls, params)
        if told is None:
            return None
        text = ls.client_capabilities.text_document
        formats = text.hover.content_format if text is not None and text.hover is not None else None
        return to.hover(*told, markdown=_reads_markdown(formats))

    options = types.SignatureHelpOptions(trigger_characters=list(TRIGGERS))

    @server.feature(types.TEXT_DOCUMENT_SIGNATURE_HELP, options)
    def signature_help(ls: Server, params: types.SignatureHelpParams) -> types.SignatureHelp | None:
        snapshot = ls.snapshot(params.text_document.uri)
        found = signatures(snapshot, offset(snapshot, params.position)) if snapshot is not None else None
        if found is None:
            return None
        text = ls.client_capabilities.text_document
        help_ = text.signature_help if text is not None else None
        said = help_.signature_information if help_ is not None else None
        parameters = said.parameter_information if said is not None else None
        by_place = parameters is not None and bool(parameters.label_offset_support)
        markdown = _reads_markdown(said.documentation_format if said is not None else None)
        return to.signature_help(*found, offsets=by_place, markdown=markdown)


def _hover(server: Server, params: types.HoverParams) -> tuple[Placed, Hover] | None:
    snapshot = server.snapshot(params.text_document.uri)
    if snapshot is None:
        return rules.told(server, params)
    found = hover(snapshot, offset(snapshot, params.position))
    return (snapshot, found) if found is not None else None


def _reads_markdown(formats: Any) -> bool:
    return not formats or types.MarkupKind.Markdown in formats


def _register_lines(server: Server) -> None:
    @server.feature(types.TEXT_DOCUMENT_INLAY_HINT)
    def inlay_hint(ls: Server, params: types.InlayHintParams) -> list[types.InlayHint]:
        snapshot = ls.snapshot(params.text_document.uri)
        if snapshot is None:
            return []
        found = hints(snapshot, offsets(snapshot, params.range), ls.configured.of(snapshot.path).display.hints)
        return [to.hint(snapshot, each) for each in found]

    @server.feature(types.TEXT_DOCUMENT_CODE_LENS, types.CodeLensOptions(resolve_provider=True))
    def code_lens(ls: Server, params: types.CodeLensParams) -> list[types.CodeLens]:
        snapshot = ls.snapshot(params.text_document.uri)
        if snapshot is None:
            file, found = rules.lenses(ls, params.text_document.uri) or (None, [])
            return [to.lens(file, each) for each in found] if file is not None else []
        return [to.lens(snapshot, each) for each in lenses(snapshot, ls.configured.of(snapshot.path).display.lenses)]

    @server.feature(types.CODE_LENS_RESOLVE)
    def resolve_lens(ls: Server, params: types.CodeLens) -> types.CodeLens:
        data: Any = params.data if isinstance(params.data, dict) else {}
        snapshot = ls.snapshot(str(data.get("uri")))
        current = snapshot is not None and snapshot.version == data.get("version")
        title = resolve(snapshot, data) if snapshot is not None and current else None
        params.command = types.Command(title or "", "")
        return params


def _register_commands(server: Server) -> None:
    @server.command(SHOW_REFERENCES)
    def show_references(ls: LanguageServer, *arguments: Any) -> Any:
        """Shows the first of the places, for clients that have no list of places of their own; gives all of them."""
        places = arguments[2] if len(arguments) > 2 and isinstance(arguments[2], list) else []
        window = ls.client_capabilities.window
        if places and window is not None and window.show_document is not None and window.show_document.support:
            first = converters.get_converter().structure(places[0], types.Location)
            ls.window_show_document(types.ShowDocumentParams(first.uri, take_focus=True, selection=first.range))
        return places
