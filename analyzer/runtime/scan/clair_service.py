"""Asking Clair, and the registry that Clair fetches from."""

from __future__ import annotations

import hashlib
import json
import os
import urllib.error
import urllib.request
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from analyzer.providers.registry import Place
from analyzer.providers.registry_error import RegistryError
from analyzer.providers.registry_http import is_loopback, is_safe, send
from analyzer.providers.registry_token import authorization
from analyzer.runtime.registry.aside import aside
from analyzer.runtime.registry.confirm import INDEXES, MANIFESTS, credentials_of
from analyzer.runtime.scan.document import Document
from analyzer.runtime.scan.unassessed import INSTEAD, unassessed
from analyzer.source.patterns import Lazy

if TYPE_CHECKING:
    from collections.abc import Sequence

    from analyzer.runtime.image.model import Image
    from analyzer.runtime.operation import Operation

NAME = "clair"
PATIENCE = 30.0  # seconds that a server may be silent
MOST = 256 * 1024 * 1024  # bytes of an answer
_PAUSE = 1.0  # seconds between two looks at how far it is
_DONE, _FAILED = "IndexFinished", "IndexError"
_DIGEST = Lazy(r"sha256:[0-9a-f]{64}")
_PUSH = "push the image first, and scan it by the name it has there"


@dataclass(frozen=True, slots=True)
class Pushed:
    """An image in a registry: digests of its manifest and layers, where these are, and the header they are asked for with."""

    digest: str
    layers: tuple[str, ...]
    blobs: str
    allowed: str = ""

    def manifest(self) -> dict[str, Any]:
        """As Clair wants it."""
        headers = {"Authorization": [self.allowed]} if self.allowed else {}
        return {
            "hash": self.digest,
            "layers": [{"hash": layer, "uri": f"{self.blobs}/{layer}", "headers": headers} for layer in self.layers],
        }


def pushed(image: Image, reference: str, operation: Operation) -> Pushed:
    """The image as its registry has it. Raises OperationError where it has none, or another one."""
    if os.path.exists(reference):
        message = "it fetches images from a registry and cannot read an archive"
        raise unassessed(NAME, "no-manifest", message, _PUSH, INSTEAD)
    try:
        place = Place(reference)
        held = credentials_of(place.host, operation)
        return aside(operation, lambda: _Registry(place, held, operation).find(image))
    except RegistryError as error:
        message = operation.secrets.text(f"the registry that it would fetch {reference} from: {error}")
        raise unassessed(NAME, "no-manifest", message, _PUSH, INSTEAD) from None


class _Registry:
    """Asks one registry for the manifests of one repository."""

    def __init__(self, place: Place, held: Any, operation: Operation) -> None:
        self.place = place
        self.held = held
        self.operation = operation
        self.allowed = ""
        self.base = f"{self._scheme()}://{place.host}/v2/{place.repository}"

    def find(self, image: Image) -> Pushed:
        """The manifest whose configuration is the image's."""
        digest, manifest = self._manifest(self.place.version)
        others = [each.text("digest", None) for each in manifest.objects("manifests")]
        for child in others:
            digest, manifest = self._manifest(child)
            if manifest.object("config").text("digest") == image.id:
                break
        config = manifest.object("config").text("digest")
        if config != image.id:
            raise unassessed(
                NAME, "wrong-image", f"the registry has another image under that name: {config}, not {image.id}", _PUSH
            )
        if self.allowed and not self.allowed.startswith("Bearer "):
            message = "the registry wants user and password for its layers, which are not given to others"
            raise unassessed(NAME, "no-manifest", message, "use a registry that gives tokens", INSTEAD)
        layers = tuple(layer.text("digest", None) for layer in manifest.objects("layers"))
        return Pushed(digest, layers, f"{self.base}/blobs", self.allowed)

    def _manifest(self, version: str) -> tuple[str, Document]:
        headers = {"Accept": ", ".join((*INDEXES, *MANIFESTS))}
        url = f"{self.base}/manifests/{version}"
        answer = send(url, headers, self.allowed, PATIENCE)
        if answer.status == 401 and not self.allowed:
            challenge = answer.headers.get("www-authenticate", "")
            self.allowed = authorization(challenge, self.place.host, self.place.repository, self.held, PATIENCE)
            self.operation.secrets.add([self.allowed, self.allowed.partition(" ")[2]])
            answer = send(url, headers, self.allowed, PATIENCE)
        if answer.status != 200:
            raise RegistryError(f"it answers with the status {answer.status}")
        digest = "sha256:" + hashlib.sha256(answer.body).hexdigest()
        if _DIGEST.fullmatch(version) and version != digest:
            raise RegistryError("its answer does not fit the digest")
        return digest, Document.read(NAME, answer.body)

    def _scheme(self) -> str:
        if not is_loopback(self.place.host):
            return "https"
        return "https" if send(f"http://{self.place.host}/v2/", {}, "", PATIENCE).status == 400 else "http"


