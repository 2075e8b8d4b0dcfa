"""The beginning of a session, and what changes its settings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lsprotocol import types

if TYPE_CHECKING:
    from analyzer.lsp.server import Server


def register(server: Server) -> None:
    """Makes the server answer."""

    @server.feature(types.INITIALIZE)
    def initialize(ls: Server, params: types.InitializeParams) -> None:
        ls.begin(params)

    @server.feature(types.INITIALIZED)
    def initialized(ls: Server, params: types.InitializedParams) -> None:
        ls.documents.encoding = str(getattr(ls.server_capabilities.position_encoding, "value", "utf-16"))

    @server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    def watched(ls: Server, params: types.DidChangeWatchedFilesParams) -> None:
        _judge_anew(ls)

    @server.feature(types.WORKSPACE_DID_CHANGE_CONFIGURATION)
    def configured(ls: Server, params: types.DidChangeConfigurationParams) -> None:
        settings: Any = params.settings
        own = settings.get("buildsecbot") if isinstance(settings, dict) else None
        if isinstance(own, dict):
            ls.configured.set(own)
        _judge_anew(ls)


def _judge_anew(server: Server) -> None:
    server.configured.reload()
    server.documents.forget()
    for uri in server.documents.files:
        server.publish_soon(uri, 0)
