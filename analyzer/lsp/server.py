"""The server: what the protocol asks for, handed to features, and their answers put into its types."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from lsprotocol import types
from pygls.uris import from_fs_path

from analyzer.lsp import convert
from analyzer.lsp.client import Client
from analyzer.lsp.connection import Connected
from analyzer.lsp.documents import Documents, path_of
from analyzer.lsp.features.diagnostics import diagnostics
from analyzer.lsp.parent import runs
from analyzer.lsp.rules.open_files import RuleFiles
from analyzer.lsp.serve import (
    completion,
    findings,
    formatting,
    lifecycle,
    navigation,
    pulling,
    reading,
    rules,
    structure,
    synchronization,
    tokens,
    workspace,
)
from analyzer.lsp.workspace import Workspace
from analyzer.version import VERSION

if TYPE_CHECKING:
    from collections.abc import Callable

    from analyzer.lsp.documents import Open
    from analyzer.lsp.snapshot import Snapshot

GROUPS = (
    lifecycle,
    synchronization,
    pulling,
    workspace,
    findings,
    structure,
    navigation,
    tokens,
    formatting,
    completion,
    reading,
    rules,
)
log = logging.getLogger("buildsecbot")


class Server(Connected):
    """The language server of one client.

    Edits are handled in order on one thread, and so is all that is asked about open files: an answer is about the version
    that is open then. Threads have files of their own (`analyzer.lsp.sweep`). `readers` turn an open file into diagnostics;
    the first that does not give None has it.
    """

    def __init__(self) -> None:
        super().__init__("buildsecbot", VERSION, types.TextDocumentSyncKind.Incremental)
        self.configured = Workspace()
        self.documents = Documents(self.configured)
        self.rules = RuleFiles(self.documents, self.configured.rule_sources)
        self.client = Client()
        self.readers: list[Callable[[Open], list[types.Diagnostic] | None]] = [self._of_dockerfile]
        self.completers: list[Callable[[types.CompletionParams], types.CompletionList | None]] = []  # the first answer counts
        self.moved = asyncio.Event()  # is set when something changes on which findings depend, and replaced then
        self.patience = 30.0  # seconds for which a client that asks for a whole workspace waits where nothing has changed
        self._waiting: dict[str, asyncio.TimerHandle] = {}

    @property
    def pulls(self) -> bool:
        """The client asks for diagnostics itself."""
        return self.client.pulls

    @property
    def versioned(self) -> bool:
        """The client takes edits of a version."""
        return self.client.versioned

    def begin(self, params: types.InitializeParams) -> None:
        """What the client can do, and what it is set to."""
        self.client = Client(params.capabilities)
        self.documents.encoding = str(getattr(self.workspace.position_encoding, "value", self.workspace.position_encoding))
        options = params.initialization_options
        if isinstance(options, dict):
            own = options.get("buildsecbot", options.get("settings", options))
            self.configured.set(own if isinstance(own, dict) else {})
        folders = [each.uri for each in params.workspace_folders or ()]
        if not folders and (params.root_uri or params.root_path):
            folders = [params.root_uri or from_fs_path(params.root_path or "") or ""]
        for uri in folders:
            self.configured.add(uri, path_of(uri))
        if params.process_id is not None and runs(params.process_id):
            self.start(self.leave_with(params.process_id))

    def snapshot(self, uri: str) -> Snapshot | None:
        """A file as it is now."""
        return self.documents.snapshot(uri)

    def stir(self) -> None:
        """Something has changed on which findings depend."""
        self.moved.set()
        self.moved = asyncio.Event()

    def judge_anew(self) -> None:
        """Something has changed besides the texts: everything that is open is judged again."""
        self.documents.forget()
        self.rules.forget()
        self.stir()
        for uri in self.documents.files:
            self.publish_soon(uri, 0)
        if self.client.refreshes:
            self.workspace_diagnostic_refresh(None)
        reading.refresh(self)

    def publish_soon(self, uri: str, wait: float | None = None) -> None:
        """Sends the findings of a file after so many seconds without another edit, unless the client asks for them itself.

        Without `wait` it is what the settings say of edits.
        """
        self.stir()
        before = self._waiting.pop(uri, None)
        if before is not None:
            before.cancel()
        if not self.pulls:
            wait = self.configured.of(path_of(uri)).debounce / 1000 if wait is None else wait
            self._waiting[uri] = asyncio.get_running_loop().call_later(wait, self._publish, uri)

    def _publish(self, uri: str) -> None:
        self._waiting.pop(uri, None)
        try:
            file = self.documents.files.get(uri)
            version = file.version if file is not None else None
            self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, self.found(uri), version))
        except Exception:  # an edit is no request: there is nobody to answer
            log.exception("diagnostics of %s", uri)

    def found(self, uri: str) -> list[types.Diagnostic]:
        """The diagnostics of an open file; none for one that is not open, or of no kind that is known."""
        file = self.documents.files.get(uri)
        each = (reader(file) for reader in self.readers) if file is not None else ()
        found = next((found for found in each if found is not None), [])
        self.tell_problems()
        return found

    def _of_dockerfile(self, file: Open) -> list[types.Diagnostic] | None:
        snapshot = self.snapshot(file.uri)
        return [convert.diagnostic(snapshot, each) for each in diagnostics(snapshot)] if snapshot is not None else None

    def tell_problems(self) -> None:
        """Shows the user what is wrong with configurations, each problem once."""
        for problem in self.configured.news():
            log.warning("%s", problem)
            self.window_show_message(types.ShowMessageParams(types.MessageType.Error, f"buildsecbot: {problem}"))


def make_server() -> Server:
    """A server with all its features."""
    server = Server()
    for group in GROUPS:
        group.register(server)
    return server
