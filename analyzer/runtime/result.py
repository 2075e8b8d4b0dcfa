"""What an operation gives back, and what is written of it (``docs/runtime-result.schema.json``)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from analyzer.runtime.failure import Failure, OperationError

if TYPE_CHECKING:
    from collections.abc import Callable

    from analyzer.runtime.operation import Operation, StageRecord
    from analyzer.runtime.redaction import Redaction

SCHEMA = 1
STATUSES = ("succeeded", "failed", "refused", "cancelled")


@dataclass(slots=True)
class CacheUse:
    """How many steps of a build there were, those the engine took from its cache among them."""

    steps: int = 0
    hits: int = 0

    @property
    def ratio(self) -> float | None:
        """Hits to steps; None where there was no step that could be cached."""
        return self.hits / self.steps if self.steps else None

    def as_dict(self) -> dict[str, Any]:
        """As it stands in a result."""
        return {"steps": self.steps, "hits": self.hits, "ratio": None if self.ratio is None else round(self.ratio, 4)}


@dataclass(slots=True)
class Result:
    """The outcome of an operation. What is None was not part of it, or was not come to.

    `image` is the reference asked for, `image_id` the engine's id of it, `digest` the one that the registry has confirmed.
    `findings` sums up the static check, `scan` the scan. `dry_run` tells that nothing was done, and `plan` what would have
    been. `overridden` names what was let pass by `--force`. `details` is what this kind of operation says beside that,
    and `text` the same for readers; that is no part of what is written for programs.
    """

    operation: str
    status: str = "succeeded"
    image: str | None = None
    image_id: str | None = None
    digest: str | None = None
    driver: str | None = None
    cache: CacheUse | None = None
    findings: dict[str, Any] | None = None
    scan: dict[str, Any] | None = None
    error: Failure | None = None
    stages: list[StageRecord] = field(default_factory=list)
    seconds: float = 0.0
    retries: int = 0
    dry_run: bool = False
    plan: list[str] = field(default_factory=list)
    overridden: list[str] = field(default_factory=list)
    details: dict[str, Any] = field(default_factory=dict)
    text: str = ""

    @property
    def succeeded(self) -> bool:
        """It did what it was asked for."""
        return self.status == "succeeded"

    def as_dict(self) -> dict[str, Any]:
        """The result as the schema describes it."""
        return {
            "schema": SCHEMA,
            "operation": self.operation,
            "status": self.status,
            "dry_run": self.dry_run,
            "plan": self.plan,
            "image": self.image,
            "image_id": self.image_id,
            "digest": self.digest,
            "driver": self.driver,
            "cache": self.cache.as_dict() if self.cache else None,
            "seconds": round(self.seconds, 3),
            "stages": [{"name": s.name, "status": s.status, "seconds": round(s.seconds, 3)} for s in self.stages],
            "retries": self.retries,
            "overridden": self.overridden,
            "findings": self.findings,
            "scan": self.scan,
            "details": self.details,
            "error": self.error.as_dict() if self.error else None,
        }


def perform(operation: Operation, result: Result, work: Callable[[], None]) -> Result:
    """Does the work of an operation, which fills in the result, and turns what it raises into the result's status and error.

    Exceptions that are no OperationError are mistakes of this program; they are told as such. KeyboardInterrupt is passed on.
    """
    try:
        work()
        result.status = "succeeded"
    except OperationError as error:
        result.status = error.status
        result.error = error.failure
    except ModuleNotFoundError as error:
        message = f"the Python package {error.name} is missing"
        remedies = ("install it with: python -m pip install 'buildsecbot[runtime]'",)
        result.status = "refused"
        result.error = Failure("package-missing", "usage", operation.current, message, remedies=remedies)
    except Exception as error:  # noqa: BLE001 - the result says so; a traceback helps nobody and may hold secrets
        message = f"{type(error).__name__}: {error}"
        result.status = "failed"
        result.error = Failure("internal", "internal", operation.current, message, remedies=("please report this",))
    _redact(result, operation.secrets)
    result.stages = operation.stages
    result.seconds = operation.seconds
    result.retries = operation.retries
    return result


def _redact(result: Result, secrets: Redaction) -> None:
    """Takes out of a result what operations are not to show."""
    for name in ("image", "findings", "scan", "plan", "details", "text"):
        setattr(result, name, secrets.whole(getattr(result, name)))
    if result.error is not None:
        result.error = replace(
            result.error,
            message=secrets.text(result.error.message),
            evidence=tuple(map(secrets.text, result.error.evidence)),
            remedies=tuple(map(secrets.known, result.error.remedies)),
            patch=None if result.error.patch is None else secrets.known(result.error.patch),
        )
