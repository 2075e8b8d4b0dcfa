"""The classic builder: Docker's old one, and what Podman has in its place."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from analyzer.providers.docker_config import HUB, credentials
from analyzer.providers.registry_error import RegistryError
from analyzer.runtime.engine import api_build
from analyzer.runtime.engine.driver import Objections, Outcome
from analyzer.runtime.engine.plain import Lines, Log
from analyzer.runtime.engine.wanted import forms
from analyzer.runtime.failure import StoppedError
from analyzer.runtime.result import CacheUse
from analyzer.source.patterns import Lazy

if TYPE_CHECKING:
    from collections.abc import Hashable

    from analyzer.runtime.context import Context
    from analyzer.runtime.engine.connection import Engine
    from analyzer.runtime.engine.wanted import Wanted
    from analyzer.runtime.operation import Operation

_STEP = Lazy(r"(?:Step|STEP) (\d+)/(\d+) ?: *(\S*)")
_HIT = Lazy(r" ?-+> Using cache\b")
_GOES_ON = "Podman was told to stop, but ends no step that is running: it goes on until the step does"
_PATIENCE = 20.0  # seconds for a credential helper


class Classic:
    """The driver `classic`."""

    name = "classic"
    for_classic = True
    hides = True

    def objections(self, engine: Engine, wanted: Wanted) -> list[str]:
        """Why it cannot build what is wanted."""
        found = Objections()
        api_build.object_to(found, wanted)
        found.add(wanted.request.cache_to, "the classic builder keeps its cache in the engine only")
        found.add(
            wanted.heredocs and engine.kind == "docker",
            "the classic builder runs no here-documents: RUN <<EOF does nothing there, without any error",
        )
        return found.found

    def build(self, engine: Engine, wanted: Wanted, context: Context, tag: str, operation: Operation) -> Outcome:
        """Builds. Raises EngineSaysNoError, StoppedError, OperationError."""
        output, ids = _Output(operation), []

        def take(message: dict[str, Any]) -> None:
            aux = message.get("aux")
            if isinstance(message.get("stream"), str):
                output.lines.add(message["stream"])
            elif isinstance(aux, dict) and aux.get("ID"):
                ids.append(str(aux["ID"]))
            elif isinstance(message.get("status"), str) and "progress" not in message:  # a base image is pulled
                output.lines.add(f"{message['status']}\n", "pull")

        parameters = [("version", "1"), *api_build.query(wanted, context, tag, engine, operation)]
        headers = _registry_config(wanted.registries, operation)
        try:
            error = api_build.run(engine, parameters, headers, context, operation, take)
        except StoppedError as stopped:
            if engine.kind == "podman":
                stopped.failure = replace(stopped.failure, evidence=(*stopped.failure.evidence, _GOES_ON))
            raise
        output.lines.end_all()
        if error or not ids:
            raise api_build.fail(output.log.text, error or "the engine stopped in the middle of the build")
        return Outcome((ids[-1],), output.cache, output.log.text)


class _Output:
    """Follows what the builder prints. Steps are told by their headings, which count on; FROM is none, nor ARG before it."""

    def __init__(self, operation: Operation) -> None:
        self.log = Log()
        self.cache = CacheUse()
        self.lines = Lines(self._line)
        self._operation = operation
        self._step = (0, 0)
        self._keyword = ""
        self._fresh = False
        self._begun = False

    def _line(self, line: str, _source: Hashable) -> None:
        self.log.add(line)
        self._operation.output(line)
        if found := _STEP.match(line):
            number, total = int(found[1]), int(found[2])
            if number == self._step[0] + 1 and self._step[1] in (0, total):
                self._operation.progress(0.95 * self._step[0] / total, line)
                self._step = (number, total)
                self._begun = self._begun or found[3].upper() == "FROM"
                self._fresh = found[3].upper() != "FROM" and self._begun
                self.cache.steps += self._fresh
        elif self._fresh and _HIT.match(line):
            self.cache.hits += 1
            self._fresh = False


def _registry_config(registries: tuple[str, ...], operation: Operation) -> dict[str, str]:
    """The header with the credentials for the registries a Dockerfile names, and for no other."""
    found: dict[str, dict[str, str]] = {}
    for registry in registries:
        try:
            known = credentials(registry, _PATIENCE)
        except RegistryError as error:
            operation.output(f"no credentials for {registry}: {error}")
            continue
        if known is not None:
            operation.secrets.add(forms([known.secret, known.basic.partition(" ")[2]]))
            key = HUB if registry == "docker.io" else registry
            user = {"username": known.user, "password": known.secret}
            found[key] = user if known.user else {"identitytoken": known.secret}
    packed = base64.urlsafe_b64encode(json.dumps(found).encode()).decode()
    if found:
        operation.secrets.add([packed])
    return {"X-Registry-Config": packed} if found else {}
