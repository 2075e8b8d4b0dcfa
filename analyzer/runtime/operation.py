"""A running operation: its stages, its progress, its end in time, and how it is stopped."""

from __future__ import annotations

import time
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Event as Flag
from threading import Lock, Thread
from typing import TYPE_CHECKING

from analyzer.runtime.events import Event, Listener, nobody
from analyzer.runtime.failure import Failure, OperationError, StoppedError
from analyzer.runtime.redaction import Redaction

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

STAGES: dict[str, tuple[tuple[str, float], ...]] = {
    "build": (("check", 0.05), ("context", 0.05), ("build", 0.85), ("verify", 0.05)),
    "tag": (("inspect", 0.3), ("tag", 0.4), ("verify", 0.3)),
    "push": (("inspect", 0.05), ("push", 0.85), ("verify", 0.1)),
    "scan": (("load", 0.3), ("scan", 0.6), ("judge", 0.1)),
    "layers": (("load", 0.3), ("read", 0.7)),
    "ship": (
        ("check", 0.03), ("context", 0.02), ("build", 0.55), ("scan", 0.2), ("tag", 0.02), ("push", 0.15), ("statement", 0.03),
    ),
}  # fmt: skip
"""The stages of each operation in order, with their parts of the whole, which add up to 1."""


@dataclass(slots=True)
class StageRecord:
    """What became of a stage: `status` is pending, running, succeeded, failed, cancelled or skipped."""

    name: str
    weight: float
    status: str = "pending"
    seconds: float = 0.0


class Operation:
    """One run of an operation.

    `timeout` is in seconds from now. `cancel` may be set by any thread, at any time. `secrets` masks what leaves.
    """

    def __init__(
        self,
        name: str,
        *,
        listen: Listener = nobody,
        timeout: float | None = None,
        cancel: Flag | None = None,
        secrets: Redaction | None = None,
        stages: Sequence[tuple[str, float]] | None = None,
    ) -> None:
        self.name = name
        self.secrets = secrets or Redaction()
        self.stages = [StageRecord(stage, weight) for stage, weight in (stages or STAGES[name])]
        self.retries = 0
        self._listen = listen
        self._begun = time.monotonic()
        self._deadline = None if timeout is None else self._begun + timeout
        self._timeout = timeout
        self._cancel = cancel or Flag()
        self._ended = Flag()
        self._lock = Lock()
        self._now: StageRecord | None = None
        self._done = 0.0

    # --- stages and progress

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Runs a stage: it is told when it starts and how it ends. Raises StoppedError where there is no time left for it."""
        record = next(stage for stage in self.stages if stage.name == name)
        self._now = record
        self.check()
        begun = time.monotonic()
        record.status = "running"
        self._tell(record, "started")
        try:
            yield
            self.check()
        except OperationError as error:
            record.status = "cancelled" if error.status == "cancelled" else "failed"
            raise
        except BaseException:
            record.status = "failed"
            raise
        else:
            record.status = "succeeded"
            self._reach(record, 1.0)
        finally:
            record.seconds = time.monotonic() - begun
            self._tell(record, "finished", status=record.status)

    def skip(self, *names: str) -> None:
        """Stages that are not needed this time."""
        for record in self.stages:
            if record.name in names:
                record.status = "skipped"

    def progress(self, part: float, message: str = "") -> None:
        """The running stage has done a part of its work, from 0 to 1; less than before counts as before."""
        if self._now is not None:
            self._reach(self._now, part)
            self._tell(self._now, "progress", message)

    def output(self, text: str) -> None:
        """A line that the engine or a scanner printed."""
        if self._now is not None:
            self._tell(self._now, "output", text)

    def retrying(self, message: str) -> None:
        """The running stage is tried again."""
        self.retries += 1
        if self._now is not None:
            self._tell(self._now, "retry", message)

    @property
    def current(self) -> str:
        """The name of the running stage, or of the last one."""
        return self._now.name if self._now is not None else "request"

    def _reach(self, record: StageRecord, part: float) -> None:
        before = 0.0
        for stage in self.stages:
            if stage is record:
                break
            before += stage.weight
        self._done = max(self._done, min(1.0, before + record.weight * min(max(part, 0.0), 1.0)))

    def _tell(self, record: StageRecord, kind: str, message: str = "", status: str = "") -> None:
        text = self.secrets.text(message) if message else ""
        self._listen(Event(self.name, record.name, kind, self._done, self.seconds, text, status))

    # --- time and cancelling

    @property
    def seconds(self) -> float:
        """The time since it began."""
        return time.monotonic() - self._begun

    @property
    def remaining(self) -> float | None:
        """The seconds that are left, never less than 0; None where there is no limit."""
        return None if self._deadline is None else max(0.0, self._deadline - time.monotonic())

    @property
    def stopped(self) -> bool:
        """It was cancelled, or its time is over."""
        return self._cancel.is_set() or self.remaining == 0.0

    def check(self) -> None:
        """Raises StoppedError where it was cancelled, or its time is over."""
        if self._cancel.is_set():
            raise StoppedError(Failure("cancelled", "cancelled", self.current, "the operation was cancelled"))
        if self.remaining == 0.0:
            message = f"there was no end within {self._timeout:g} s"
            remedy = "give it more time with --timeout"
            raise StoppedError(Failure("timed-out", "timeout", self.current, message, retryable=True, remedies=(remedy,)))

    def wait(self, seconds: float) -> None:
        """Waits. Raises StoppedError as soon as it is stopped."""
        left = self.remaining
        self._cancel.wait(seconds if left is None else min(seconds, left))
        self.check()

    @contextmanager
    def stopping_with(self, stop: Callable[[], None]) -> Iterator[None]:
        """While the block runs, `stop` is called once, in another thread, as soon as the operation is stopped.

        It ends what the block waits for: it closes a connection, ends a process. What the block raises then becomes a
        StoppedError.
        """
        finished = Flag()

        def watch() -> None:
            while not finished.is_set():
                if self.stopped:
                    stop()
                    return
                left = self.remaining
                self._cancel.wait(0.05 if left is None else min(0.05, left))

        thread = Thread(target=watch, daemon=True)
        thread.start()
        try:
            yield
        except OperationError:
            raise
        except Exception:
            self.check()
            raise
        finally:
            finished.set()
            thread.join()
        self.check()
