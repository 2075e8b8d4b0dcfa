"""What operations write: each file whole, or not at all."""

from __future__ import annotations

from analyzer.report.whole_file import WholeFile
from analyzer.runtime.failure import Failure, OperationError


def write(path: str, text: str, stage: str) -> None:
    """Writes a file as UTF-8. Raises OperationError."""
    try:
        with WholeFile(path) as file:
            file.write(text.encode("utf-8", "backslashreplace"))
    except OSError as error:
        message = f"{path} cannot be written: {error.strerror or error}"
        raise OperationError(Failure("not-written", "usage", stage, message, remedies=("name another file",))) from None
