"""What a check of an instruction raises."""

from __future__ import annotations


class RefusedError(Exception):
    """BuildKit refuses the instruction: its message, where (source offsets; the whole instruction if None), a near name.

    `phase` is ``instruction``, or ``evaluation`` for what only shows when the stage is built.
    """

    phase = "instruction"

    def __init__(self, message: str, span: tuple[int, int] | None = None, suggestion: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.span = span
        self.suggestion = suggestion


class RefusedAtBuildError(RefusedError):
    """The instruction is read, but the build fails when it comes to it."""

    phase = "evaluation"
