"""What of a file may be shown: never a credential."""

from __future__ import annotations

from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from analyzer.facts.redact import known_values, redact
from analyzer.facts.unknown import Unknown
from analyzer.lsp.features.markdown import LONGEST, code, escape

if TYPE_CHECKING:
    from analyzer.facts.model import FileFacts

HIDDEN = "hidden, as it looks like a credential"
_SHORTEST, _MOST = 4, 200  # characters of a credential that is masked wherever it stands; how many of them
_CONSIDERED = 10 * LONGEST  # of a text, in which credentials are looked for before it is cut


class Shown:
    """Pieces of a file as Markdown, without its credentials."""

    def __init__(self, facts: FileFacts) -> None:
        self._exact = {secret.value for secret in facts.secrets if secret.literal and secret.value and secret.kind != "file"}
        short = [value for value in self._exact if len(value) >= _SHORTEST]
        self._known = [*known_values(facts), *sorted(short, key=lambda value: (-len(value), value))[:_MOST]]

    def plain(self, text: str) -> str:
        """The text with every credential masked."""
        return redact(text[:_CONSIDERED], self._known)

    def code(self, text: str) -> str:
        """As a code span."""
        return code(self.plain(text))

    def text(self, text: str) -> str:
        """As running text."""
        return escape(self.plain(text))

    def holds_secret(self, name: str, value: str) -> bool:
        """A value that is, or holds, a credential: by its form, by the name of what it belongs to, or as one of the file."""
        value = value[:_CONSIDERED]
        if value in self._exact or any(one in value for one in self._known):
            return True
        bare = value.replace("\n", " ").replace('"', " ")
        lines = (value, f"{name}={bare}", f'{name}="{bare}"', f"ENV {name} {bare}")
        return any(redact(line, self._known) != line for line in lines)

    def value(self, name: str, value: str | Unknown | None) -> str:
        """The value of a variable: as a code span, or why there is none."""
        if isinstance(value, Unknown):
            return "not known"
        if value is None:
            return "not set"
        return HIDDEN if self.holds_secret(name, value) else code(value)

    def hint(self, name: str, value: str | Unknown | None, most: int) -> str:
        """The same as plain text on one line; empty where it is not known, or no secret may be told."""
        from analyzer.report.visible import visible

        if not isinstance(value, str) or self.holds_secret(name, value):
            return ""
        text = visible(value)
        return text if len(text) <= most else text[: most - 1] + "…"


_kept: WeakKeyDictionary[FileFacts, Shown] = WeakKeyDictionary()


def shown(facts: FileFacts) -> Shown:
    """What may be shown of a file; worked out once for a version of it."""
    found = _kept.get(facts)
    if found is None:
        found = _kept[facts] = Shown(facts)
    return found
