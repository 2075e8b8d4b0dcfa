"""A build request, made sure of: every value can be handed to an engine, and the secrets in it are known."""

from __future__ import annotations

import csv
import json
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote_plus, urlsplit

from analyzer.facts.model import FileFacts
from analyzer.facts.references import DEFAULT_REGISTRY
from analyzer.facts.secret_names import judge
from analyzer.facts.unknown import Unknown
from analyzer.runtime.failure import refused
from analyzer.runtime.requests import DRIVERS, check_target
from analyzer.source.patterns import Lazy
from analyzer.source.text import Source
from analyzer.syntax.parse import parse_document

if TYPE_CHECKING:
    from collections.abc import Iterable

    from analyzer.runtime.gate import Checked
    from analyzer.runtime.operation import Operation
    from analyzer.runtime.requests import BuildRequest

_ARGUMENT = Lazy(r"[^\s=\0-\x1f]+")
_PLATFORM = Lazy(r"[A-Za-z0-9_.]+(?:/[A-Za-z0-9_.]+){0,2}")
_NETWORK = Lazy(r"[A-Za-z0-9][A-Za-z0-9_.:-]*")
_CONTEXT_NAME = Lazy(r"[A-Za-z0-9][A-Za-z0-9_./:@-]*")
_SECRET_KEYS = frozenset({"id", "src", "source", "env", "type"})
_LARGEST_SECRET = 1 << 16  # bytes of a secret file that are known by heart; BuildKit takes 500 kB


