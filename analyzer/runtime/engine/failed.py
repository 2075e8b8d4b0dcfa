"""A build that failed: what it printed, and what that means."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from analyzer.runtime.engine.connection import is_there
from analyzer.runtime.failure import Failure, OperationError
from analyzer.runtime.recovery.classify import classify
from analyzer.source.text import Source
from analyzer.syntax.parse import parse_document

if TYPE_CHECKING:
    from analyzer.runtime.engine.connection import Engine
    from analyzer.runtime.gate import Checked
    from analyzer.runtime.operation import Operation

_QUOTED = 12  # lines of a log that an error quotes, where nothing better is known


class BuildFailedError(OperationError):
    """An image could not be built by a driver. `log` are the plain lines of the build, without secrets."""

    def __init__(self, failure: Failure, driver: str, log: str) -> None:
        super().__init__(failure)
        self.driver = driver
        self.log = log


def build_failed(log: str, driver: str, engine: Engine, checked: Checked, operation: Operation) -> BuildFailedError:
    """What the log of a failed build means."""
    lines = [line for line in log.splitlines() if line.strip()]
    if not is_there(engine):
        message = f"the engine at {engine.host} has gone while it was building"
        failure = Failure(
            "engine-lost", "daemon_unavailable", operation.current, message,
            retryable=True, evidence=tuple(lines[-3:]),
            remedies=("start the engine again, and see its own log for why it ended", "then run the build again"),
        )  # fmt: skip
    else:
        failure = _classified(log, driver, checked) or Failure(
            "build-failed", "unknown", operation.current, lines[-1].removeprefix("ERROR: ") if lines else "the build failed",
            evidence=tuple(lines[-_QUOTED:]),
        )  # fmt: skip
    secrets = operation.secrets
    failure = replace(
        failure,
        stage=operation.current,
        message=secrets.text(failure.message),
        evidence=tuple(map(secrets.text, failure.evidence)),
    )
    return BuildFailedError(failure, driver, "\n".join(map(secrets.text, log.split("\n"))))


def _classified(log: str, driver: str, checked: Checked) -> Failure | None:
    """What the recovery table says of it."""
    document = parse_document(Source.from_bytes(checked.content, checked.path))
    found = classify(log, document=document, stage="build", driver=driver)
    return None if found.code == "unknown" else found
