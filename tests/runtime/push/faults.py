"""A proxy in front of a registry that goes wrong as it is told, and counts what it is asked."""

from __future__ import annotations

import base64
import http.client
import json
import re
import socket
import struct
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Change = Callable[[int, dict[str, str], bytes], tuple[int, dict[str, str], bytes]]


@dataclass
class Fault:
    """What becomes of requests by `method` (any where empty) to paths that `path` is found in, `times` times (always: -1).

    With a `status` the registry is not asked. `act` is one of: answer; reset (the connection, before an answer); truncate (the
    answer ends in its middle); slow (it comes byte by byte, each after a while); hang (no answer until they are released);
    change (the registry's answer, by `change`); echo (a 403 that sends back what the client has shown of itself).
    """

    path: str
    method: str = ""
    status: int = 0
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    act: str = "answer"
    change: Change | None = None
    times: int = -1


@dataclass
class Asked:
    """A request that came in: `failed` tells that a fault met it, `gone` that the other side left before it was answered."""

    method: str
    path: str
    authorization: str
    failed: bool = False
    gone: bool = False


class FaultProxy:
    """The proxy, on a port of its own, in front of a registry spoken to in the clear."""

    def __init__(self, upstream: str, address: str = "127.0.0.1") -> None:
        self.upstream = upstream
        self.faults: list[Fault] = []
        self.asked: list[Asked] = []
        self.hanging = threading.Event()
        self.tokens: dict[
            str, tuple[str, str]
        ] = {}  # of users to their passwords and tokens: where not empty, they are asked for
        self.released = threading.Event()
        self._lock = threading.Lock()
        self._server = _Server((address, 0), type("Bound", (_Handler,), {"proxy": self}))
        self.host = f"{address}:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    def close(self) -> None:
        self.released.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def count(self, method: str, path: str) -> int:
        """How many requests like that came in."""
        return sum(asked.method == method and re.search(path, asked.path) is not None for asked in self.asked)

    def meet(self, asked: Asked) -> Fault | None:
        """The fault that meets a request, which is noted."""
        with self._lock:
            self.asked.append(asked)
            for fault in self.faults:
                if fault.times and fault.method in ("", asked.method) and re.search(fault.path, asked.path):
                    fault.times -= 1
                    asked.failed = True
                    return fault
        return None

    def hang(self, asked: Asked, connection: socket.socket) -> None:
        """Waits until the other side leaves, or may have its answer."""
        self.hanging.set()
        connection.settimeout(0.02)
        while not self.released.is_set():
            with suppress(TimeoutError):
                try:
                    if connection.recv(1, socket.MSG_PEEK) == b"":
                        asked.gone = True
                        return
                except ConnectionError:
                    asked.gone = True
                    return
        connection.settimeout(None)


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        return  # the engine leaves when it is stopped


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    proxy: FaultProxy

    def _any(self) -> None:
        asked = Asked(self.command, self.path, self.headers.get("Authorization", ""))
        fault = self.proxy.meet(asked)
        body = self._body()
        if fault is not None and fault.act == "hang":
            self.proxy.hang(asked, self.connection)
            if asked.gone:
                self.close_connection = True
                return
        if self.proxy.tokens and not self._allowed():
            return
        if fault is not None and fault.act == "echo":
            shown = {"errors": [{"code": "DENIED", "message": "you are " + self.headers.get("Authorization", "")}]}
            self._send(403, {"Content-Type": "application/json"}, json.dumps(shown).encode())
            return
        if fault is not None and fault.act == "reset":
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()
            self.close_connection = True
            return
        if fault is not None and fault.status:
            self._send(fault.status, fault.headers, fault.body)
            return
        status, headers, content = self._forward(body)
        if fault is not None and fault.change is not None:
            status, headers, content = fault.change(status, headers, content)
        act = "" if fault is None else fault.act
        self._send(status, headers, content, short=act == "truncate", pause=0.5 if act == "slow" else 0.0)

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = _any  # noqa: N815

    def _allowed(self) -> bool:
        """The other side has shown a token; else it is told where to get one, or given one (auth/token.md)."""
        shown = self.headers.get("Authorization", "")
        if any(shown == f"Bearer {token}" for _, token in self.proxy.tokens.values()):
            return True
        if not self.path.startswith("/token"):
            challenge = f'Bearer realm="http://{self.proxy.host}/token",service="test"'
            self._send(401, {"WWW-Authenticate": challenge}, b"{}")
            return False
        for user, (password, token) in self.proxy.tokens.items():
            if shown == "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode():
                self._send(200, {"Content-Type": "application/json"}, json.dumps({"token": token}).encode())
                return False
        self._send(401, {}, b"{}")
        return False

    def _body(self) -> bytes:
        if self.headers.get("Transfer-Encoding", "").lower() != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length") or 0))
        parts = []
        while size := int(self.rfile.readline().split(b";")[0], 16):
            parts.append(self.rfile.read(size))
            self.rfile.readline()
        self.rfile.readline()
        return b"".join(parts)

    def _forward(self, body: bytes) -> tuple[int, dict[str, str], bytes]:
        connection = http.client.HTTPConnection(self.proxy.upstream, timeout=30)
        try:
            left_out = ("transfer-encoding", "content-length", "connection", "accept-encoding")
            headers = {name: value for name, value in self.headers.items() if name.lower() not in left_out}
            connection.request(self.command, self.path, body, {**headers, "Connection": "close"})
            answer = connection.getresponse()
            kept = {name: value for name, value in answer.getheaders() if name.lower() != "connection"}
            return answer.status, kept, answer.read()
        finally:
            connection.close()

    def _send(self, status: int, headers: dict[str, str], body: bytes, short: bool = False, pause: float = 0.0) -> None:
        self.send_response_only(status)
        given = {name.lower() for name in headers}
        for name, value in headers.items():
            self.send_header(name, value)
        if "content-length" not in given:
            self.send_header("Content-Length", str(len(body)))
        if short:
            self.send_header("Connection", "close")
        self.end_headers()
        for start in range(0, len(body), 1 if pause else max(1, len(body))):
            if self.command != "HEAD":
                self.wfile.write(body[: len(body) // 2] if short else body[start : start + 1] if pause else body)
                time.sleep(pause)
        if short:
            self.close_connection = True

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """As other servers answer who begins with TLS; it is by this that some engines tell."""
        self.wfile.write(b"HTTP/1.0 400 Bad Request\r\nConnection: close\r\n\r\n")
        self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:
        return
