"""Files that could not be checked, for formats that know findings only: each becomes one, so that it is not overlooked."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from analyzer.lint.run import FileResult

RULE = "file-not-checked"
TITLE = "A file could not be checked"


def fingerprint_of(result: FileResult) -> str:
    """The identity of such a finding."""
    from analyzer.lint.fingerprint import fingerprint

    return fingerprint(RULE, result.path, result.error, 0)
