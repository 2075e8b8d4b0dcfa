"""How files are judged in an editor: as on the command line, with what the editor's own settings say on top."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from analyzer.config.errors import ConfigErrors
from analyzer.config.layer import Layer
from analyzer.config.policies import Policies
from analyzer.facts.providers import NOTHING
from analyzer.lint.selection import UnknownSelectorError
from analyzer.rules.errors import RuleErrors

if TYPE_CHECKING:
    from collections.abc import Mapping

    from analyzer.lint.run import Policy

KEYS = ("select", "extend-select", "ignore", "rules", "build-args", "profile", "target")
"""What an editor's settings may say, in the words of a configuration file."""


class Configured:
    """The policies by path. `problem` tells why a configuration could not be used; the default is, then."""

    def __init__(self, settings: Mapping[str, Any] | None = None) -> None:
        self.problem = ""
        self._settings: dict[str, Any] = {}
        self._policies = Policies(Layer({}), NOTHING)
        self.set(settings or {})

    def set(self, settings: Mapping[str, Any]) -> None:
        """Takes the editor's settings, and reads all configurations anew."""
        self._settings = {key: settings[key] for key in KEYS if key in settings}
        self.reload()

    def reload(self) -> None:
        """Reads all configurations anew, when next they are asked for."""
        self.problem = ""
        self._policies = Policies(Layer(dict(self._settings)), NOTHING)
        self._policies.with_fixes()

    def policy(self, path: str) -> Policy:
        """How a file is judged."""
        try:
            return self._policies.of(path)
        except (ConfigErrors, UnknownSelectorError, RuleErrors, OSError) as error:
            self.problem = str(error)
        plain = Policies(Layer({}), NOTHING, search=False)
        plain.with_fixes()
        return plain.of(path)
