"""What an operation tells while it runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

KINDS = ("started", "progress", "output", "retry", "finished")


@dataclass(frozen=True, slots=True)
class Event:
    """A step of an operation.

    `kind` is one of KINDS: a stage starts, gets on, prints what the engine prints, is tried again, ends. `done` is the part of
    the whole operation that is done, from 0 to 1; it never falls. `seconds` is the time since the operation began.
    """

    operation: str
    stage: str
    kind: str
    done: float
    seconds: float
    message: str = ""
    status: str = ""

    def as_dict(self) -> dict[str, Any]:
        """As it stands in a line of JSON."""
        shown: dict[str, Any] = {
            "event": self.kind,
            "operation": self.operation,
            "stage": self.stage,
            "done": round(self.done, 4),
            "seconds": round(self.seconds, 3),
        }
        if self.message:
            shown["message"] = self.message
        if self.status:
            shown["status"] = self.status
        return shown


Listener = Callable[[Event], None]


def nobody(event: Event) -> None:
    """The listener of an operation that is not watched."""
