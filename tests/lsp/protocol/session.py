"""A session with the server in this process: bytes in, bytes out, as over standard input and output."""

from __future__ import annotations

import json
import queue
import threading
from typing import Any, Self

from analyzer.lsp.server import Server, make_server

WAIT = 20.0  # seconds after which a message will not come any more
URI = "file:///nowhere/Dockerfile"


def frame(message: Any) -> bytes:
    """A message as it goes over a stream."""
    body = message if isinstance(message, bytes) else json.dumps(message).encode()
    return b"Content-Length: %d\r\n\r\n" % len(body) + body


class Incoming:
    """What the server reads: portions as they were sent."""

    def __init__(self) -> None:
        self._portions: queue.SimpleQueue[bytes] = queue.SimpleQueue()

    def send(self, data: bytes) -> None:
        self._portions.put(data)

    def read1(self, size: int = -1, /) -> bytes:
        return self._portions.get()


class Outgoing:
    """What the server writes, as messages."""

    def __init__(self) -> None:
        self.messages: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
        self._rest = b""

    def write(self, data: bytes) -> None:
        self._rest += data
        while b"\r\n\r\n" in self._rest:
            head, _, rest = self._rest.partition(b"\r\n\r\n")
            length = int(head.partition(b"Content-Length: ")[2].partition(b"\r\n")[0])
            if len(rest) < length:
                return
            self.messages.put(json.loads(rest[:length]))
            self._rest = rest[length:]

    def flush(self) -> None: ...

    def close(self) -> None: ...


class Session:
    """The client's side. Within `with` the server runs on a thread; at the end it is told to leave, and is gone."""

    def __init__(self, **capabilities: Any) -> None:
        self.capabilities = capabilities
        self.server: Server = make_server()
        self.incoming, self.outgoing = Incoming(), Outgoing()
        self.notes: list[dict[str, Any]] = []  # what came besides what was waited for
        self.thread = threading.Thread(target=self.server.start_io, args=(self.incoming, self.outgoing))
        self._number = 0

    def __enter__(self) -> Self:
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self.thread.is_alive():
            self.notify("exit")
            self.incoming.send(b"")
        self.thread.join(WAIT)
        assert not self.thread.is_alive(), "the server did not leave"

    def begin(self, **more: Any) -> dict[str, Any]:
        """Initializes the server; what it can do."""
        answer = self.ask("initialize", {"processId": None, "rootUri": None, "capabilities": self.capabilities, **more})
        self.notify("initialized", {})
        result: dict[str, Any] = answer["result"]
        return result

    def send(self, *messages: Any) -> None:
        """Sends messages in one portion."""
        self.incoming.send(b"".join(map(frame, messages)))

    def notify(self, method: str, params: Any = None) -> None:
        self.send({"jsonrpc": "2.0", "method": method, **({} if params is None else {"params": params})})

    def request(self, method: str, params: Any = None) -> dict[str, Any]:
        """A request with a number of its own, to be sent."""
        self._number += 1
        return {"jsonrpc": "2.0", "id": self._number, "method": method, **({} if params is None else {"params": params})}

    def ask(self, method: str, params: Any = None) -> dict[str, Any]:
        """The answer to a request."""
        message = self.request(method, params)
        self.send(message)
        return self.answer(message["id"])

    def answer(self, id_: Any) -> dict[str, Any]:
        """The answer of that number."""
        return self.until(lambda each: "method" not in each and each.get("id") == id_)

    def until(self, wanted: Any) -> dict[str, Any]:
        """The next message of a kind."""
        for number, each in enumerate(self.notes):
            if wanted(each):
                return self.notes.pop(number)
        while True:
            message = self.outgoing.messages.get(timeout=WAIT)
            if wanted(message):
                return message
            self.notes.append(message)

    def rest(self) -> list[dict[str, Any]]:
        """Everything that came until now and was not waited for: what was asked before is answered."""
        self.ask("$/nothing")
        found, self.notes = self.notes, []
        return found

    def open(self, text: str, uri: str = URI, language: str = "dockerfile") -> None:
        document = {"uri": uri, "languageId": language, "version": 1, "text": text}
        self.notify("textDocument/didOpen", {"textDocument": document})

    def edit(self, changes: list[dict[str, Any]], version: int = 2, uri: str = URI) -> None:
        self.notify("textDocument/didChange", {"textDocument": {"uri": uri, "version": version}, "contentChanges": changes})

    def published(self, uri: str = URI, version: int | None = None) -> list[dict[str, Any]]:
        """The diagnostics that are sent next of a file, or of a version of it."""

        def wanted(each: dict[str, Any]) -> bool:
            if each.get("method") != "textDocument/publishDiagnostics" or each["params"]["uri"] != uri:
                return False
            return version is None or each["params"].get("version") == version

        found: list[dict[str, Any]] = self.until(wanted)["params"]["diagnostics"]
        return found

    def pulled(self, uri: str = URI, before: str | None = None) -> dict[str, Any]:
        """The report on a file."""
        params: dict[str, Any] = {"textDocument": {"uri": uri}}
        answer = self.ask("textDocument/diagnostic", params | ({"previousResultId": before} if before else {}))
        result: dict[str, Any] = answer["result"]
        return result
