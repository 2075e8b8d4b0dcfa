"""Whose certificates are believed: this machine's authorities and those that an engine is told of for one registry.

An engine looks into ``certs.d/HOST:PORT`` of its configuration: ``*.crt`` are authorities, ``*.cert`` with ``*.key`` what the
engine proves itself with (github.com/moby/moby, registry/registry.go; containers/image, docker/docker_client.go).
"""

from __future__ import annotations

import os
import ssl

from analyzer.providers.registry_error import RegistryError

DOCKER = "/etc/docker/certs.d"
PODMAN = "/etc/containers/certs.d"
_HUB = "registry-1.docker.io"


def folders(host: str, kind: str = "docker") -> list[str]:
    """Where an engine of this kind (docker or podman) has certificates for a registry, by its host and port."""
    own = os.environ.get("XDG_CONFIG_HOME") or os.path.join(os.path.expanduser("~"), ".config")
    roots = [os.path.join(own, "docker", "certs.d"), DOCKER]
    if kind == "podman":
        roots = [os.path.join(own, "containers", "certs.d"), PODMAN, DOCKER]
    names = ["docker.io", host] if host == _HUB else [host]
    return [os.path.join(root, name) for root in roots for name in names]


def trust(host: str, kind: str = "docker") -> ssl.SSLContext | None:
    """What the other side of a TLS connection to a registry must prove; None where the engine is told nothing of its own.

    Raises RegistryError where a certificate cannot be used: the engine would not go on without it either.
    """
    found = [(folder, name) for folder in folders(host, kind) for name in _names(folder)]
    if not found:
        return None
    context = ssl.create_default_context()
    for folder, name in found:
        path = os.path.join(folder, name)
        try:
            if name.endswith(".crt"):
                context.load_verify_locations(cafile=path)
            elif name.endswith(".cert"):
                context.load_cert_chain(path, path.removesuffix("cert") + "key")
        except (OSError, ValueError) as error:  # an SSLError is an OSError
            raise RegistryError(f"{path} cannot be used: {getattr(error, 'strerror', None) or 'error'}", "trust") from None
    return context


def _names(folder: str) -> list[str]:
    try:
        return sorted(name for name in os.listdir(folder) if name.endswith((".crt", ".cert")))
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        raise RegistryError(f"{folder} cannot be read: {error.strerror or 'error'}", "trust") from None
