"""What goes wrong in an operation, in one form for people and programs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

CATEGORIES = {
    "usage": "the request cannot be acted on",
    "findings": "the Dockerfile has findings at or above the threshold",
    "cancelled": "somebody stopped it",
    "timeout": "the time given was not enough",
    "integrity": "what was built, scanned or published is not what it should be",
    "not_assessed": "nobody has looked at the image, or not at all of it",
    "vulnerabilities": "the image has vulnerabilities at or above the threshold",
    "waste": "the layers of the image are less efficient, or waste more, than was asked for",
    "internal": "a mistake in this program",
    "unknown": "what the engine said is not known to the recovery table",
}
"""Categories beside those of the recovery table (``rules/recovery``), which tell what an engine or a registry refused."""


@dataclass(frozen=True, slots=True)
class Failure:
    """Why an operation did not do what it was asked for.

    `code` names the cause (``image-not-found``), `category` its kind; both are stable. `stage` is that of the operation.
    `retryable` tells that the same request may succeed later; `attempts` how often it was tried. `evidence` quotes what others
    said, `remedies` tell what to do. `line` is that of the Dockerfile, from 1, and `patch` a verified change to it.
    """

    code: str
    category: str
    stage: str
    message: str
    retryable: bool = False
    evidence: tuple[str, ...] = ()
    remedies: tuple[str, ...] = ()
    attempts: int = 1
    line: int | None = None
    patch: str | None = None

    def as_dict(self) -> dict[str, Any]:
        """As it stands in a result."""
        return {
            "code": self.code,
            "category": self.category,
            "stage": self.stage,
            "message": self.message,
            "retryable": self.retryable,
            "attempts": self.attempts,
            "evidence": list(self.evidence),
            "remedies": list(self.remedies),
            "line": self.line,
            "patch": self.patch,
        }


class OperationError(Exception):
    """An operation fails. What was done before it stands in the result's stages."""

    status = "failed"

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.message)
        self.failure = failure


class RefusedError(OperationError):
    """An operation does not begin, or not go on, because of what it was asked for."""

    status = "refused"


class StoppedError(OperationError):
    """An operation was cancelled, or its time was over; the engine's work was stopped."""

    @property
    def status(self) -> str:  # type: ignore[override]
        """How the result calls it."""
        return "cancelled" if self.failure.category == "cancelled" else "failed"


def refused(message: str, *remedies: str, code: str = "bad-request", stage: str = "request") -> RefusedError:
    """A request that cannot be acted on, and what to write instead."""
    return RefusedError(Failure(code, "usage", stage, message, remedies=remedies))
