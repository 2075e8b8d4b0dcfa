"""The rules in force after all layers of a configuration."""

from __future__ import annotations

import os

from analyzer.lint.own_rules import PARSE_ERROR
from analyzer.lint.selection import (
    BUILDKIT,
    DEFAULT_PROFILE,
    UnknownProfileError,
    UnknownSelectorError,
    chosen_by,
    every_rule,
    ids_of,
    instead_of_profile,
    known_rules,
    profile_of,
    rules_called,
    settled,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from analyzer.config.errors import ConfigErrors
    from analyzer.config.find import Configurations
    from analyzer.config.layer import Layer
    from analyzer.lint.selection import Selection
    from analyzer.rules.errors import Problem
    from analyzer.rules.ruleset import RuleInfo


def selection_of(layers: list[Layer], configurations: Configurations) -> Selection:
    """The rules in force after all layers.

    Raises ConfigErrors for names in files, UnknownSelectorError for those of the command line, and RuleErrors.
    """
    with configurations.files.rule_sources(
        [source for layer in layers for source in _sources(layer, configurations)]
    ) as sources:
        selecting = _Selecting(sources)
    for layer in layers:
        selecting.apply(layer)
    selection = selecting.selection()
    selection.comments = not any(layer.values.get("disable-ignore-pragma") for layer in layers)
    return selection


def refused(layer: Layer, keys: tuple[str | int, ...], text: str, message: str) -> ConfigErrors:
    """What is wrong with a text below these keys of a layer, with its place."""
    from analyzer.config.errors import ConfigErrors

    return ConfigErrors([_problem(layer, keys, text, message)])


def _sources(layer: Layer, configurations: Configurations) -> list[str]:
    """Where a layer's further rules are; those of a file lie in its repository, or with it in its package."""
    found = []
    for source in layer.texts("rules"):
        path = os.path.join(layer.folder, source) if layer.folder and not source.startswith("package:") else source
        if layer.folder and path != source and not configurations.files.within(path, configurations.root(layer.folder)):
            raise refused(layer, ("rules",), source, f"'{source}' lies outside of the repository")
        found.append(path)
    return found


class _Selecting:
    """What is chosen, ignored and adjusted by the layers so far, and what is wrong with them."""

    def __init__(self, sources: list[str]) -> None:
        self.rules, self.own = known_rules(sources)
        self.chosen = self.own | profile_of(self.rules, DEFAULT_PROFILE)
        self.ignored: set[str] = set()
        self.severities: dict[str, str] = {}
        self.settings: dict[str, dict[str, Any]] = {}
        self.problems: list[Problem] = []
        self.named: set[str] = set()  # one by one, by selectors, severities or settings
        self.pinned = ""  # the set of rules that is asked for
        self.asks = True  # a file that asks for BuildKit's experimental checks gets them

    def apply(self, layer: Layer) -> None:
        """Takes over what a layer says."""
        if select := layer.texts("select"):
            self.asks = BUILDKIT in select
            self.chosen = instead_of_profile(self._ids(layer, "select"))
        elif profile := layer.values.get("profile"):
            self.chosen, self.asks = self.own | self._profile(layer, profile), True
        adjusted = self._severities(layer) | self._settings(layer)
        self.chosen |= self._ids(layer, "extend-select") | adjusted
        named = self._named([*layer.texts("select"), *layer.texts("extend-select")]) | adjusted
        self.named |= named
        self.ignored -= named
        if pin := layer.values.get("ruleset"):
            self._pin(layer, pin)
        self.ignored |= self._ids(layer, "ignore")

    def selection(self) -> Selection:
        """The outcome. Raises ConfigErrors."""
        if self.problems:
            from analyzer.config.errors import ConfigErrors

            raise ConfigErrors(self.problems)
        rules = self.rules.configured(self.settings) if self.settings else self.rules
        return settled(rules, self.chosen, self.ignored | self._held_back(), self.severities, asks=self.asks)

    def _pin(self, layer: Layer, name: str) -> None:
        from analyzer.rules.rulesets import SETS

        if name in SETS:
            self.pinned = name
            return
        from analyzer.rules.errors import did_you_mean

        message = f"this version knows no set of rules '{name}'"
        self.problems.append(_problem(layer, ("ruleset",), name, message, did_you_mean(name, SETS)))

    def _held_back(self) -> set[str]:
        """The built-in rules that are newer than the set that is asked for, but for those that are named one by one."""
        if not self.pinned:
            return set()
        from analyzer.rules.rulesets import newer_than

        kept = self.own | self.named | {PARSE_ERROR.id}
        return newer_than(self.pinned, (rule for rule in every_rule(self.rules) if rule.id not in kept))

    def _profile(self, layer: Layer, name: str) -> set[str]:
        try:
            return profile_of(self.rules, name)
        except UnknownProfileError as error:
            self._unknown(layer, "profile", name, error)
            return set()

    def _ids(self, layer: Layer, key: str) -> set[str]:
        """The rules that the selectors of a key name."""
        found: set[str] = set()
        for selector in layer.texts(key):
            try:
                found |= ids_of(self.rules, [selector]) if key == "ignore" else chosen_by(self.rules, [selector])
            except UnknownSelectorError as error:
                self._unknown(layer, key, selector, error)
        return found

    def _named(self, selectors: list[str]) -> set[str]:
        """The rules that selectors name one by one, not as a group."""
        found: set[str] = set()
        for selector in selectors:
            try:
                found |= {rule.id for rule in rules_called(self.rules, selector)}
            except UnknownSelectorError:
                continue
        return found

    def _called(self, layer: Layer, key: str, name: str) -> list[RuleInfo]:
        try:
            return rules_called(self.rules, name)
        except UnknownSelectorError as error:
            try:
                ids_of(self.rules, [name])
            except UnknownSelectorError:
                self._unknown(layer, key, name, error)
            else:
                self.problems.append(
                    _problem(layer, (key,), name, f"'{name}' is a group of rules; '{key}' takes rules one by one")
                )
            return []

    def _severities(self, layer: Layer) -> set[str]:
        """Takes over the severities of a layer; the rules it puts in force by that."""
        found: set[str] = set()
        for name, severity in layer.values.get("severity", {}).items():
            for rule in self._called(layer, "severity", name):
                self.severities[rule.id] = severity
                found |= {rule.id} if severity != "off" else set()
        return found

    def _settings(self, layer: Layer) -> set[str]:
        """Takes over the parameters of a layer; the rules it puts in force by that."""
        found: set[str] = set()
        for name, values in layer.values.get("settings", {}).items():
            for rule in self._called(layer, "settings", name):
                found.add(rule.id)
                for param, value in values.items():
                    self._set(layer, name, rule, param, value)
        return found

    def _set(self, layer: Layer, name: str, rule: RuleInfo, param: str, value: Any) -> None:
        types = {known: type_ for known, type_, _ in rule.params}
        if param not in types:
            from analyzer.rules.errors import did_you_mean

            message, hint = f"the rule '{rule.id}' has no parameter '{param}'", did_you_mean(param, types)
            self.problems.append(_problem(layer, ("settings", name), param, message, hint))
            return
        try:
            self.settings.setdefault(rule.id, {})[param] = _typed(value, types[param])
        except ValueError:
            message = f"'{param}' of '{rule.id}' is a {types[param]}"
            self.problems.append(_problem(layer, ("settings", name), param, message))

    def _unknown(self, layer: Layer, key: str, name: str, error: UnknownSelectorError) -> None:
        """Notes a name in a file that is none; raises the error where it is the command line's."""
        if not layer.origin:
            raise error
        self.problems.append(_problem(layer, (key,), name, str(error), error.hint))


def _typed(value: Any, type_: str) -> Any:
    """A value of a file as the type of its parameter. Raises ValueError."""
    if type_ == "list":
        texts = [value] if isinstance(value, str) else value
        if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
            raise ValueError
        return tuple(texts)
    if not isinstance(value, str):
        raise ValueError  # noqa: TRY004 - any value that does not fit is one mistake of the file
    if type_ == "number":
        return int(value)
    if type_ == "boolean":
        if value not in ("true", "false"):
            raise ValueError
        return value == "true"
    return value


def _problem(layer: Layer, keys: tuple[str | int, ...], text: str, message: str, hint: str = "") -> Problem:
    from analyzer.config.read import place
    from analyzer.rules.errors import Problem

    return Problem(place(layer, keys, text), "C201", message, hint)
