"""What a client can do, of what makes a difference to us."""

from __future__ import annotations

from lsprotocol import types


class Client:
    """The capabilities that the server asks about; a client that tells none can do nothing."""

    __slots__ = ("configures", "pulls", "refreshes", "registers_settings", "registers_watches", "versioned")

    def __init__(self, capabilities: types.ClientCapabilities | None = None) -> None:
        told = capabilities or types.ClientCapabilities()
        workspace = told.workspace or types.WorkspaceClientCapabilities()
        text = told.text_document or types.TextDocumentClientCapabilities()
        edits, watches = workspace.workspace_edit, workspace.did_change_watched_files
        settings = workspace.did_change_configuration
        self.pulls = text.diagnostic is not None  # it asks for diagnostics itself
        self.refreshes = bool(self.pulls and workspace.diagnostics and workspace.diagnostics.refresh_support)
        self.versioned = bool(edits and edits.document_changes)  # it takes edits of a version
        self.configures = bool(workspace.configuration)  # it can be asked for settings
        self.registers_settings = bool(settings and settings.dynamic_registration)
        self.registers_watches = bool(watches and watches.dynamic_registration)
