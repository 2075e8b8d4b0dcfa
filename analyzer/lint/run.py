"""One run over many files: each is read, checked and accounted for on its own."""

from __future__ import annotations

import sys

from analyzer.facts.providers import NOTHING
from analyzer.lint.discovery import STDIN
from analyzer.source.text import Source

TYPE_CHECKING = False
if TYPE_CHECKING:
    from analyzer.facts.providers import Providers
    from analyzer.lint.discovery import Target
    from analyzer.lint.finding import Finding
    from analyzer.lint.selection import Selection


class FileResult:
    """What became of one file. `error` tells why it could not be checked, and is empty where it was."""

    __slots__ = ("error", "findings", "path", "source")

    def __init__(self, path: str, source: Source | None, findings: list[Finding], error: str = "") -> None:
        self.path = path
        self.source = source
        self.findings = findings
        self.error = error


def check_targets(
    targets: list[Target],
    selection: Selection,
    build_args: dict[str, str] | None = None,
    stage: str | None = None,
    providers: Providers = NOTHING,
) -> list[FileResult]:
    """The results of the files, in their order. It never raises for what one file holds: that file is reported as failed."""
    return [_check_target(target, selection, build_args, stage, providers) for target in targets]


def _check_target(
    target: Target, selection: Selection, build_args: dict[str, str] | None, stage: str | None, providers: Providers
) -> FileResult:
    if target.error:
        return FileResult(target.path, None, [], target.error)
    try:
        source = Source.from_bytes(read(target.path), target.path)
    except OSError as error:
        return FileResult(target.path, None, [], error.strerror or str(error))
    from analyzer.lint.check import UnknownStageError, check_source

    try:
        return FileResult(target.path, source, check_source(source, selection, build_args, stage, providers))
    except UnknownStageError as error:
        return FileResult(target.path, source, [], str(error))
    except Exception as error:  # noqa: BLE001 - one bad file never hides the findings of another
        return FileResult(target.path, source, [], internal_error(error))


def internal_error(error: Exception) -> str:
    """One line about a mistake of ours: what went wrong, and where in our code."""
    trace, place = error.__traceback__, ""
    while trace is not None:
        place = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}"
        trace = trace.tb_next
    return f"internal error: {type(error).__name__}: {error} ({place})"


def read(path: str) -> bytes:
    """The bytes of a file, or of standard input for ``-``. Raises OSError."""
    if path == STDIN:
        if sys.stdin is None:
            raise OSError("standard input is closed")
        return sys.stdin.buffer.read()
    with open(path, "rb") as file:
        return file.read()
