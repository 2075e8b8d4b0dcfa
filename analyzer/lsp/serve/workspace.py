"""The workspace: its folders, and the diagnostics of all of its Dockerfiles."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import TYPE_CHECKING

from lsprotocol import types

from analyzer.lsp import sweep
from analyzer.lsp.documents import path_of
from analyzer.lsp.serve.lifecycle import ask_for_settings
from analyzer.lsp.serve.pulling import result_id

if TYPE_CHECKING:
    from analyzer.lsp.configured import Configured
    from analyzer.lsp.server import Server

    Report = types.WorkspaceFullDocumentDiagnosticReport | types.WorkspaceUnchangedDocumentDiagnosticReport

_PORTION = 20  # files of which a client that takes partial results is told at once


def register(server: Server) -> None:
    """Makes the server answer."""

    @server.feature(types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS)
    def folders(ls: Server, params: types.DidChangeWorkspaceFoldersParams) -> None:
        for gone in params.event.removed:
            ls.configured.remove(gone.uri)
        for new in params.event.added:
            ls.configured.add(new.uri, path_of(new.uri))
        ls.configured.reload()
        ls.judge_anew()
        ls.start(ask_for_settings(ls))

    @server.feature(types.WORKSPACE_DIAGNOSTIC)
    async def diagnostic(ls: Server, params: types.WorkspaceDiagnosticParams) -> types.WorkspaceDiagnosticReport:
        before = {each.uri: each.value for each in params.previous_result_ids}
        while True:
            moved = ls.moved
            reports = await _Round(ls, params, before).run()
            if any(each.kind == "full" for each in reports) or not before:
                break
            try:  # a client asks again at once: it is answered when there is something new, or when it has waited long
                await asyncio.wait_for(moved.wait(), ls.patience)
            except TimeoutError:
                break
        return types.WorkspaceDiagnosticReport([] if params.partial_result_token is not None else reports)


class _Round:
    """One look at all files. What is open is judged here, the rest on a thread, file by file."""

    def __init__(self, server: Server, params: types.WorkspaceDiagnosticParams, before: dict[str, str]) -> None:
        self.server = server
        self.token = params.work_done_token
        self.partial = params.partial_result_token
        self.before = before

    async def run(self) -> list[Report]:
        """The reports of all files."""
        progress = self.server.work_done_progress
        if self.token is not None:
            progress.begin(self.token, types.WorkDoneProgressBegin("Dockerfiles", cancellable=True, percentage=0))
        try:
            reports = await self._reports()
        finally:
            if self.token is not None:
                progress.end(self.token, types.WorkDoneProgressEnd())
                progress.tokens.pop(self.token, None)
        return reports

    async def _reports(self) -> list[Report]:
        files = await asyncio.to_thread(sweep.dockerfiles, list(self.server.configured.folders.values()))
        reports: list[Report] = []
        told = 0
        for number, (path, configured) in enumerate(files):
            uri = self._open_as(path)
            report = self._of_open(uri) if uri else await self._of_closed(path, configured)
            if not uri and (uri := self._open_as(path)):  # it was opened meanwhile, and what the editor holds counts
                report = self._of_open(uri)
            if report is not None:
                reports.append(report)
            self._progress(number + 1, len(files))
            if len(reports) - told >= _PORTION:
                told = self._tell(reports, told)
            await asyncio.sleep(0)
        self._tell(reports, told)
        self.server.tell_problems()
        return reports

    def _open_as(self, path: str) -> str:
        """The URI under which a file is open; empty where it is not."""
        files = self.server.documents.files.items()
        return next((uri for uri, each in files if each.is_dockerfile and os.path.abspath(path_of(uri)) == path), "")

    def _of_open(self, uri: str) -> Report:
        file = self.server.documents.files.get(uri)
        text, version = (file.text, file.version) if file is not None else ("", None)
        result = result_id(self.server, text)
        if self.before.get(uri) == result:
            return types.WorkspaceUnchangedDocumentDiagnosticReport(uri, result, version)
        return types.WorkspaceFullDocumentDiagnosticReport(uri, self.server.found(uri), version, result_id=result)

    async def _of_closed(self, path: str, configured: Configured) -> Report | None:
        uri = Path(path).as_uri()
        text = await asyncio.to_thread(sweep.text_of, path)
        if text is None:
            return None
        result = result_id(self.server, text)
        if self.before.get(uri) == result:
            return types.WorkspaceUnchangedDocumentDiagnosticReport(uri, result, None)
        found = await asyncio.to_thread(sweep.found, path, text, configured, self.server.documents.encoding)
        return types.WorkspaceFullDocumentDiagnosticReport(uri, found, None, result_id=result)

    def _progress(self, done: int, whole: int) -> None:
        if self.token is None:
            return
        progress = self.server.work_done_progress
        if self.token in progress.tokens and progress.tokens[self.token].cancelled():
            raise asyncio.CancelledError
        said = types.WorkDoneProgressReport(message=f"{done} of {whole}", percentage=100 * done // whole)
        progress.report(self.token, said)

    def _tell(self, reports: list[Report], told: int) -> int:
        """Hands the reports from `told` on to a client that takes partial results."""
        if self.partial is not None and len(reports) > told:
            some = types.WorkspaceDiagnosticReportPartialResult(reports[told:])
            self.server.progress(types.ProgressParams(self.partial, self.server.protocol.plain(some)))
        return len(reports)
