"""The failure of a scanner: nobody has looked, which is never the same as nothing found."""

from __future__ import annotations

from analyzer.runtime.failure import Failure, OperationError

INSTEAD = "or leave it out: --scanner posture needs no program"


def unassessed(scanner: str, code: str, message: str, *remedies: str, evidence: tuple[str, ...] = ()) -> OperationError:
    """The error of a scanner that has given no assessment; `code` names the cause, `message` goes on behind its name."""
    return OperationError(Failure(code, "not_assessed", "scan", f"{scanner}: {message}", evidence=evidence, remedies=remedies))
