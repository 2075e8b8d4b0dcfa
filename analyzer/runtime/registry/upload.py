"""A push through an engine's API: what it says on the way, and how it is stopped.

What goes wrong comes inside the stream, after the status 200. The engine gives up by itself when nobody reads the stream any
more, so a push is stopped by shutting the connection down.
"""

from __future__ import annotations

import re
import socket
from contextlib import suppress
from queue import Empty, SimpleQueue
from threading import Event, Thread
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from docker import APIClient

    from analyzer.runtime.operation import Operation

_LOOK = 0.05  # seconds between two looks at whether the operation is stopped
_LEAVE = 2.0  # seconds that the thread with the connection is given to end
_DIGEST = re.compile(r"\bdigest: (sha256:[0-9a-f]{64})\b")
_WHOLE = re.compile(r"sha256:[0-9a-f]{64}")
_ENDED = ("pushed", "layer already exists", "mounted from", "already exists")


class EngineSaysError(Exception):
    """The engine says that the push failed."""


class Layers:
    """How far the layers of an image have come, by the events of the engine."""

    def __init__(self) -> None:
        self._done: dict[str, float] = {}
        self._sizes: dict[str, int] = {}

    def take(self, event: dict[str, Any]) -> None:
        """Something that the engine says of a layer, or of something else."""
        layer, detail = event.get("id"), event.get("progressDetail")
        if not isinstance(layer, str):
            return
        if str(event.get("status", "")).lower().startswith(_ENDED):
            self._done[layer] = 1.0
            return
        current, total = (detail.get("current"), detail.get("total")) if isinstance(detail, dict) else (None, None)
        if isinstance(total, int) and total > 0:
            self._sizes[layer] = total
        if isinstance(current, int) and layer in self._sizes:
            self._done[layer] = max(self._done.get(layer, 0.0), min(1.0, current / self._sizes[layer]))
        self._done.setdefault(layer, 0.0)

    @property
    def part(self) -> float:
        """The part of the bytes that are over, from 0 to 1; a layer of unknown size counts as one of the mean size."""
        if not self._done:
            return 0.0
        mean = sum(self._sizes.values()) / len(self._sizes) if self._sizes else 1.0
        weights = {layer: self._sizes.get(layer, mean) for layer in self._done}
        return sum(self._done[layer] * weight for layer, weight in weights.items()) / sum(weights.values())


class Upload:
    """One push of a tag. `auth` is what the engine is given for the registry, empty for nothing."""

    def __init__(self, api: APIClient, repository: str, tag: str, auth: dict[str, str]) -> None:
        self._api = api
        self._repository = repository
        self._tag = tag
        self._auth = auth
        self._events: SimpleQueue[Any] = SimpleQueue()
        self._response: Any = None
        self._stopped = Event()
        self._thread = Thread(target=self._read, daemon=True)

    def run(self, operation: Operation, told: Callable[[float, str], None]) -> str:
        """Pushes, and returns the digest that the engine tells, or nothing. `told` is given the part that is done.

        Raises EngineSaysError, StoppedError, and whatever the connection to the engine raises.
        """
        layers, digest = Layers(), ""
        self._thread.start()
        try:
            while (event := self._next(operation)) is not None:
                if problem := _problem(event):
                    raise EngineSaysError(problem)
                layers.take(event)
                digest = _digest(event) or digest
                told(layers.part, _line(event))
        finally:
            self._stop()
        return digest

    def _next(self, operation: Operation) -> dict[str, Any] | None:
        """The next event; None at the end."""
        while True:
            operation.check()
            try:
                item = self._events.get(timeout=_LOOK)
            except Empty:
                continue
            if isinstance(item, BaseException):
                raise item
            if item is None or isinstance(item, dict):
                return item

    def _read(self) -> None:
        """Runs in the thread."""
        try:
            self._api.hooks["response"].append(self._hold)
            patience, self._api.timeout = self._api.timeout, None  # a registry may be silent for as long as it likes
            try:
                stream = self._api.push(self._repository, self._tag, stream=True, decode=True, auth_config=self._auth)
            finally:
                self._api.timeout = patience
                self._api.hooks["response"].remove(self._hold)
            for event in stream:
                self._events.put(event)
            self._events.put(None)
        except Exception as error:  # noqa: BLE001 - it is raised by who waits for the next event
            self._events.put(error)

    def _hold(self, response: Any, *_: Any, **__: Any) -> None:
        self._response = response
        if self._stopped.is_set():
            _shut(response)

    def _stop(self) -> None:
        self._stopped.set()
        if self._response is not None:
            if self._thread.is_alive():
                _shut(self._response)
                self._thread.join(_LEAVE)
            self._response.close()


def _shut(response: Any) -> None:
    """Ends the connection that an answer comes on, also where another thread waits for it."""
    connection = getattr(response.raw, "connection", None)
    held = getattr(connection, "sock", None)
    if held is None:
        with suppress(AttributeError):
            held = response.raw._fp.fp.raw._sock  # noqa: SLF001 - where the connection is given up already, only this has it
    if held is not None:
        with suppress(OSError):
            held.shutdown(socket.SHUT_RDWR)


def _problem(event: dict[str, Any]) -> str:
    detail = event.get("errorDetail")
    message = detail.get("message") if isinstance(detail, dict) else None
    return str(event.get("error") or message or ("error" if "error" in event or "errorDetail" in event else ""))


def _digest(event: dict[str, Any]) -> str:
    """The digest that an event tells, or nothing: ``aux.Digest``, on other stores only the text of the status."""
    aux = event.get("aux")
    told = aux.get("Digest") if isinstance(aux, dict) else None
    if isinstance(told, str) and _WHOLE.fullmatch(told):
        return told
    found = _DIGEST.search(str(event.get("status", "")))
    return found.group(1) if found else ""


def _line(event: dict[str, Any]) -> str:
    """A line of the engine that is not about a layer's progress."""
    status, layer = event.get("status"), event.get("id")
    if not isinstance(status, str) or not status.strip():
        return ""
    if not isinstance(layer, str):
        return status.strip()
    return f"{layer}: {status}" if status.lower().startswith(_ENDED) else ""
