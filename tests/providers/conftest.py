"""A registry that does as it is told, on the loopback interface."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

OCI_INDEX = "application/vnd.oci.image.index.v1+json"
OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json"


def packed(data: Any) -> tuple[bytes, str]:
    """JSON and its digest."""
    body = json.dumps(data).encode()
    return body, "sha256:" + hashlib.sha256(body).hexdigest()


class Fake:
    """A server; `answers` maps paths to (status, headers, body) or to a function that is given the request.

    `asked` lists the requests as (method, path, Authorization).
    """

    def __init__(self) -> None:
        self.answers: dict[str, Any] = {"/v2/": (200, {}, b"{}")}
        self.asked: list[tuple[str, str, str | None]] = []
        fake = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self._answer()

            def do_POST(self) -> None:
                self.given = self.rfile.read(int(self.headers["Content-Length"]))
                self._answer()

            def _answer(self) -> None:
                fake.asked.append((self.command, self.path, self.headers.get("Authorization")))
                answer = fake.answers.get(self.path.partition("?")[0], (404, {}, b""))
                status, headers, body = answer(self) if callable(answer) else answer
                if status:
                    self.send_response(status)
                    for name, value in {"Content-Length": str(len(body)), **headers}.items():
                        self.send_header(name, value)
                    self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: Any) -> None:
                return

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.host = f"127.0.0.1:{self.server.server_port}"

    def manifest(self, name: str, tag: str, data: Any, media: str = OCI_MANIFEST) -> str:
        """Puts a manifest or index under a tag and its digest, which it returns."""
        body, digest = packed(data)
        answer = (200, {"Content-Type": media, "Docker-Content-Digest": digest}, body)
        self.answers[f"/v2/{name}/manifests/{tag}"] = self.answers[f"/v2/{name}/manifests/{digest}"] = answer
        return digest

    def image(self, name: str, tag: str, architecture: str = "amd64") -> str:
        """Puts an image of one platform there, and returns its digest."""
        config, digest = packed({"os": "linux", "architecture": architecture})
        self.answers[f"/v2/{name}/blobs/{digest}"] = (200, {}, config)
        return self.manifest(name, tag, {"mediaType": OCI_MANIFEST, "config": {"digest": digest}})


@pytest.fixture
def fake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Fake]:
    monkeypatch.setenv("DOCKER_CONFIG", str(tmp_path))
    found = Fake()
    thread = threading.Thread(target=found.server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield found
    found.server.shutdown()
    found.server.server_close()


@pytest.fixture
def log_in(fake: Fake, tmp_path: Path) -> Callable[[dict[str, str]], None]:
    """Writes an entry for the fake registry into Docker's configuration."""

    def write(entry: dict[str, str]) -> None:
        (tmp_path / "config.json").write_text(json.dumps({"auths": {fake.host: entry}}))

    return write
