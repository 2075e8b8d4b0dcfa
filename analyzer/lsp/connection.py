"""The connection to a client: streams or a socket, how long it lasts, and what becomes of errors."""

from __future__ import annotations

import asyncio
import logging
import sys
import threading
from typing import TYPE_CHECKING, Any

from lsprotocol import types
from pygls.exceptions import FeatureRequestError
from pygls.io_ import StdoutWriter, run_async
from pygls.lsp.server import LanguageServer

from analyzer.lsp.parent import runs
from analyzer.lsp.protocol import SHUT_DOWN, Protocol, is_no_json
from analyzer.lsp.streams import Descriptor, read_ahead

if TYPE_CHECKING:
    from collections.abc import Coroutine

PULSE = 5.0
"""Seconds between looking whether the editor still runs."""
log = logging.getLogger("buildsecbot")


class Connected(LanguageServer):
    """A server of one client, over whatever the messages come."""

    protocol: Protocol

    def __init__(self, name: str, version: str, sync: types.TextDocumentSyncKind) -> None:
        super().__init__(name, version, sync, protocol_cls=Protocol)
        self._tasks: set[asyncio.Task[None]] = set()
        self._reader: asyncio.StreamReader | None = None

    @property
    def was_shut_down(self) -> bool:
        """The client has asked for the end."""
        return self.protocol.state == SHUT_DOWN

    def start_io(self, stdin: Any = None, stdout: Any = None) -> None:
        """Serves one client on two streams; returns when it has gone."""
        self.protocol.set_writer(StdoutWriter(stdout or sys.stdout.buffer))

        async def serve() -> None:
            await self._talk(read_ahead(stdin or Descriptor(sys.stdin.fileno())))

        self._run(serve())

    def start_tcp(self, host: str, port: int) -> None:
        """Serves the first client that connects; returns when it has gone. Raises OSError where it cannot listen there."""

        async def serve() -> None:
            first: asyncio.Future[tuple[asyncio.StreamReader, asyncio.StreamWriter]]
            first = asyncio.get_running_loop().create_future()

            async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
                if first.done():
                    writer.close()
                else:
                    first.set_result((reader, writer))

            listening = await asyncio.start_server(connected, host, port)
            log.warning("listening on %s:%s", *listening.sockets[0].getsockname()[:2])
            reader, writer = await first
            listening.close()
            self.protocol.set_writer(writer)  # its writing needs no waiting for
            await self._talk(reader)

        self._run(serve())

    def _run(self, serving: Coroutine[Any, Any, None]) -> None:
        try:
            asyncio.run(serving)
        except (BrokenPipeError, ConnectionResetError, KeyboardInterrupt, SystemExit):
            pass
        finally:
            self.shutdown()  # type: ignore[no-untyped-call] # the library's own

    async def _talk(self, reader: asyncio.StreamReader) -> None:
        self._reader = reader
        self._stop_event = threading.Event()
        self.protocol.on_loop(asyncio.get_running_loop())
        try:
            await run_async(self._stop_event, reader, self.protocol, log, self.report_server_error)
        except (asyncio.IncompleteReadError, ValueError):  # it ends within a message, or a header has no end
            log.exception("the client is not understood")

    async def leave_with(self, parent: int) -> None:
        """Ends the session when the editor has died, where its death does not close the streams."""
        while runs(parent):  # noqa: ASYNC110 - nothing tells of the end of a process that is not a child
            await asyncio.sleep(PULSE)
        if self._reader is not None:
            self._reader.feed_eof()

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        """Work that goes on beside; what goes wrong with it is told in the log."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("%s: %s", type(error).__name__, error, exc_info=error)

    def report_server_error(self, error: Exception, source: Any) -> None:
        """What goes wrong is answered where something was asked, and told in the log; the user is left alone."""
        if is_no_json(error):
            self.protocol.refuse(None, types.ErrorCodes.ParseError, "this is no JSON")
        elif source is not FeatureRequestError:  # the library has told of a request
            log.error("%s: %s", type(error).__name__, error, exc_info=error)
