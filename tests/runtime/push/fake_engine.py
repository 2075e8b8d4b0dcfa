"""An engine that is none: it speaks as much of Docker's API as a push takes, and says what it is told to.

It stands in for engines that are not at hand (other versions, other stores, Podman) and for engines that break.
"""

from __future__ import annotations

import base64
import json
import threading
import time
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

ENDS = ("end", "cut", "silence", "late")


class FakeEngine:
    """`pushes` are the answers to pushes, one after the other, the last one for all that follow.

    An answer is a list of events and one of ENDS: the answer ends as it should; is cut off; stops without an end; or the first
    byte never comes. An int instead is an error status. `asked` are the queries of the pushes, `shown` what they were
    authorised with, and `left` tells that the other side has gone while it was silent.
    """

    def __init__(self, image: dict[str, Any], kind: str = "Engine") -> None:
        self.image = image
        self.kind = kind
        self.pushes: list[tuple[list[dict[str, Any]], str] | int] = []
        self.asked: list[str] = []
        self.shown: list[dict[str, str]] = []
        self.left = threading.Event()
        self.over = threading.Event()
        engine = self

        class Handler(_Handler):
            fake = engine

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.address = f"tcp://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    def close(self) -> None:
        self.over.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    fake: FakeEngine

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        if path.endswith("/version"):
            said = {"Version": "1.0", "ApiVersion": "1.44", "MinAPIVersion": "1.24", "Components": [{"Name": self.fake.kind}]}
            self._json(200, said)
        elif path.endswith("/json") and self.fake.image:
            self._json(200, self.fake.image)
        else:
            self._json(404, {"message": "No such image: nothing"})

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.fake.asked.append(self.path)
        self.fake.shown.append(json.loads(base64.urlsafe_b64decode(self.headers.get("X-Registry-Auth", "e30=")) or b"{}"))
        answer = self.fake.pushes[min(len(self.fake.asked), len(self.fake.pushes)) - 1]
        if isinstance(answer, int):
            self._json(answer, {"message": f"the engine answers {answer}"})
            return
        events, end = answer
        if end == "late":
            self._silence()
            return
        self.send_response_only(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for event in events:
            line = json.dumps(event).encode() + b"\r\n"
            self.wfile.write(b"%x\r\n%s\r\n" % (len(line), line))
        if end == "end":
            self.wfile.write(b"0\r\n\r\n")
        else:
            self.close_connection = True
        if end == "silence":
            self._silence()

    def _silence(self) -> None:
        """Says nothing, until the other side leaves or all is over."""
        self.close_connection = True
        self.connection.settimeout(0.02)
        while not self.fake.over.is_set():
            with suppress(TimeoutError):
                try:
                    gone = self.connection.recv(1) == b""
                except ConnectionError:
                    gone = True
                if gone:
                    self.fake.left.set()
                    return
                time.sleep(0.01)

    def _json(self, status: int, said: Any) -> None:
        body = json.dumps(said).encode()
        self.send_response_only(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        return
