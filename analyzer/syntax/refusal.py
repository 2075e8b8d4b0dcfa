"""What a check of an instruction raises."""

from __future__ import annotations


class Refusal(Exception):
    """BuildKit refuses the instruction: its message, where (source offsets; the whole instruction if None), a near name."""

    def __init__(self, message: str, span: tuple[int, int] | None = None, suggestion: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.span = span
        self.suggestion = suggestion
