"""Credentials for registries from Docker's configuration: ``config.json`` and the credential helpers it names.

Follows github.com/docker/cli, cli/config. What is read here never goes into a message.
"""

from __future__ import annotations

import base64
import binascii
import json
import os
import shutil
import signal
import subprocess

from analyzer.providers.registry_error import RegistryError
from analyzer.source.patterns import Lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

HUB = "https://index.docker.io/v1/"
LARGEST = 1 << 20  # bytes of a configuration, or of a helper's answer
_HUB_HOSTS = frozenset({"docker.io", "index.docker.io", "registry-1.docker.io"})
_HELPER = Lazy(r"[A-Za-z0-9][A-Za-z0-9_.-]*")
_TOKEN_USER = "<token>"  # what a helper calls the user where the secret is an identity token


class Credentials:
    """A user's name and password or, where the name is empty, an identity token that is exchanged for others."""

    __slots__ = ("secret", "user")

    def __init__(self, user: str, secret: str) -> None:
        self.user = user
        self.secret = secret

    def __repr__(self) -> str:
        return "<credentials>"

    @property
    def basic(self) -> str:
        """The value of an Authorization header."""
        return "Basic " + base64.b64encode(f"{self.user}:{self.secret}".encode()).decode("ascii")


def config_path() -> str:
    """Where the configuration lies: in the folder DOCKER_CONFIG names, else in ``~/.docker``."""
    folder = os.environ.get("DOCKER_CONFIG") or os.path.join(os.path.expanduser("~"), ".docker")
    return os.path.join(folder, "config.json")


def credentials(host: str, patience: float) -> Credentials | None:
    """The credentials for a registry, by its host and port; None where there are none.

    Raises RegistryError where the configuration cannot be read, or a helper fails or takes longer than `patience` seconds.
    """
    config = _read_config(config_path())
    server = HUB if host in _HUB_HOSTS else host
    helper = _member(config, "credHelpers").get(server) or _member(config, "credHelpers").get(host)
    helper = helper or config.get("credsStore")
    if isinstance(helper, str) and helper:
        found = _ask_helper(helper, server, patience)
        if found is not None:
            return found
    for key, entry in _member(config, "auths").items():
        if _same_host(key, host) and isinstance(entry, dict):
            return _read_entry(entry)
    return None


def _read_config(path: str) -> dict[str, Any]:
    try:
        with open(path, "rb") as file:
            config = json.loads(file.read(LARGEST))
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except OSError as error:
        raise RegistryError(f"{path} cannot be read: {error.strerror or 'error'}") from None
    except (ValueError, RecursionError):
        raise RegistryError(f"{path} is no JSON") from None
    return config if isinstance(config, dict) else {}


def _member(config: dict[str, Any], key: str) -> dict[str, Any]:
    value = config.get(key)
    return value if isinstance(value, dict) else {}


def _same_host(key: str, host: str) -> bool:
    """The key of an entry, a host or a URL, means this host (credentials.ConvertToHostname)."""
    name = key.partition("://")[2] or key
    name = name.partition("/")[0]
    return name == host or (name in _HUB_HOSTS and host in _HUB_HOSTS)


def _read_entry(entry: dict[str, Any]) -> Credentials | None:
    """The credentials of an entry of ``auths``."""
    token = entry.get("identitytoken")
    if isinstance(token, str) and token:
        return Credentials("", token)
    user, secret = entry.get("username"), entry.get("password")
    packed = entry.get("auth")
    if isinstance(packed, str) and packed:
        try:
            user, _, secret = base64.b64decode(packed, validate=True).decode("utf-8").partition(":")
        except (binascii.Error, UnicodeDecodeError, ValueError):
            raise RegistryError("the credentials in Docker's configuration are not readable") from None
        secret = secret.rstrip("\0")
    return Credentials(user, secret) if isinstance(user, str) and isinstance(secret, str) and user else None


def _ask_helper(name: str, server: str, patience: float) -> Credentials | None:
    """What ``docker-credential-NAME get`` says; None where it knows of no credentials."""
    program = f"docker-credential-{name}"
    path = shutil.which(program) if _HELPER.fullmatch(name) else None
    if path is None:
        raise RegistryError(f"the credential helper {program!r} of Docker's configuration is not installed")
    code, answer = _run([path, "get"], server.encode(), patience, program)
    if code:
        if b"credentials not found" in answer:
            return None
        raise RegistryError(f"the credential helper {program} failed with exit code {code}")
    try:
        data = json.loads(answer[:LARGEST])
        user, secret = data["Username"], data["Secret"]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise RegistryError(f"the credential helper {program} gave an answer that is not readable") from None
    return Credentials("" if user == _TOKEN_USER else str(user), str(secret))


def _run(command: list[str], given: bytes, patience: float, program: str) -> tuple[int, bytes]:
    """Exit code and output of a program that gets `given` on its standard input; it is ended when it takes too long."""
    try:
        process = subprocess.Popen(  # noqa: S603 - a helper that the user has configured
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError as error:
        raise RegistryError(f"the credential helper {program} cannot be started: {error.strerror or 'error'}") from None
    try:
        answer, _ = process.communicate(given, patience)
    except subprocess.TimeoutExpired:
        raise RegistryError(f"the credential helper {program} did not answer within {patience:g} s") from None
    finally:
        if process.returncode is None:
            _end(process)
    return process.returncode, answer


def _end(process: subprocess.Popen[bytes]) -> None:
    """Ends a program, and on POSIX what it has started."""
    try:
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    except OSError:
        process.kill()
    process.wait()
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            stream.close()
