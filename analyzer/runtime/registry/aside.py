"""Work in a thread of its own, so that an operation stops in time whatever the other side does."""

from __future__ import annotations

from threading import Event, Thread
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

    from analyzer.runtime.operation import Operation

T = TypeVar("T")
_LOOK = 0.05  # seconds between two looks at whether the operation is stopped


class LateError(Exception):
    """The work took longer than it may."""


def aside(operation: Operation, work: Callable[[], T], limit: float | None = None) -> T:
    """What `work` gives, or raises. It must have no effects that matter when nobody waits for it any more.

    Raises StoppedError as soon as the operation is stopped, and LateError after `limit` seconds.
    """
    given: list[T] = []
    raised: list[BaseException] = []
    done = Event()

    def run() -> None:
        try:
            given.append(work())
        except BaseException as error:  # noqa: BLE001 - it is raised again by who waits
            raised.append(error)
        finally:
            done.set()

    end = None if limit is None else operation.seconds + limit
    Thread(target=run, daemon=True).start()
    while not done.wait(_LOOK):
        operation.check()
        if end is not None and operation.seconds > end:
            raise LateError
    if raised:
        raise raised[0]
    return given[0]
