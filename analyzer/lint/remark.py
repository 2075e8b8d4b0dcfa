"""What another program says of a place in a file, before it is a finding."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Protocol

    from analyzer.facts.model import FileFacts
else:
    Protocol = object


class Remark:
    """A remark of ShellCheck: its code (``SC2086``), one of our severities, and the place in source offsets."""

    __slots__ = ("code", "end", "message", "severity", "start")

    def __init__(self, code: str, severity: str, message: str, start: int, end: int) -> None:
        self.code = code
        self.severity = severity
        self.message = message
        self.start = start
        self.end = end


class RemarkError(Exception):
    """The program did not judge the file: it crashed, took too long or said what cannot be read."""


class Remarks(Protocol):
    """The remarks on one file, while they are being made."""

    def remarks(self) -> list[Remark]:
        """Waits for them. Raises RemarkError."""


class Remarker(Protocol):
    """Who makes remarks on the files of a run."""

    def begin(self, root: FileFacts, refused: frozenset[int] = frozenset()) -> Remarks:
        """Begins to judge a file. On the lines `refused`, from 1, comments that tell the program what to do are not heeded."""

    def close(self) -> None:
        """Ends what still runs."""
