"""A request to an engine that takes as long as it takes, and can be stopped from another thread at any moment.

docker-py cannot be stopped while it sends or waits; and an engine ends a build when the connection it came by is closed.
"""

from __future__ import annotations

import http.client
import json
from contextlib import suppress
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from analyzer.runtime.engine.connection import unreachable
from analyzer.runtime.engine.transport import EngineConnection

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import IO

    from analyzer.runtime.engine.connection import Engine

_LONGEST = 1 << 26  # bytes of one message
_REASON = 1 << 16  # bytes of an answer that is no stream


class EngineAnswerError(Exception):
    """An engine answers with something else than 200; the message is what it says."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


class BrokenStreamError(Exception):
    """An engine's answer ends in the middle, or is no JSON."""


class Call:
    """One request to an engine. `stop` ends it, whatever it is at; what waits for it then raises an exception."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._connection = EngineConnection(engine.address)

    def post(
        self,
        path: str,
        query: Sequence[tuple[str, str]],
        *,
        headers: Mapping[str, str] | None = None,
        body: IO[bytes] | None = None,
        size: int = 0,
    ) -> Iterator[dict[str, Any]]:
        """The messages with which an engine answers a POST, one after the other. `size` is that of the body, in bytes.

        Raises EngineAnswerError, BrokenStreamError, OSError; OperationError where the engine is gone.
        """
        target = f"/v{self._engine.api_version}{path}?{urlencode(list(query))}"
        sent = {"Content-Length": str(size), **(headers or {})}
        try:
            self._connection.connect()
        except OSError as error:
            raise unreachable(self._engine.address, error, "build") from error
        try:
            with suppress(BrokenPipeError, ConnectionResetError):  # an engine may answer before it has read everything
                self._connection.request("POST", target, body, sent)
            with self._connection.getresponse() as response:
                if response.status != http.client.OK:
                    raise EngineAnswerError(response.status, _reason(response.read(_REASON)))
                yield from _messages(response)
        except http.client.HTTPException as error:
            raise BrokenStreamError(f"the engine's answer ends in the middle ({type(error).__name__})") from error
        finally:
            self._connection.close()

    def stop(self) -> None:
        """Closes the connection under whoever uses it."""
        self._connection.stop()


def _messages(response: http.client.HTTPResponse) -> Iterator[dict[str, Any]]:
    while line := response.readline(_LONGEST + 1):
        if len(line) > _LONGEST:
            raise BrokenStreamError("the engine sent a message that is longer than any it should")
        if not line.strip():
            continue
        try:
            message = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise BrokenStreamError("the engine sent what is no JSON, or stopped in the middle of it") from error
        if isinstance(message, dict):
            yield message


def _reason(answer: bytes) -> str:
    text = answer.decode("utf-8", "replace").strip()
    with suppress(ValueError, RecursionError):
        said = json.loads(text)
        if isinstance(said, dict):  # Docker: message; Podman: cause and message
            return str(said.get("message") or said.get("cause") or text)
    return text or "no reason given"
