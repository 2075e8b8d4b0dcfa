"""An operation in which no time passes."""

from __future__ import annotations

import pytest

from analyzer.runtime.events import Event
from analyzer.runtime.failure import Failure, StoppedError
from analyzer.runtime.operation import Operation


class Still(Operation):
    """An operation whose time passes only while it waits; `slept` lists the pauses. Its last pause is cut short by a stop."""

    def __init__(self, timeout: float | None = None, stop_after: int | None = None) -> None:
        self.events: list[Event] = []
        self.slept: list[float] = []
        self._limit = timeout
        self._stop_after = stop_after
        super().__init__("push", listen=self.events.append)

    @property
    def remaining(self) -> float | None:
        return None if self._limit is None else max(0.0, self._limit - sum(self.slept))

    def wait(self, seconds: float) -> None:
        self.slept.append(seconds)
        if self._stop_after is not None and len(self.slept) > self._stop_after:
            raise StoppedError(Failure("cancelled", "cancelled", self.current, "the operation was cancelled"))


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()
