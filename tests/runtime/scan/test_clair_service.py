"""Clair and a registry, asked over HTTP; both are servers of ours on this machine that answer as their interfaces say."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from analyzer.runtime.failure import OperationError, RefusedError, StoppedError
from analyzer.runtime.operation import Operation
from analyzer.runtime.requests import ScanRequest
from analyzer.runtime.scan import clair
from analyzer.runtime.scan.model import Scan
from tests.runtime.scan import reports
from tests.runtime.scan.reports import BLOBS, ID, OTHER, image

KIND = "application/vnd.oci.image.manifest.v1+json"
INDEX = "application/vnd.oci.image.index.v1+json"


def digest(data: bytes) -> str:
    return "sha256:" + hashlib.sha256(data).hexdigest()


def manifest(config: str = ID) -> bytes:
    layers = [{"mediaType": "x", "digest": blob, "size": 1} for blob in BLOBS]
    return json.dumps({"schemaVersion": 2, "mediaType": KIND, "config": {"digest": config}, "layers": layers}).encode()


MANIFEST = manifest()
OTHERS = manifest(OTHER)


class Servers:
    """What the registry (/v2/, /token) and Clair (/indexer/, /matcher/) answer, by path; `asked` is what was asked for."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, str, bytes]] = []
        self.answers: dict[str, tuple[int, bytes, dict[str, str]] | list[tuple[int, bytes, dict[str, str]]]] = {}
        self.token = ""
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                given = self.headers.get("Authorization", "")
                outer.asked.append((self.command, self.path, given, body))
                status, data, headers = outer.answer(self.path, given)
                self.send_response(status)
                for name, value in {"Content-Length": str(len(data)), **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(data)

            do_POST = do_GET  # noqa: N815

            def log_message(self, *_: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.host = f"127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02})
        self.thread.start()
        self.say("/v2/", 200)
        self.say("/v2/app/manifests/1", 200, MANIFEST, {"Content-Type": KIND})
        report = {"manifest_hash": digest(MANIFEST), "state": "IndexFinished", "success": True, "err": ""}
        self.say("/indexer/api/v1/index_report", 201, json.dumps(report).encode())
        found = reports.clair() | {"manifest_hash": digest(MANIFEST)}
        self.say(f"/matcher/api/v1/vulnerability_report/{digest(MANIFEST)}", 200, json.dumps(found).encode())
        self.updated("2999-01-01T00:00:00Z")

    def say(self, path: str, status: int, data: bytes = b"", headers: dict[str, str] | None = None) -> None:
        self.answers[path] = (status, data, headers or {})

    def updated(self, date: str) -> None:
        told = {"debian/updater": [{"date": date}]} if date else {}
        self.say("/matcher/api/v1/internal/update_operation", 200, json.dumps(told).encode())

    def answer(self, path: str, given: str) -> tuple[int, bytes, dict[str, str]]:
        path = path.partition("?")[0]
        if path.startswith("/v2/app/") and self.token and given != f"Bearer {self.token}":
            realm = f'Bearer realm="http://{self.host}/token",service="registry"'
            return 401, b"", {"WWW-Authenticate": realm}
        if path == "/token":
            return 200, json.dumps({"token": self.token}).encode(), {}
        found = self.answers.get(path, (404, b"{}", {}))
        return found.pop(0) if isinstance(found, list) else found

    def stop(self) -> None:
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


@pytest.fixture
def servers(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Servers]:
    monkeypatch.setenv("DOCKER_CONFIG", str(tmp_path))
    started = Servers()
    yield started
    started.stop()


def scan(servers: Servers, operation: Operation | None = None, **given: Any) -> Scan:
    given = {"oldest_database": None, "clair_url": f"http://{servers.host}", **given}
    request = ScanRequest(given.pop("image", f"{servers.host}/app:1"), scanners=("clair",), **given)
    return clair.scan(image(), "app.tar", request, operation or Operation("scan"))


def sent(servers: Servers) -> Any:
    return next(json.loads(body) for method, path, _, body in servers.asked if path == "/indexer/api/v1/index_report" and body)


def test_an_image_in_a_registry_is_assessed(servers: Servers) -> None:
    found = scan(servers)
    assert [one.id for one in found.vulnerabilities] == ["CVE-2026-1001", "CVE-2021-9999"]
    assert (found.digest, found.image_id, found.scanners[0].name) == (digest(MANIFEST), ID, "clair")
    assert sent(servers) == {
        "hash": digest(MANIFEST),
        "layers": [{"hash": blob, "uri": f"http://{servers.host}/v2/app/blobs/{blob}", "headers": {}} for blob in BLOBS],
    }


def test_clair_is_given_the_token_of_the_registry_and_shows_it_nowhere(servers: Servers) -> None:
    servers.token = "token-of-the-registry"
    operation = Operation("scan")
    scan(servers, operation)
    assert sent(servers)["layers"][0]["headers"] == {"Authorization": ["Bearer token-of-the-registry"]}
    assert not any(given for _, path, given, _ in servers.asked if path.startswith(("/indexer", "/matcher")))
    assert "token-of" not in operation.secrets.text("it said token-of-the-registry")


def test_the_image_of_an_index_is_found_by_its_configuration(servers: Servers) -> None:
    listed = [{"digest": digest(each), "platform": {"os": "linux"}} for each in (OTHERS, MANIFEST)]
    body = json.dumps({"schemaVersion": 2, "mediaType": INDEX, "manifests": listed}).encode()
    servers.say("/v2/app/manifests/1", 200, body, {"Content-Type": INDEX})
    for each in (OTHERS, MANIFEST):
        servers.say(f"/v2/app/manifests/{digest(each)}", 200, each)
    assert scan(servers).digest == digest(MANIFEST)


def test_it_waits_until_the_index_is_done(servers: Servers, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("analyzer.runtime.scan.clair_service._PAUSE", 0.01)
    busy = json.dumps({"manifest_hash": digest(MANIFEST), "state": "FetchLayers", "success": False}).encode()
    done = json.dumps({"manifest_hash": digest(MANIFEST), "state": "IndexFinished", "success": True}).encode()
    servers.say("/indexer/api/v1/index_report", 201, busy)
    servers.answers[f"/indexer/api/v1/index_report/{digest(MANIFEST)}"] = [(200, busy, {}), (200, done, {})]
    assert scan(servers).vulnerabilities


INDEXED = "/indexer/api/v1/index_report"
REPORT = f"/matcher/api/v1/vulnerability_report/{digest(MANIFEST)}"
FAULTS: list[tuple[str, str, tuple[int, bytes], str]] = [
    ("the registry has no such image", "/v2/app/manifests/1", (404, b""), "no-manifest"),
    ("the registry has another image", "/v2/app/manifests/1", (200, OTHERS), "wrong-image"),
    ("the registry breaks", "/v2/app/manifests/1", (500, b""), "no-manifest"),
    ("the manifest is cut off", "/v2/app/manifests/1", (200, MANIFEST[:40]), "report-unreadable"),
    ("Clair breaks", INDEXED, (500, b"oh"), "scanner-failed"),
    ("Clair asks for a password", INDEXED, (401, b""), "scanner-failed"),
    (
        "Clair cannot read the image",
        INDEXED,
        (201, b'{"manifest_hash": "%b", "state": "IndexError", "err": "no"}'),
        "scanner-failed",
    ),
    ("Clair indexes another image", INDEXED, (201, b'{"manifest_hash": "sha256:0", "state": "IndexFinished"}'), "wrong-image"),
    ("Clair's index is cut off", INDEXED, (201, b'{"manifest_hash": "'), "report-unreadable"),
    ("there is no report", REPORT, (404, b"{}"), "scanner-failed"),
    ("the report is empty", REPORT, (200, b""), "report-empty"),
    ("the report is about another image", REPORT, (200, json.dumps(reports.clair()).encode()), "wrong-image"),
]


@pytest.mark.parametrize(("path", "answer", "code"), [row[1:] for row in FAULTS], ids=[row[0] for row in FAULTS])
def test_what_goes_wrong_is_not_assessed(servers: Servers, path: str, answer: tuple[int, bytes], code: str) -> None:
    servers.say(path, answer[0], answer[1].replace(b"%b", digest(MANIFEST).encode()))
    with pytest.raises(OperationError) as caught:
        scan(servers)
    assert (caught.value.failure.category, caught.value.failure.code) == ("not_assessed", code)


@pytest.mark.parametrize(("date", "code"), [("2020-01-01T00:00:00Z", "database-stale"), ("", "database-unknown")])
def test_an_old_database_is_not_assessed(servers: Servers, date: str, code: str) -> None:
    servers.updated(date)
    with pytest.raises(OperationError) as caught:
        scan(servers, oldest_database=5.0)
    assert caught.value.failure.code == code


def test_a_redirect_is_not_followed(servers: Servers) -> None:
    servers.say(INDEXED, 307, b"", {"Location": f"http://{servers.host}/elsewhere"})
    with pytest.raises(OperationError, match="status 307"):
        scan(servers)
    assert not [path for _, path, _, _ in servers.asked if path == "/elsewhere"]


def test_an_archive_is_not_for_clair(servers: Servers, tmp_path: Path) -> None:
    path = tmp_path / "app.tar"
    path.touch()
    with pytest.raises(OperationError, match="cannot read an archive") as caught:
        scan(servers, image=str(path))
    assert caught.value.failure.category == "not_assessed"


def test_without_an_address_the_request_is_refused(servers: Servers) -> None:
    with pytest.raises(RefusedError, match="no address"):
        scan(servers, clair_url="")


@pytest.mark.parametrize("url", ["http://clair.example.com", "file:///etc/passwd", "clair"])
def test_a_token_is_sent_over_https_alone(servers: Servers, url: str) -> None:
    with pytest.raises(OperationError, match="only https") as caught:
        scan(servers, clair_url=url)
    assert caught.value.failure.category == "not_assessed"


def test_a_clair_that_is_not_there_is_told(servers: Servers) -> None:
    with pytest.raises(OperationError, match="does not answer"):
        scan(servers, clair_url="http://127.0.0.1:1")


def test_it_can_be_cancelled_while_it_waits(servers: Servers) -> None:
    busy = json.dumps({"manifest_hash": digest(MANIFEST), "state": "FetchLayers", "success": False}).encode()
    servers.say(INDEXED, 201, busy)
    servers.say(f"{INDEXED}/{digest(MANIFEST)}", 200, busy)
    with pytest.raises(StoppedError):
        scan(servers, Operation("scan", timeout=0.6))
