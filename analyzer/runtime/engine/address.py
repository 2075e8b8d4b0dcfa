"""Which engine is meant: the one of DOCKER_HOST, else of the current docker context, else the one at the usual socket.

As the docker client finds it (cli/command/context.go, cli/context/store): a context lies in ``contexts/meta/ID/meta.json`` of
the folder with docker's configuration, its TLS files in ``contexts/tls/ID/docker``, where ID is the SHA-256 of its name.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from analyzer.runtime.failure import refused

if TYPE_CHECKING:
    from collections.abc import Mapping

USUAL = "unix:///var/run/docker.sock"
_LARGEST = 1 << 20  # bytes of a configuration file that are read


@dataclass(frozen=True, slots=True)
class Address:
    """Where an engine listens.

    `tls` is the folder with ca.pem, cert.pem and key.pem, as far as there are such; `verify` tells whether the engine has to
    prove who it is. `context` is the name of the docker context it comes from, or empty.
    """

    host: str
    tls: str = ""
    verify: bool = True
    context: str = ""

    @property
    def secure(self) -> bool:
        """TLS is spoken."""
        return bool(self.tls)

    def environment(self, given: Mapping[str, str]) -> dict[str, str]:
        """The variables with which a docker client goes to this engine, whatever the others are."""
        names = ("DOCKER_HOST", "DOCKER_CONTEXT", "DOCKER_TLS", "DOCKER_TLS_VERIFY", "DOCKER_CERT_PATH")
        kept = {name: value for name, value in given.items() if name not in names}
        kept["DOCKER_HOST"] = self.host
        if self.tls:
            kept["DOCKER_CERT_PATH"] = self.tls
            kept["DOCKER_TLS_VERIFY" if self.verify else "DOCKER_TLS"] = "1"
        return kept


def configuration_folder(environ: Mapping[str, str] = os.environ) -> str:
    """Where docker's configuration lies."""
    return environ.get("DOCKER_CONFIG") or os.path.join(os.path.expanduser("~"), ".docker")


def find(environ: Mapping[str, str] = os.environ) -> Address:
    """The engine that is meant. Raises RefusedError where a context is named that there is not, or that names no engine."""
    if host := environ.get("DOCKER_HOST", "").strip():
        verify = bool(environ.get("DOCKER_TLS_VERIFY"))
        secure = verify or bool(environ.get("DOCKER_TLS"))
        tls = (environ.get("DOCKER_CERT_PATH") or configuration_folder(environ)) if secure else ""
        return Address(_known(host), tls, verify)
    folder = configuration_folder(environ)
    name = environ.get("DOCKER_CONTEXT", "").strip()
    name = name or str(read_configuration(os.path.join(folder, "config.json")).get("currentContext") or "")
    return Address(USUAL) if name in ("", "default") else _of_context(folder, name)


def _of_context(folder: str, name: str) -> Address:
    key = hashlib.sha256(name.encode("utf-8", "surrogateescape")).hexdigest()
    endpoints = read_configuration(os.path.join(folder, "contexts", "meta", key, "meta.json")).get("Endpoints")
    engine = endpoints.get("docker") if isinstance(endpoints, dict) else None
    host = engine.get("Host") if isinstance(engine, dict) else None
    if not isinstance(engine, dict) or not isinstance(host, str) or not host:
        raise refused(
            f"the docker context {name!r} is not there, or names no engine",
            "see `docker context ls`",
            "or set DOCKER_HOST",
            code="bad-docker-context",
        )
    tls = os.path.join(folder, "contexts", "tls", key, "docker")
    return Address(_known(host), tls if os.path.isdir(tls) else "", not engine.get("SkipTLSVerify"), name)


def _known(host: str) -> str:
    """The address of an engine, if it is one that can be spoken to. Raises RefusedError."""
    scheme, mark, rest = host.partition("://")
    if not mark:  # as docker has it: HOST:PORT is tcp, and a path is not
        scheme, rest, host = "tcp", host, f"tcp://{host}"
    if scheme == "unix" and rest.startswith("/"):
        return host
    if scheme in ("tcp", "http", "https") and rest:
        return host
    raise refused(
        f"an engine at {host!r} cannot be spoken to",
        "give unix:///PATH or tcp://HOST:PORT as DOCKER_HOST",
        "for an engine behind SSH: ssh -nNT -L /tmp/engine.sock:/var/run/docker.sock HOST, and unix:///tmp/engine.sock",
        code="bad-docker-host",
    )


def read_configuration(path: str) -> dict[str, Any]:
    """A JSON object; empty where there is none. Raises RefusedError where the file cannot be read as one."""
    try:
        with open(path, "rb") as file:
            value = json.loads(file.read(_LARGEST))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, RecursionError) as error:
        raise refused(f"{path} cannot be read: {error}", code="bad-docker-config") from error
    return value if isinstance(value, dict) else {}
