"""What the library leaves open of the protocol: every request is answered once, whatever is wrong with it."""

from __future__ import annotations

import json
import threading
from typing import TYPE_CHECKING, Any

from lsprotocol import types
from pygls.exceptions import JsonRpcException
from pygls.protocol import LanguageServerProtocol
from pygls.protocol.language_server import lsp_method

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Iterator

NEW, SERVING, SHUT_DOWN = "new", "serving", "shut down"
_DONE = object()  # a message that was answered while it was read


class Protocol(LanguageServerProtocol):
    """The protocol of one client. `state` is where the session stands.

    The library keeps texts of its own besides ours; here it does not: `analyzer.lsp.documents` has them.
    """

    def __init__(self, server: Any, converter: Any) -> None:
        self.state = NEW
        self.loop: asyncio.AbstractEventLoop | None = None  # the one messages are sent on
        self._thread = threading.get_ident()
        super().__init__(server, converter)

    def on_loop(self, loop: asyncio.AbstractEventLoop) -> None:
        """From now on messages are sent on this loop, which runs in the present thread."""
        self.loop, self._thread = loop, threading.get_ident()

    def structure_message(self, data: dict[str, Any]) -> Any:
        """A message of the types of the protocol; what does not fit them is answered at once."""
        method = data.get("method", "") if "jsonrpc" in data else ""
        if not isinstance(method, str):
            self.refuse(data.get("id"), types.ErrorCodes.InvalidRequest, "the name of a method is a text")
            return _DONE
        if method and self.get_message_type(method) is None:
            data = {"params": None, **data}
        try:
            return super().structure_message(data)
        except JsonRpcException as error:
            if method and "id" in data:
                self.refuse(data["id"], error.CODE, f"the parameters of {method} are wrong")
            return _DONE

    def handle_message(self, message: Any) -> None:
        """Hands a message on, where the session is at a point at which it may come."""
        if message is _DONE:
            return
        if getattr(message, "jsonrpc", None) != self.VERSION:
            id_ = message.get("id") if isinstance(message, dict) else getattr(message, "id", None)
            self.refuse(id_, types.ErrorCodes.InvalidRequest, "this is no message of JSON-RPC 2.0")
            return
        method, asks = getattr(message, "method", ""), hasattr(message, "id")
        problem = self._untimely(method) if method and method != types.EXIT else None
        if problem is None:
            super().handle_message(message)
        elif asks:
            self.refuse(message.id, *problem)

    def _untimely(self, method: str) -> tuple[int, str] | None:
        """Why a message cannot come now; None if it can."""
        if self.state == NEW:
            if method == types.INITIALIZE:
                self.state = SERVING
                return None
            return types.ErrorCodes.ServerNotInitialized, f"{method} before initialize"
        if self.state == SHUT_DOWN or method == types.INITIALIZE:
            return types.ErrorCodes.InvalidRequest, f"{method} after {'shutdown' if self.state == SHUT_DOWN else 'initialize'}"
        if method == types.SHUTDOWN:
            self.state = SHUT_DOWN
        return None

    def refuse(self, id_: Any, code: int, message: str) -> None:
        """Answers with an error; a message whose number is not known is answered without one."""
        known = id_ if isinstance(id_, (int, str)) and not isinstance(id_, bool) else None
        self._send_data({"jsonrpc": self.VERSION, "id": known, "error": {"code": int(code), "message": message}})

    def plain(self, value: Any) -> Any:
        """A value of the types of the protocol as JSON has it."""
        return self._converter.unstructure(value)

    def _send_data(self, data: Any) -> None:
        if self.loop is None or threading.get_ident() == self._thread:
            super()._send_data(data)
        else:  # the answer of a thread
            self.loop.call_soon_threadsafe(super()._send_data, data)

    @lsp_method(types.TEXT_DOCUMENT_DID_OPEN)
    def lsp_text_document__did_open(self, params: types.DidOpenTextDocumentParams) -> Iterator[Any]:
        """A file is opened."""
        yield self.fm.features[types.TEXT_DOCUMENT_DID_OPEN], (params,), None

    @lsp_method(types.TEXT_DOCUMENT_DID_CHANGE)
    def lsp_text_document__did_change(self, params: types.DidChangeTextDocumentParams) -> Iterator[Any]:
        """A file is edited."""
        yield self.fm.features[types.TEXT_DOCUMENT_DID_CHANGE], (params,), None

    @lsp_method(types.TEXT_DOCUMENT_DID_CLOSE)
    def lsp_text_document__did_close(self, params: types.DidCloseTextDocumentParams) -> Iterator[Any]:
        """A file is closed."""
        yield self.fm.features[types.TEXT_DOCUMENT_DID_CLOSE], (params,), None


def is_no_json(error: Exception) -> bool:
    """What was read cannot be read as JSON."""
    return isinstance(error, (json.JSONDecodeError, UnicodeDecodeError, RecursionError))
