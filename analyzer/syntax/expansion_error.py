"""What keeps a word from being expanded."""

from __future__ import annotations

from analyzer.syntax.goquote import go_quote


class ExpansionError(ValueError):
    """A word BuildKit refuses. Its text is BuildKit's, `reason` the part behind ``failed to process "...": ``.

    `start` and `end` are what could not be expanded: 0-based code points of the word.
    """

    def __init__(self, word: str, reason: str, start: int, end: int) -> None:
        super().__init__(f"failed to process {go_quote(word)}: {reason}")
        self.reason = reason
        self.start = start
        self.end = end


class ExpansionLimitError(ExpansionError):
    """A word that BuildKit may take, but that grows too large or is too much work here. The text is not BuildKit's."""
