"""No secret leaves an operation: not in an event, a result, an error, a log or a metric."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from analyzer.facts.redact import redact
from analyzer.report.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterable

_STARS = "********"
_LEAST = 4  # characters of a value that is masked wherever it stands; shorter ones would mask half of every text
_LONGEST = 20_000  # characters of one text that leaves


class Redaction:
    """The secrets an operation knows of, and how text loses them; what looks like a secret is masked as well."""

    def __init__(self) -> None:
        self._values: list[str] = []

    def add(self, values: Iterable[str]) -> None:
        """Values that are never to be shown, in any of the forms in which programs pass them on."""
        known = set(self._values)
        for value in values:
            for line in (value, *value.splitlines()):
                if len(line.strip()) >= _LEAST:
                    known |= {line, line.strip(), quote(line), quote(line, safe=""), repr(line)[1:-1]}
        self._values = sorted(known, key=len, reverse=True)

    def known(self, text: str) -> str:
        """The text without the secrets that are known."""
        for value in self._values:
            text = text.replace(value, _STARS)
        return text

    def text(self, text: str) -> str:
        """The text without secrets and without anything that steers a terminal; line feeds are kept.

        It is for what others have said: what only looks like a secret is masked as well.
        """
        text = self.known(text)
        if len(text) > _LONGEST:
            text = text[:_LONGEST] + " [...]"
        return "\n".join(visible(line) for line in redact(text).split("\n"))

    def whole(self, value: Any) -> Any:
        """Plain data without the secrets that are known, keys too."""
        if not self._values:
            return value
        if isinstance(value, str):
            return self.known(value)
        if isinstance(value, dict):
            return {self.known(str(key)): self.whole(part) for key, part in value.items()}
        if isinstance(value, (list, tuple)):
            return [self.whole(part) for part in value]
        return value
