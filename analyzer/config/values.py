"""A configuration file's own form, checked: from places and texts to plain data."""

from __future__ import annotations

from analyzer.config.keys import CASES, COUNTS, FLAGS, FORMAT_KEYS, INDENTS, KEYS, LEVELS, OVERRIDE_KEYS, RULE_LEVELS
from analyzer.rules.document import Listing, Mapping, Scalar, plain
from analyzer.rules.errors import Mark, Problem, did_you_mean

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from analyzer.config.keys import Key
    from analyzer.rules.document import Value


_CHOICES = {"case": CASES, "indent": INDENTS, "count": COUNTS, "flag": FLAGS}  # the kinds of the keys of `format`


class Checker:
    """Makes plain data of values; what is wrong with them is added to `problems`."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        self.kinds: dict[str, Callable[[Key, Value], Any]] = {
            "text": self._text,
            "path": self._text,
            "level": self._level,
            "texts": self._texts,
            "values": self._values,
            "severities": self._severities,
            "settings": self._settings,
            "overrides": self._overrides,
            "format": self._format,
            **dict.fromkeys(_CHOICES, self._choice),
        }

    def file(self, document: Value) -> dict[str, Any]:
        """What the mapping of a whole file says."""
        if isinstance(document, Scalar) and not document.text:
            return {}
        return self.mapping(document, KEYS, "a configuration")

    def mapping(self, value: Value, keys: tuple[Key, ...], what: str) -> dict[str, Any]:
        """What a mapping with some of these keys says."""
        if not isinstance(value, Mapping):
            self.problem(value.mark, "C101", f"{what} is a mapping of keys to values")
            return {}
        table = {key.name: key for key in keys}
        found = {}
        for name, item in value.entries:
            key = table.get(name.text)
            if key is None:
                self.problem(name.mark, "C102", f"{what} has no key '{name.text}'", did_you_mean(name.text, table))
            else:
                found[name.text] = self.kinds[key.kind](key, item)
        return found

    def problem(self, mark: Mark, code: str, message: str, hint: str = "") -> None:
        """Notes what is wrong, and where."""
        self.problems.append(Problem(mark, code, message, hint))

    def text(self, value: Value, what: str) -> str:
        """A text that is not empty."""
        if isinstance(value, Scalar) and value.text:
            return value.text
        self.problem(value.mark, "C103", f"{what} is a text")
        return ""

    def texts(self, value: Value, what: str) -> list[str]:
        """A list of texts, or one text."""
        if isinstance(value, Scalar):
            return [self.text(value, what)]
        if isinstance(value, Listing):
            return [self.text(item, f"an element of {what}") for item in value.items]
        self.problem(value.mark, "C103", f"{what} is a list of texts")
        return []

    def choice(self, value: Value, what: str, choices: tuple[str, ...]) -> str:
        """One of some texts."""
        text = self.text(value, what)
        if text and text not in choices:
            self.problem(value.mark, "C104", f"{what} cannot be '{text}'", did_you_mean(text, choices))
        return text

    def _text(self, key: Key, value: Value) -> str:
        return self.text(value, f"'{key.name}'")

    def _level(self, key: Key, value: Value) -> str:
        return self.choice(value, f"'{key.name}'", LEVELS)

    def _choice(self, key: Key, value: Value) -> str:
        return self.choice(value, f"'{key.name}'", _CHOICES[key.kind])

    def _format(self, key: Key, value: Value) -> dict[str, Any]:
        return self.mapping(value, FORMAT_KEYS, f"'{key.name}'")

    def _texts(self, key: Key, value: Value) -> list[str]:
        return self.texts(value, f"'{key.name}'")

    def _entries(self, key: Key, value: Value) -> list[tuple[Scalar, Value]]:
        if isinstance(value, Mapping):
            return value.entries
        self.problem(value.mark, "C101", f"'{key.name}' is a mapping of names to values")
        return []

    def _values(self, key: Key, value: Value) -> dict[str, str]:
        found = {}
        for name, item in self._entries(key, value):
            if isinstance(item, Scalar):
                found[name.text] = item.text
            else:
                self.problem(item.mark, "C103", f"the value of '{name.text}' is a text")
        return found

    def _severities(self, key: Key, value: Value) -> dict[str, str]:
        return {
            name.text: self.choice(item, f"the severity of '{name.text}'", RULE_LEVELS)
            for name, item in self._entries(key, value)
        }

    def _settings(self, key: Key, value: Value) -> dict[str, dict[str, Any]]:
        found = {}
        for name, item in self._entries(key, value):
            if isinstance(item, Mapping):
                found[name.text] = {param.text: plain(setting) for param, setting in item.entries}
            else:
                self.problem(item.mark, "C101", f"the settings of '{name.text}' are a mapping of parameters to values")
        return found

    def _overrides(self, key: Key, value: Value) -> list[dict[str, Any]]:
        if not isinstance(value, Listing):
            self.problem(value.mark, "C103", f"'{key.name}' is a list of mappings")
            return []
        found = []
        for item in value.items:
            override = self.mapping(item, OVERRIDE_KEYS, "an override")
            if isinstance(item, Mapping) and not override.get("paths"):
                self.problem(item.mark, "C105", "an override says in 'paths' which files it is for")
            found.append(override)
        return found