@dataclass(frozen=True, slots=True)
class Secret:
    """A secret for RUN --mount=type=secret: its id, and the file or the variable it comes from."""

    id: str
    file: str = ""
    variable: str = ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be built. `arguments` are the build arguments; those without a value are None, and unknown to the build.

    `hidden` are the names of arguments with values that nobody may see. `heredocs` tells that the Dockerfile has
    here-documents, `registries` where its images come from.
    """

    request: BuildRequest
    checked: Checked
    arguments: dict[str, str | None]
    hidden: frozenset[str]
    secrets: tuple[Secret, ...]
    heredocs: bool
    registries: tuple[str, ...]


def want(request: BuildRequest, checked: Checked, operation: Operation) -> Wanted:
    """The request, if it can be acted on; the operation learns its secrets. Raises RefusedError."""
    arguments, hidden, secrets = learn(request, operation)
    heredocs, registries = _read(request, checked, arguments)
    return Wanted(request, checked, arguments, hidden, secrets, heredocs, registries)


def learn(request: BuildRequest, operation: Operation) -> tuple[dict[str, str | None], frozenset[str], tuple[Secret, ...]]:
    """The build arguments with their values, the names of those that are secret, and the secrets; all of them checked.

    The operation shows none of the secrets from now on. Raises RefusedError.
    """
    _check_values(request)
    arguments: dict[str, str | None] = {}
    for name, value in request.build_args:
        if not _ARGUMENT.fullmatch(name):
            raise refused(f"{name!r} is no name of a build argument", "write NAME=VALUE", code="bad-build-arg")
        arguments[name] = os.environ.get(name) if value is None else value
    hidden = frozenset(name for name, value in arguments.items() if value and is_secret(name, value))
    secrets = tuple(_secret(text) for text in request.secrets)
    values = [arguments[name] or "" for name in hidden]
    for value in list(values):
        password = _password(value)
        values += [password] if password else []
    for secret in secrets:
        values.append(os.environ.get(secret.variable, "") if secret.variable else _content(secret.file))
    operation.secrets.add(forms(values))
    return arguments, hidden, secrets


def is_secret(name: str, value: str) -> bool:
    """A value that nobody may see: its name promises a credential, or it is a URL with a password."""
    return bool(judge(name)) or bool(_password(value))


def forms(values: Iterable[str]) -> set[str]:
    """Values, and how they look where programs pass them on: in JSON, in the query of a URL."""
    found: set[str] = set()
    for value in values:
        for part in (value, *value.splitlines()):
            plain = json.dumps(part, ensure_ascii=False)[1:-1]
            gos = plain.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")
            found |= {part, plain, gos, json.dumps(part)[1:-1], quote_plus(part, errors="replace")}
    return found - {""}


def _password(value: str) -> str:
    """The password in a URL."""
    try:
        return urlsplit(value).password or "" if "://" in value else ""
    except ValueError:
        return ""


def _check_values(request: BuildRequest) -> None:
    if request.driver not in DRIVERS:
        raise refused(f"there is no driver {request.driver!r}", f"it is one of {', '.join(DRIVERS)}", code="bad-driver")
    for tag in request.tags:
        check_target(tag)
    for platform in request.platforms:
        if not _PLATFORM.fullmatch(platform):
            raise refused(f"{platform!r} is no platform", "write OS/ARCHITECTURE, as linux/amd64", code="bad-platform")
    if request.network and not _NETWORK.fullmatch(request.network):
        raise refused(f"{request.network!r} is no network", "write none, host or default", code="bad-network")
    for name, _ in request.labels:
        if not name or "=" in name or name != name.strip():
            raise refused(f"{name!r} is no name of a label", "write NAME=VALUE", code="bad-label")
    for name, place in request.build_contexts:
        if not _CONTEXT_NAME.fullmatch(name) or not place:
            remedy = "write NAME=PATH or NAME=docker-image://REFERENCE"
            raise refused(f"{name}={place} is no build context", remedy, code="bad-build-context")
    every = (request.target, *request.ssh, *request.cache_from, *request.cache_to, *request.secrets)
    pairs = (*request.build_args, *request.labels, *request.build_contexts)
    for text in (*every, *(part or "" for pair in pairs for part in pair)):
        if "\0" in text:
            raise refused("a value holds a NUL, which no program can be given", code="bad-value")


def _secret(text: str) -> Secret:
    """A secret as buildx has it: ``id=ID[,src=FILE|,env=NAME]`` (build.ParseSecretSpecs)."""
    try:
        row = next(csv.reader([text]), [])
    except csv.Error:
        row = []
    parts = dict(part.partition("=")[::2] for part in row)
    if not parts.get("id") or not set(parts) <= _SECRET_KEYS or not all(parts.values()):
        raise refused(f"{text!r} is no secret", "write id=NAME,src=FILE or id=NAME,env=VARIABLE", code="bad-secret")
    file = parts.get("src") or parts.get("source") or ""
    variable = parts.get("env", "")
    if not file and not variable:
        kind, name = parts.get("type"), parts["id"]
        variable = name if kind == "env" or (kind is None and name in os.environ) else ""
        file = "" if variable else name
    if variable and variable not in os.environ:
        raise refused(f"the secret {parts['id']} is to come from the variable {variable}, which is not set", code="bad-secret")
    return Secret(parts["id"], file if not variable else "", variable)


def _content(path: str) -> str:
    try:
        with open(path, "rb") as file:
            return file.read(_LARGEST_SECRET).decode("utf-8", "replace")
    except OSError as error:
        raise refused(f"the secret file {path} cannot be read: {error.strerror}", code="bad-secret") from None


def _read(request: BuildRequest, checked: Checked, arguments: dict[str, str | None]) -> tuple[bool, tuple[str, ...]]:
    """Whether a Dockerfile has here-documents, and the registries of the images it starts from, as far as they can be told."""
    document = parse_document(Source.from_bytes(checked.content, checked.path))
    known = {name: value for name, value in arguments.items() if value is not None}
    registries: dict[str, None] = {}
    for stage in FileFacts(document, known, request.target or None).stages:
        image = stage.image
        if image is not None and image.is_stage is False and not isinstance(image.registry, Unknown):
            registries[image.registry or DEFAULT_REGISTRY] = None
    return any(instruction.heredocs for instruction in document.instructions), tuple(registries)
