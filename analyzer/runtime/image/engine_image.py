"""An image that an engine has, as a file."""

from __future__ import annotations

import os
import socket
import tempfile
from contextlib import closing, suppress
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from analyzer.runtime.failure import Failure, OperationError
from analyzer.runtime.image.limits import DEFAULT, Limits
from analyzer.runtime.image.model import ImageError
from analyzer.runtime.requests import check_source

if TYPE_CHECKING:
    from collections.abc import Iterable
    from io import FileIO

    from analyzer.runtime.engine.connection import Engine
    from analyzer.runtime.operation import Operation

_CHUNK = 1 << 20
_TOLD = 16 << 20  # bytes from one report of progress to the next
_PATIENCE = 60.0  # seconds until an engine must have taken the question; the answer has the operation's time


def fetch(reference: str, operation: Operation, folder: str, engine: Engine | None = None) -> str:
    """The path of an image's archive: the one that is named, or what the engine gives, in a new file in `folder`.

    With an `engine` it is its image that is meant, whatever lies on the disk. Raises what `save` does, and RefusedError.
    """
    if engine is not None:
        return save(engine, check_source(reference), operation, folder)
    if os.path.exists(reference):
        return reference
    from analyzer.runtime.engine.connection import connect

    with connect(operation) as connected:
        return save(connected, check_source(reference), operation, folder)


def save(engine: Engine, reference: str, operation: Operation, folder: str, limits: Limits = DEFAULT) -> str:
    """The path of a new file in `folder` with the image as docker save writes it; it is the caller's to remove.

    Raises OperationError where the engine has no such image or does not give it, ImageError where it grows beyond
    `limits.archive_bytes` or cannot be written, StoppedError where the operation is stopped; nothing is left of the file then.
    """
    total = _size(engine, reference, operation)
    handle, path = tempfile.mkstemp(prefix="image-", suffix=".tar", dir=folder)
    try:
        with os.fdopen(handle, "wb", buffering=0) as file:
            _fetch(engine, reference, operation, file, total, limits)
    except BaseException:
        os.unlink(path)
        raise
    return path


def _size(engine: Engine, reference: str, operation: Operation) -> int:
    """About how many bytes there will be; 0 where the engine does not say."""
    from docker.errors import DockerException, ImageNotFound
    from requests.exceptions import RequestException

    try:
        size = engine.api.inspect_image(reference).get("Size")
    except ImageNotFound as error:
        remedies = ("build it, or pull it; see `docker images`", "or give the path of an archive that docker save has written")
        message = f"the engine has no image {reference}"
        failure = Failure("image-not-found", "image_not_found", operation.current, message, remedies=remedies)
        raise OperationError(failure) from error
    except (DockerException, RequestException) as error:
        operation.check()
        raise _not_given(reference, operation, error) from error
    return size if isinstance(size, int) else 0


def _fetch(engine: Engine, reference: str, operation: Operation, file: FileIO, total: int, limits: Limits) -> None:
    from requests.exceptions import RequestException

    address = f"{engine.api.base_url}/v{engine.api.api_version}/images/{quote(reference, safe=':/@')}/get"
    try:
        answer = engine.api.get(address, stream=True, timeout=(_PATIENCE, None))
        with closing(answer), operation.stopping_with(lambda: _cut(answer)):
            if answer.status_code != 200:
                raise _not_given(reference, operation, answer.text[:500])
            _write(answer.iter_content(_CHUNK), file, total, operation, limits)
    except RequestException as error:
        operation.check()
        raise _not_given(reference, operation, error) from error


def _write(chunks: Iterable[bytes], file: FileIO, total: int, operation: Operation, limits: Limits) -> None:
    written, told = 0, -_TOLD
    for chunk in chunks:
        operation.check()
        written += len(chunk)
        if written > limits.archive_bytes:
            raise ImageError(f"the image is larger than the limit of {limits.archive_bytes} bytes (archive_bytes)")
        try:
            rest = memoryview(chunk)
            while rest:
                rest = rest[file.write(rest) :]
        except OSError as error:
            raise ImageError(f"the image cannot be written to a temporary file: {error.strerror}") from error
        if written - told >= _TOLD:
            told = written
            operation.progress(written / total if total else 0.0, f"{written >> 20} MiB read")


def _cut(answer: Any) -> None:
    """Ends the waiting for the next piece, in whatever thread."""
    with suppress(Exception):
        connection = getattr(answer.raw, "_connection", None) or answer.raw.connection
        connection.sock.shutdown(socket.SHUT_RDWR)


def _not_given(reference: str, operation: Operation, said: object) -> OperationError:
    message = f"the engine did not give the image {reference}"
    evidence = (operation.secrets.text(str(said)),)
    return OperationError(Failure("image-not-given", "daemon_unavailable", operation.current, message, True, evidence))
