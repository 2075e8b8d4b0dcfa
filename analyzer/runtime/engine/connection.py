"""The connection to an engine: Docker's, or Podman's Docker-compatible one."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from dataclasses import dataclass
from http.client import OK, HTTPException
from typing import TYPE_CHECKING, Any, Self

from analyzer.runtime.engine.address import Address, find
from analyzer.runtime.engine.transport import PATIENCE, EngineConnection, open_socket
from analyzer.runtime.failure import Failure, OperationError
from analyzer.source.patterns import Lazy

if TYPE_CHECKING:
    from collections.abc import Mapping

    from docker import APIClient

    from analyzer.runtime.operation import Operation

_SHORT = 3.0  # seconds for an engine that may have gone to take a connection
_LIMIT = 60  # seconds for an answer to a short question, for docker-py
_LARGEST = 1 << 20  # bytes of what an engine says of itself
_API = Lazy(r"\d+\.\d+")


@dataclass(slots=True)
class Engine:
    """An engine that has answered. `api` is docker-py's client, `kind` docker or podman, `version` the engine's own.

    `api_version` is the newest version of the API that both sides speak, `system` the kind of images it builds: linux, windows.
    """

    api: APIClient
    address: Address
    kind: str
    version: str
    api_version: str
    system: str = "linux"

    @property
    def host(self) -> str:
        """Where it listens, as DOCKER_HOST has it."""
        return self.address.host

    def environment(self) -> dict[str, str]:
        """The variables with which a docker client started by us goes to this very engine."""
        return self.address.environment(os.environ)

    def close(self) -> None:
        """Ends the connection."""
        with suppress(Exception):
            self.api.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def connect(operation: Operation | None = None) -> Engine:
    """The engine of DOCKER_HOST, the current docker context, or the usual socket.

    Raises OperationError (`daemon-unreachable`, `daemon-permission`) where none answers within PATIENCE seconds, and
    RefusedError where what names the engine is wrong.
    """
    stage = operation.current if operation else "request"
    left = operation.remaining if operation else None
    patience = PATIENCE if left is None else max(0.1, min(PATIENCE, left))
    address = find()
    try:
        said = _version(address, patience)
    except (OSError, HTTPException, ValueError, RecursionError) as error:
        if operation:
            operation.check()
        raise unreachable(address, error, stage) from error
    api = _client(address, str(said["ApiVersion"]))
    return Engine(api, address, _kind(said), str(said.get("Version", "")), str(api.api_version), str(said.get("Os") or "linux"))


def is_there(engine: Engine) -> bool:
    """The engine still takes connections."""
    try:
        open_socket(engine.address, _SHORT).close()
    except OSError:
        return False
    return True


def unreachable(address: Address, error: BaseException, stage: str) -> OperationError:
    """That no engine answers, and what to do."""
    causes: list[BaseException] = []
    cause: BaseException | None = error
    while cause is not None and len(causes) < 20:
        causes.append(cause)
        cause = cause.__cause__ or cause.__context__
    quoted = (f"{type(error).__name__}: {error}",)
    if any(isinstance(cause, PermissionError) for cause in causes):
        remedies = (
            "run as a user who may open the socket (group docker), or use a rootless engine",
            "do not make the socket writable for everybody: who can write to it is root on this machine",
        )
        message = f"this user may not speak to the engine at {address.host}"
        return OperationError(Failure("daemon-permission", "daemon_permission", stage, message, False, quoted, remedies))
    remedies = (
        "start the engine, or name another one with DOCKER_HOST or `docker context use`",
        "in CI: enable the docker service of the job",
    )
    message = f"no engine answers at {address.host}" + (f" (docker context {address.context})" if address.context else "")
    return OperationError(Failure("daemon-unreachable", "daemon_unavailable", stage, message, True, quoted, remedies))


def _client(address: Address, version: str) -> APIClient:
    """docker-py's client. Raises RefusedError where it is not installed."""
    try:
        from docker import APIClient
        from docker.tls import TLSConfig
    except ImportError as error:
        failure = Failure(
            "no-docker-client", "usage", "request", "an engine is spoken to with docker-py, which is not installed",
            remedies=("pip install 'buildsecbot[runtime]'",),
        )  # fmt: skip
        raise OperationError(failure) from error
    tls: Any = False
    if address.secure:
        files = {name: os.path.join(address.tls, f"{name}.pem") for name in ("ca", "cert", "key")}
        pair = (files["cert"], files["key"]) if os.path.exists(files["cert"]) else None
        ca = files["ca"] if os.path.exists(files["ca"]) else None
        tls = TLSConfig(client_cert=pair, ca_cert=ca, verify=address.verify)
    client = APIClient(base_url=address.host, version=version, timeout=_LIMIT, tls=tls)
    client.trust_env = False  # or REQUESTS_CA_BUNDLE takes the place of the engine's own certificate authority
    return client


def _version(address: Address, patience: float) -> dict[str, Any]:
    """What the engine says of itself. Raises OSError, HTTPException, ValueError."""
    connection = EngineConnection(address, patience)
    try:
        connection.request("GET", "/version")
        with connection.getresponse() as response:
            content = response.read(_LARGEST)
            if response.status != OK:
                raise ValueError(f"it answers with {response.status}: {content[:200].decode('utf-8', 'replace').strip()}")
            said = json.loads(content)
    finally:
        connection.close()
    if not isinstance(said, dict) or not _API.fullmatch(str(said.get("ApiVersion"))):
        raise ValueError("what answers there is no engine")
    return said


def _kind(said: Mapping[str, Any]) -> str:
    components = said.get("Components") or []
    names = " ".join(str(part.get("Name", "")) for part in components if isinstance(part, dict))
    return "podman" if "podman" in names.lower() else "docker"
