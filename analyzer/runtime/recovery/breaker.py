"""Circuit breakers: who has failed several times in a row is left alone for a while (one for each registry)."""

from __future__ import annotations

import time
from threading import Lock
from typing import TYPE_CHECKING

from analyzer.runtime.failure import Failure, OperationError

if TYPE_CHECKING:
    from collections.abc import Callable

THRESHOLD = 5  # failures in a row
PAUSE = 60.0  # seconds


class OpenCircuitError(OperationError):
    """Nothing was asked, because of the failures before."""


class Breaker:
    """Watches one other side.

    It is `closed` while things go well; `threshold` failures in a row that may pass by themselves open it. After `pause`
    seconds it is `half-open`: one attempt is let through, whose end closes or opens it. Failures that do not pass by
    themselves (a wrong password) show that the other side is there; they end the row.

    `clock` gives seconds that only grow. Any thread may use it.
    """

    def __init__(
        self, name: str, *, threshold: int = THRESHOLD, pause: float = PAUSE, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.name = name
        self._threshold = threshold
        self._pause = pause
        self._clock = clock
        self._lock = Lock()
        self._row = 0
        self._opened: float | None = None
        self._trying = False
        self._last: Failure | None = None

    @property
    def state(self) -> str:
        """closed, open or half-open."""
        if self._opened is None:
            return "closed"
        return "open" if self._left() > 0 else "half-open"

    def admit(self, stage: str) -> None:
        """Lets an attempt through; its end is to be told. Raises OpenCircuitError."""
        with self._lock:
            state = self.state
            if state == "open" or (state == "half-open" and self._trying):
                raise OpenCircuitError(self._refusal(stage))
            self._trying = state == "half-open"

    def succeeded(self) -> None:
        """The attempt went well."""
        with self._lock:
            self._close()

    def failed(self, failure: Failure) -> None:
        """The attempt failed."""
        with self._lock:
            if not failure.retryable:
                self._close()
                return
            self._row += 1
            self._last = failure
            if self._trying or self._row >= self._threshold:
                self._opened = self._clock()
            self._trying = False

    def abandoned(self) -> None:
        """The attempt was given up by us, and tells nothing."""
        with self._lock:
            self._trying = False

    def _close(self) -> None:
        self._row = 0
        self._opened = None
        self._trying = False
        self._last = None

    def _left(self) -> float:
        return 0.0 if self._opened is None else max(0.0, self._opened + self._pause - self._clock())

    def _refusal(self, stage: str) -> Failure:
        last = self._last
        times = f"{self._row} times in a row" if self._row > 1 else "the last time"
        wait = f"for another {self._left():.0f} s" if self._left() else "until the attempt that is under way has ended"
        return Failure(
            "circuit-open",
            last.category if last else "network",
            stage,
            f"{self.name} failed {times} and is left alone {wait}",
            retryable=True,
            evidence=(last.message, *last.evidence) if last else (),
            remedies=("find out what is wrong with it before you try again", *(last.remedies if last else ())),
            attempts=0,
        )


class Breakers:
    """The breakers of all other sides, by their names."""

    def __init__(
        self, *, threshold: int = THRESHOLD, pause: float = PAUSE, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._threshold = threshold
        self._pause = pause
        self._clock = clock
        self._lock = Lock()
        self._known: dict[str, Breaker] = {}

    def of(self, name: str) -> Breaker:
        """The one that watches this side."""
        with self._lock:
            if name not in self._known:
                self._known[name] = Breaker(name, threshold=self._threshold, pause=self._pause, clock=self._clock)
            return self._known[name]


REGISTRIES = Breakers()
"""Those of the registries this process speaks to, by host and port."""
