"""The server: what the protocol asks for, handed to features, and their answers put into its types."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from lsprotocol import types
from pygls.lsp.server import LanguageServer

from analyzer.lsp import convert
from analyzer.lsp.configured import Configured
from analyzer.lsp.documents import Documents
from analyzer.lsp.features.diagnostics import diagnostics
from analyzer.lsp.serve import findings, formatting, lifecycle, navigation, structure, synchronization, tokens
from analyzer.version import VERSION

if TYPE_CHECKING:
    from analyzer.lsp.snapshot import Snapshot

WATCHED = (
    "**/.buildsecbot.yaml",
    "**/pyproject.toml",
    "**/.hadolint.yaml",
    "**/.hadolint.yml",
    "**/.buildsecbot-baseline.json",
)
GROUPS = (lifecycle, synchronization, findings, structure, navigation, tokens, formatting)
log = logging.getLogger("buildsecbot")


class Server(LanguageServer):
    """The language server. Edits are handled in order on one thread; answers are about the version that is open then."""

    def __init__(self) -> None:
        super().__init__("buildsecbot", VERSION, types.TextDocumentSyncKind.Incremental)
        self.configured = Configured()
        self.documents = Documents(self.configured)
        self.pulls = False  # the client asks for diagnostics itself
        self.versioned = False  # it takes edits of a version
        self._waiting: dict[str, asyncio.TimerHandle] = {}

    def begin(self, params: types.InitializeParams) -> None:
        """What the client can do, and what it is set to."""
        capabilities = params.capabilities
        text = capabilities.text_document
        self.pulls = text is not None and text.diagnostic is not None
        edits = capabilities.workspace.workspace_edit if capabilities.workspace is not None else None
        self.versioned = bool(edits and edits.document_changes)
        if isinstance(params.initialization_options, dict):
            self.configured.set(params.initialization_options)

    def snapshot(self, uri: str) -> Snapshot | None:
        """A file as it is now."""
        return self.documents.snapshot(uri)

    def publish_soon(self, uri: str, wait: float) -> None:
        """Sends the findings of a file after so many seconds without another edit, unless the client asks for them itself."""
        before = self._waiting.pop(uri, None)
        if before is not None:
            before.cancel()
        if not self.pulls:
            self._waiting[uri] = asyncio.get_event_loop().call_later(wait, self._publish, uri)

    def _publish(self, uri: str) -> None:
        self._waiting.pop(uri, None)
        try:
            self.text_document_publish_diagnostics(self._found(uri))
        except Exception:
            log.exception("diagnostics of %s", uri)

    def _found(self, uri: str) -> types.PublishDiagnosticsParams:
        snapshot = self.snapshot(uri)
        if snapshot is None:
            return types.PublishDiagnosticsParams(uri, [])
        found = [convert.diagnostic(snapshot, each) for each in diagnostics(snapshot)]
        return types.PublishDiagnosticsParams(uri, found, snapshot.version)


def make_server() -> Server:
    """A server with all its features."""
    server = Server()
    for group in GROUPS:
        group.register(server)
    return server
