"""The formats of hadolint's reports, with its structure and codes, for programs that read those. The messages are our own."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from analyzer.lint.hadolint_findings import Violation

MODULES = {
    "tty": "lines",
    "gnu": "lines",
    "json": "jsonforms",
    "codeclimate": "jsonforms",
    "gitlab_codeclimate": "jsonforms",
    "codacy": "jsonforms",
    "sonarqube": "jsonforms",
    "sarif": "jsonforms",
    "checkstyle": "xmlforms",
    "junit": "xmlforms",
}
OF_A_PATH = frozenset({"checkstyle", "codeclimate", "gitlab_codeclimate", "sonarqube", "junit"})
"""The formats in which ``--file-path-in-report`` takes the place of the path."""
NEVER_FAILS = frozenset({"codeclimate", "codacy"})
"""The formats with which the exit code tells nothing: their readers want 0."""


class Judged:
    """A file and what was found in it. `path` is what it is reported by, which may be another than its own."""

    __slots__ = ("_own", "path", "violations")

    def __init__(self, own: str, violations: Sequence[Violation], path: str = "") -> None:
        self._own = own
        self.path = path or own
        self.violations = violations

    def place(self, violation: Violation) -> str:
        """The path of a violation, where a file that cannot be parsed goes by its own, and standard input by its device."""
        if not violation.is_parse_error:
            return self.path
        return "/dev/stdin" if self._own == "-" else self._own

    def reported_as(self, path: str) -> Judged:
        """The same by another path."""
        return Judged(self._own, self.violations, path)


def render(name: str, files: Sequence[Judged], *, colour: bool, path: str = "") -> str:
    """The report of that format; with `path` in the place of the files' own where the format has that. Raises KeyError."""
    from importlib import import_module

    shown = [file.reported_as(path) for file in files] if path and name in OF_A_PATH else files
    module = import_module(f"analyzer.report.hadolint.{MODULES[name]}")
    return str(module.tty(shown, colour) if name == "tty" else getattr(module, name)(shown))