class Service:
    """Clair at an address."""

    def __init__(self, url: str, operation: Operation) -> None:
        self.url = url.rstrip("/")
        self.operation = operation
        if not is_safe(self.url):
            message = f"{operation.secrets.text(self.url)}: only https is spoken, but with Clair on this machine"
            raise unassessed(NAME, "clair-unreachable", message, "correct --clair-url")

    def index(self, manifest: Pushed) -> None:
        """Has it take in the image, and waits until it has. Raises OperationError."""
        body = json.dumps(manifest.manifest()).encode("ascii")
        _, answer = self._ask("/indexer/api/v1/index_report", (200, 201), body)
        while True:
            report = Document.read(NAME, answer)
            state = report.text("state")
            if report.text("manifest_hash") != manifest.digest:
                raise unassessed(NAME, "wrong-image", "its index is about another image")
            if state == _FAILED or report.text("err"):
                said = (self.operation.secrets.text(report.text("err")),) if report.text("err") else ()
                raise unassessed(NAME, "scanner-failed", "it could not read the image", INSTEAD, evidence=said)
            if state == _DONE and report.data.get("success") is True:
                return
            if not state:
                raise report.wrong("it does not tell its state")
            self.operation.wait(_PAUSE)
            _, answer = self._ask(f"/indexer/api/v1/index_report/{manifest.digest}", (200,))

    def report(self, digest: str) -> bytes:
        """Its report on the vulnerabilities of a manifest. Raises OperationError."""
        return self._ask(f"/matcher/api/v1/vulnerability_report/{digest}", (200,))[1]

    def updates(self) -> bytes:
        """What it says of the last updates of its vulnerabilities; an empty object where it does not tell."""
        path = "/matcher/api/v1/internal/update_operation?latest=true&kind=vulnerability"
        status, answer = self._ask(path, (200, 400, 401, 403, 404, 405))
        return answer if status == 200 else b"{}"

    def _ask(self, path: str, expected: Sequence[int], body: bytes | None = None) -> tuple[int, bytes]:
        try:
            status, answer = aside(self.operation, lambda: _exchange(self.url + path, body))
        except (OSError, ValueError) as error:
            message = self.operation.secrets.text(f"{self.url} does not answer: {error}")
            raise unassessed(NAME, "clair-unreachable", message, "see that Clair runs there", INSTEAD) from None
        if status not in expected:
            said = self.operation.secrets.text(answer[:2000].decode("utf-8", "replace"))
            message = f"{path.partition('?')[0]} is answered with the status {status}"
            raise unassessed(NAME, "scanner-failed", message, "see Clair's log", INSTEAD, evidence=(said,) if said else ())
        return status, answer


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """A redirect is an answer like any other: what is sent may hold a token."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


def _exchange(url: str, body: bytes | None) -> tuple[int, bytes]:
    """The status and body of an answer. Raises OSError and ValueError."""
    headers = {"Accept": "application/json", "User-Agent": "buildsecbot"}
    if body is not None:
        headers["Content-Type"] = "application/json"
    request = urllib.request.Request(url, body, headers)  # noqa: S310 - the scheme was checked
    handlers: list[urllib.request.BaseHandler] = [_NoRedirects()]
    if is_loopback(url.split("/")[2]):
        handlers.append(urllib.request.ProxyHandler({}))
    try:
        response = urllib.request.build_opener(*handlers).open(request, timeout=PATIENCE)
    except urllib.error.HTTPError as error:
        response = error
    with response:
        content = response.read(MOST + 1)
        if len(content) > MOST:
            raise ValueError("its answer is too long")
        promised = response.headers.get("Content-Length")
        if promised is not None and promised.isdigit() and int(promised) != len(content):
            raise ValueError("its answer ends early")
        return response.status or 0, content
