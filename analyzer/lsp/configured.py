"""How files are judged in an editor: as on the command line, with what the editor's own settings say on top."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from analyzer.config.errors import ConfigErrors
from analyzer.config.files import Disk
from analyzer.config.find import Configurations
from analyzer.config.keys import KEYS as _FILE_KEYS
from analyzer.config.layer import Layer
from analyzer.config.policies import Policies
from analyzer.config.styling import style_of
from analyzer.config.toml import tree
from analyzer.config.values import Checker
from analyzer.facts.providers import NOTHING
from analyzer.fixes.formatting.style import Style
from analyzer.lint.baseline import Baseline, BaselineError, read_baseline
from analyzer.lint.selection import UnknownSelectorError
from analyzer.lsp.features.display import Display, display
from analyzer.rules.errors import RuleErrors

if TYPE_CHECKING:
    from collections.abc import Mapping

    from analyzer.lint.discovery import Target
    from analyzer.lint.run import Policy
    from analyzer.rules.errors import Problem

_OF_FILES = ("extends", "context", "baseline", "exclude", "overrides", "fail-on")
KEYS = tuple(key for key in _FILE_KEYS if key.name not in _OF_FILES)
"""What an editor's settings may say, in the words of a configuration file."""
_OF_CLIENTS = ("path", "arguments", "trace", "enable")  # what a client keeps among the settings for itself
DEBOUNCE = 150
"""Milliseconds after the last edit until findings are sent, if the setting `debounce` does not say otherwise."""


class _Within(Disk):
    """The disk, on which a folder that lies in no repository counts as one: a search for configurations ends there."""

    def __init__(self, folder: str) -> None:
        self._root = ""
        if folder and Configurations().root(folder) in {folder, os.getcwd()}:
            self._root = os.path.join(folder, ".git")

    def exists(self, path: str) -> bool:
        """There is something, links followed."""
        return path == self._root or super().exists(path)


class Configured:
    """The policies by path of the files in a folder. `problems` tells why configurations could not be used.

    Where one cannot be used, the default is. `folder` is what paths in the settings are relative to, empty for none.
    """

    def __init__(self, settings: Mapping[str, Any] | None = None, folder: str = "") -> None:
        self.folder = folder
        self.debounce = DEBOUNCE
        self.display = Display()
        self.problems: list[str] = []
        self._told: set[str] = set()
        self._before: set[str] = set()
        self._asked = False
        self._wrong: list[str] = []
        self._file = ""
        self._settings: dict[str, Any] = {}
        self._files = _Within(folder)
        self._baselines: dict[str, Baseline | None] = {}
        self.set(settings or {})

    @property
    def problem(self) -> str:
        """All problems; empty for none."""
        return "\n".join(self.problems)

    def set(self, settings: Mapping[str, Any]) -> None:
        """Takes the editor's settings, and reads all configurations anew. Settings without a value say nothing."""
        said = {key: value for key, value in settings.items() if value not in (None, "", [], {}) and key not in _OF_CLIENTS}
        self._wrong = []
        self.debounce = self._milliseconds(said.pop("debounce", DEBOUNCE))
        self.display, wrong = display(said.pop("hints", None), said.pop("lenses", None))
        self._wrong += [f"settings of buildsecbot: {each}" for each in wrong]
        file = said.pop("configuration", "")
        self._file = os.path.join(self.folder, file) if isinstance(file, str) and file else ""
        problems: list[Problem] = []
        values = Checker(problems).mapping(tree(said), KEYS, "the editor's settings")
        self._wrong += [f"settings of buildsecbot: {each.message}{f' ({each.hint})' if each.hint else ''}" for each in problems]
        self._settings = values if not problems else {}
        self.reload()

    def _milliseconds(self, value: object) -> int:
        if isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value <= 60_000:
            return int(value)
        self._wrong.append("settings of buildsecbot: debounce is a number of milliseconds")
        return DEBOUNCE

    def reload(self) -> None:
        """Reads all configurations anew, when next they are asked for."""
        if self._asked:
            self._before = self._told & set(self.problems)
        self._asked, self._told = False, set()
        self.problems = list(self._wrong)
        self._baselines = {}
        given = Layer(dict(self._settings), "", self.folder)
        self._policies = Policies(given, NOTHING, self._file, fixes=True, files=self._files)

    def news(self) -> list[str]:
        """The problems that were not told yet; one that was there before the configurations were read anew is none."""
        found = [each for each in self.problems if each not in self._told]
        self._told.update(found)
        return [each for each in found if each not in self._before]

    def policy(self, path: str) -> Policy:
        """How a file is judged."""
        self._asked = True
        try:
            return self._policies.of(path)
        except (ConfigErrors, UnknownSelectorError, RuleErrors, OSError) as error:
            self._note(str(error))
        return Policies(Layer({}), NOTHING, search=False, fixes=True).of(path)

    def baseline(self, path: str) -> Baseline | None:
        """What is known of a file and not shown: the baseline that its configuration names; None without one."""
        try:
            name = self._policies.baseline(path)
            if name and name not in self._baselines:
                self._baselines[name] = None
                self._baselines[name] = read_baseline(name, self._policies.read(name))
            return self._baselines.get(name)
        except FileNotFoundError:
            self._note(f"there is no baseline {name}")
        except (ConfigErrors, BaselineError, OSError) as error:
            self._note(str(error))
        return None

    def rule_sources(self, path: str) -> list[str]:
        """The files and folders of rules that are in force for a file beside the built-in ones; none where that is not told."""
        try:
            return self._policies.rule_sources(path)
        except (ConfigErrors, OSError):  # told where a file is judged
            return []

    def wanted(self, targets: list[Target]) -> list[Target]:
        """The files of a walk through the folder without those that their configuration excludes."""
        try:
            return self._policies.wanted(targets)
        except (ConfigErrors, OSError) as error:
            self._note(str(error))
        return targets

    def _note(self, problem: str) -> None:
        if problem not in self.problems:
            self.problems.append(problem)

    def style(self, path: str) -> Style:
        """How a file is laid out."""
        try:
            return style_of(path, self._policies)
        except (ConfigErrors, OSError) as error:
            self._note(str(error))
            return Style()
