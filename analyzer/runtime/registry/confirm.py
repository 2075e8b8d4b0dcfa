"""What a registry has under a name, as it says itself (OCI distribution specification, pulling manifests).

The answer is judged by its bytes: their SHA-256 is the digest, whatever a header or an engine says.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from analyzer.providers.docker_config import Credentials, credentials
from analyzer.providers.registry_error import RegistryError
from analyzer.providers.registry_http import is_loopback, send
from analyzer.providers.registry_token import authorization
from analyzer.runtime.failure import OperationError
from analyzer.runtime.recovery.retry import RetryLaterError
from analyzer.runtime.registry.aside import LateError, aside
from analyzer.runtime.registry.refusals import HELPER, NETWORK, failure, of_error
from analyzer.runtime.registry.trust import trust

if TYPE_CHECKING:
    from ssl import SSLContext

    from analyzer.providers.registry_http import Answer
    from analyzer.runtime.operation import Operation
    from analyzer.runtime.redaction import Redaction

PATIENCE = 10.0  # seconds of silence after which a registry is given up
LIMIT = 60.0  # seconds for one manifest, however fast it comes
INDEXES = ("application/vnd.oci.image.index.v1+json", "application/vnd.docker.distribution.manifest.list.v2+json")
MANIFESTS = ("application/vnd.oci.image.manifest.v1+json", "application/vnd.docker.distribution.manifest.v2+json")


@dataclass(frozen=True, slots=True)
class Published:
    """What a registry has: the digest of the manifest, its media type, and of an image that of its configuration.

    Where it is an index, `config` is empty.
    """

    digest: str
    media: str
    config: str


def credentials_of(host: str, operation: Operation) -> Credentials | None:
    """The credentials for a registry in Docker's configuration, which are never shown from now on. Raises OperationError."""
    try:
        held = aside(operation, lambda: credentials(host, PATIENCE))
    except RegistryError as error:
        raise OperationError(failure(HELPER, host, operation.current, str(error), operation.secrets)) from None
    if held is not None:
        operation.secrets.add([held.secret, held.basic, held.basic.removeprefix("Basic ")])
    return held


def published(
    host: str, repository: str, tag: str, operation: Operation, held: Credentials | None, kind: str = "docker"
) -> Published | None:
    """What a registry has under a tag; None where it has no such tag.

    `kind` is that of the engine (docker or podman) whose certificates for the registry are believed too. Raises OperationError;
    RetryLaterError where the registry says when to come back.
    """
    client = _Client(host, repository, held, kind, operation.secrets)
    before = "what the registry has cannot be told: "
    try:
        answer = aside(operation, lambda: client.get(f"manifests/{tag}"), LIMIT)
        return None if answer is None else _read(answer)
    except RegistryError as error:
        said = f"{host}: {error}"
        failed = failure(of_error(error), host, operation.current, said, operation.secrets, before)
        raise RetryLaterError(failed, error.retry_after) from None
    except LateError:
        said = f"there is no whole answer within {LIMIT:g} s"
        raise OperationError(failure(NETWORK, host, operation.current, said, operation.secrets, before)) from None


class _Client:
    """Asks one registry for what is in one repository."""

    def __init__(self, host: str, repository: str, held: Credentials | None, kind: str, secrets: Redaction) -> None:
        self.host = host
        self.repository = repository
        self.held = held
        self.kind = kind
        self.secrets = secrets

    def get(self, path: str) -> Answer | None:
        """The answer to a request below the repository; None where there is no such thing. Raises RegistryError."""
        trusted = trust(self.host, self.kind)
        url = f"{self._scheme(trusted)}://{self.host}/v2/{self.repository}/{path}"
        headers = {"Accept": ", ".join((*INDEXES, *MANIFESTS))}
        answer = send(url, headers, "", PATIENCE, trust=trusted)
        if answer.status == 401:
            challenge = answer.headers.get("www-authenticate", "")
            allowed = authorization(challenge, self.host, self.repository, self.held, PATIENCE, trusted)
            self.secrets.add([allowed, allowed.partition(" ")[2]])
            answer = send(url, headers, allowed, PATIENCE, trust=trusted)
        if answer.status == 404:
            return None
        if answer.status != 200:
            again = answer.headers.get("retry-after", "")
            raise RegistryError(f"it answers with the status {answer.status}", "status", answer.status, again)
        return answer

    def _scheme(self, trusted: SSLContext | None) -> str:
        """https; for a registry on this machine http, unless it says that it wants TLS."""
        if not is_loopback(self.host):
            return "https"
        probed = send(f"http://{self.host}/v2/", {}, "", PATIENCE, trust=trusted)
        return "https" if probed.status == 400 else "http"


def _read(answer: Answer) -> Published:
    digest = "sha256:" + hashlib.sha256(answer.body).hexdigest()
    told = answer.headers.get("docker-content-digest", digest)
    if told != digest:
        raise RegistryError(f"it says that the digest of its answer is {told[:80]}, but it is {digest}", "digest")
    try:
        manifest: Any = json.loads(answer.body)
    except (ValueError, RecursionError):
        manifest = None
    if not isinstance(manifest, dict):
        raise RegistryError("its answer is no manifest", "manifest")
    media = str(manifest.get("mediaType") or answer.headers.get("content-type", "").partition(";")[0].strip())
    config = manifest.get("config")
    found = config.get("digest") if media in MANIFESTS and isinstance(config, dict) else ""
    if media not in (*INDEXES, *MANIFESTS) or not isinstance(found, str):
        raise RegistryError("its answer is no manifest", "manifest")
    return Published(digest, media, found)
