"""Images and their names in an engine."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from analyzer.runtime.engine.connection import unreachable
from analyzer.runtime.failure import Failure, OperationError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from analyzer.runtime.engine.connection import Engine
    from analyzer.runtime.operation import Operation

_STORE = "io.containerd.snapshotter.v1"
_MISSING, _CONFLICT = 404, 409


@contextmanager
def answered(engine: Engine, operation: Operation) -> Iterator[None]:
    """Asks the engine by docker-py. What docker-py raises becomes an OperationError that shows no URL."""
    from docker.errors import APIError, DockerException
    from requests.exceptions import ConnectionError as NoConnectionError
    from requests.exceptions import RequestException, Timeout

    stage = operation.current
    try:
        yield
    except APIError as error:
        said = operation.secrets.text(str(error.explanation or "no reason given"))
        retryable = error.status_code is not None and error.status_code >= 500
        raise OperationError(Failure("engine-refuses", "unknown", stage, f"the engine says: {said}", retryable)) from None
    except (NoConnectionError, Timeout) as error:
        operation.check()
        raise unreachable(engine.address, error, stage) from None
    except (RequestException, DockerException) as error:
        said = operation.secrets.text(f"{type(error).__name__}: {error}")
        raise OperationError(Failure("engine-refuses", "unknown", stage, f"the engine does not answer: {said}")) from None


def inspect(engine: Engine, reference: str, operation: Operation) -> dict[str, Any] | None:
    """What the engine says of an image; None where it has none of that name or id."""
    from docker.errors import APIError

    with answered(engine, operation):
        try:
            found = engine.api.inspect_image(reference)
        except APIError as error:
            if error.status_code == _MISSING:
                return None
            raise
    return found if isinstance(found, dict) and found.get("Id") else None


def id_of(engine: Engine, reference: str, operation: Operation) -> str | None:
    """The id of an image, as ``sha256:...``; None where there is none."""
    found = inspect(engine, reference, operation)
    if found is None:
        return None
    name = str(found["Id"])
    return name if ":" in name else f"sha256:{name}"  # Podman leaves it out


def name_image(engine: Engine, image: str, names: Sequence[str], operation: Operation) -> None:
    """Gives an image names, all of them or none: what a name stood for before, it stands for again after a failure.

    `image` is an id. Raises OperationError where the engine does not do it, or says it did and the name is something else.
    """
    before: dict[str, str | None] = {}
    try:
        for name in names:
            before[name] = id_of(engine, name, operation)
            _give(engine, image, name, operation)
            now = id_of(engine, name, operation)
            if now != image:
                message = f"{name} is {now or 'nothing'} after it was made a name of {image}"
                raise OperationError(Failure("wrong-image", "integrity", operation.current, message))
        operation.check()
    except BaseException:
        for name, earlier in before.items():
            with suppress(OperationError):
                if earlier is None:
                    remove_name(engine, name, operation)
                elif earlier != image:
                    _give(engine, earlier, name, operation)
        raise


def remove_name(engine: Engine, name: str, operation: Operation) -> None:
    """Takes a name from an image; an image without any other goes with it. It is no mistake if there is none."""
    from docker.errors import APIError

    with answered(engine, operation):
        try:
            engine.api.remove_image(name, noprune=True)
        except APIError as error:
            if error.status_code not in (_MISSING, _CONFLICT):
                raise


def _give(engine: Engine, image: str, name: str, operation: Operation) -> None:
    repository, tag = split_name(name)
    with answered(engine, operation):
        engine.api.tag(image, repository, tag, force=True)


def uses_containerd(engine: Engine) -> bool:
    """The engine keeps images in containerd's store: one can be for several platforms, and its id is that of its manifest."""
    from docker.errors import DockerException
    from requests.exceptions import RequestException

    try:
        status = engine.api.info().get("DriverStatus") or []
    except (DockerException, RequestException):
        return False
    return any(_STORE in str(part) for row in status for part in row)


def split_name(name: str) -> tuple[str, str]:
    """Repository and tag of a name."""
    head, colon, tag = name.rpartition(":")
    return (head, tag) if colon and "/" not in tag else (name, "latest")
