"""How each file of a run is judged: its configuration, the overrides that are for it, and the command line, in this order.

Each of these is a layer. A layer replaces what the ones before it say of a key that has one value; lists and mappings add up.
Of the selection, a layer's `profile` or `select` begins anew, and what a layer ignores stays ignored until a later one names
the rule itself.
"""

from __future__ import annotations

import os

from analyzer.config.files import DISK
from analyzer.config.find import Configurations, within
from analyzer.config.layer import Layer
from analyzer.config.selecting import refused, selection_of
from analyzer.facts.providers import NOTHING, Providers
from analyzer.lint.run import Policy
from analyzer.lint.selection import rule_of
from analyzer.rules.builtin import builtin_rules

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import Any

    from analyzer.config.files import Files
    from analyzer.facts.providers import BuildContexts
    from analyzer.lint.discovery import Target
    from analyzer.rules.errors import Problem
    from analyzer.rules.ruleset import RuleInfo


class Policies:
    """The policies of a run: `of` a file, the same object where nothing differs.

    `given` is the layer of the command line and `providers` what it lets be looked at; `file` is the configuration it names,
    and without one `search` tells to look for it. `fixes` tells that findings are wanted with their fixes. `files` is
    where configurations and the rules they name are read.
    """

    def __init__(
        self,
        given: Layer,
        providers: Providers,
        file: str = "",
        search: bool = True,
        *,
        fixes: bool = False,
        files: Files = DISK,
    ) -> None:
        self._given = given
        self._providers = providers
        self._file = file
        self._search = search
        self.fixes = fixes
        self._configurations = Configurations(files)
        self._policies: dict[tuple[str, tuple[int, ...]], Policy] = {}
        self._contexts: dict[str, BuildContexts] = {}

    def of(self, file: str) -> Policy:
        """How a file is judged. Raises ConfigErrors, UnknownSelectorError, RuleErrors and OSError."""
        path = self._path(file)
        return self.by(self._configurations.layers(path) if path else [], file)

    def by(self, layers: list[Layer], file: str) -> Policy:
        """How a file is judged by the layers of a configuration. Raises what `of` does."""
        path = layers[-1].origin if layers else ""
        overrides = [(number, layer) for number, layer in enumerate(_overrides(layers)) if _is_for(layer, file)]
        return self._policy(path, tuple(number for number, _ in overrides), [*layers, *(layer for _, layer in overrides)])

    def format_keys(self, file: str) -> dict[str, str]:
        """What the configuration of a file says in `format`, by key. Raises ConfigErrors and OSError."""
        path = self._path(file)
        layers = self._configurations.layers(path) if path else []
        found: dict[str, str] = {}
        for layer in (*layers, *(layer for layer in _overrides(layers) if _is_for(layer, file)), self._given):
            found.update(layer.values.get("format", {}))
        return found

    def root(self, folder: str) -> str:
        """The directory at which the search for a configuration that begins in `folder` ends."""
        return self._configurations.root(folder)

    def wanted(self, targets: list[Target], names_of: Callable[[str], Iterable[str]] | None = None) -> list[Target]:
        """The files without those that their configuration excludes; one that was named itself stays.

        `names_of` gives the paths that count for that: each of them has to be excluded.
        """
        return [
            target
            for target in targets
            if target.named
            or target.error
            or not all(map(self._excluded, names_of(target.path) if names_of else [target.path]))
        ]

    def files(self, file: str) -> list[str]:
        """The configuration files that are in force for a file, the nearest one last. Raises ConfigErrors and OSError."""
        path = self._path(file)
        return [layer.origin for layer in self._configurations.layers(path)] if path else []

    def rule_sources(self, file: str) -> list[str]:
        """The files and folders of rules that are in force for a file, without packages. Raises ConfigErrors and OSError."""
        path = self._path(file)
        layers = [*(self._configurations.layers(path) if path else ()), self._given]
        sources = [(layer.folder, source) for layer in layers for source in layer.texts("rules")]
        return [os.path.join(folder, source) for folder, source in sources if not source.startswith("package:")]

    def baseline(self, file: str) -> str:
        """The baseline that the configuration of a file names; empty for none. Raises ConfigErrors and OSError."""
        path = self._path(file)
        for layer in reversed(self._configurations.layers(path) if path else []):
            if name := layer.values.get("baseline"):
                found = os.path.join(layer.folder, name)
                if not self._configurations.files.within(found, self._configurations.root(layer.folder)):
                    raise refused(layer, ("baseline",), name, f"'{name}' lies outside of the repository")
                return found.removeprefix(os.path.join(os.getcwd(), ""))
        return ""

    def compares(self) -> bool:
        """A configuration that was read so far names a baseline."""
        return self._configurations.says("baseline")

    def of_files_alone(self) -> bool:
        """The policies so far depend on configuration files and the built-in rules, and let nothing else be looked at."""
        return not self._configurations.names_packages() and all(
            policy.selection.rules is builtin_rules() and not policy.providers.names for policy in self._policies.values()
        )

    def read(self, path: str) -> bytes:
        """A file that belongs to the configuration. Raises OSError."""
        return self._configurations.files.read(path)

    def validate(self) -> None:
        """Uses all of the configuration named, each override too. Raises ConfigErrors, RuleErrors and OSError."""
        layers = self._configurations.layers(self._file)
        self._policy(self._file, (), layers)
        for number, override in enumerate(_overrides(layers)):
            self._policy(self._file, (number,), [*layers, override])

    def report_format(self) -> tuple[str, str]:
        """The format of reports that the configuration of the working directory names, in hadolint's words, and that file.

        Both are empty where none is named. Raises ConfigErrors and OSError.
        """
        path = self._path("Dockerfile")
        for layer in reversed(self._configurations.layers(path) if path else []):
            if form := layer.values.get("report-format"):
                return form, layer.origin
        return "", ""

    def with_fixes(self) -> None:
        """Findings are wanted with their fixes. It is for policies that are not made yet."""
        self.fixes = True

    def rule(self, id_: str) -> RuleInfo:
        """A rule of any policy so far. Raises KeyError."""
        for policy in self._policies.values():
            try:
                return rule_of(policy.selection.rules, id_)
            except KeyError:
                continue
        raise KeyError(id_)

    def _path(self, file: str) -> str:
        if self._file:
            return self._file
        return self._configurations.path_for("Dockerfile" if file == "-" else file) if self._search else ""

    def _excluded(self, file: str) -> bool:
        path = self._path(file)
        layers = self._configurations.layers(path) if path else []
        return any(_matches(layer, layer.texts("exclude"), file) for layer in layers if layer.values.get("exclude"))

    def _policy(self, path: str, overrides: tuple[int, ...], layers: list[Layer]) -> Policy:
        key = (path, overrides)
        if key not in self._policies:
            self._policies[key] = self._made([*layers, self._given])
        return self._policies[key]

    def _made(self, layers: list[Layer]) -> Policy:
        build_args: dict[str, str] = {}
        one: dict[str, str] = {}
        contexts = self._providers.contexts
        for layer in layers:
            build_args.update(layer.values.get("build-args", {}))
            one.update({key: layer.values[key] for key in ("target", "fail-on") if key in layer.values})
            if layer.origin and "context" in layer.values and self._providers.contexts is None:
                contexts = self._context(layer)
        providers = self._providers
        if contexts is not providers.contexts:
            providers = Providers(contexts, providers.registry, providers.images)
        return Policy(
            selection_of(layers, self._configurations),
            build_args,
            one.get("target", ""),
            providers,
            one.get("fail-on", "warning"),
            fixes=self.fixes,
        )

    def _context(self, layer: Layer) -> BuildContexts:
        name = layer.values["context"]
        folder = os.path.join(layer.folder, name)
        if not os.path.isdir(folder) or not within(folder, self._configurations.root(layer.folder)):
            raise refused(layer, ("context",), name, f"'{name}' is no directory of the repository")
        if folder not in self._contexts:
            from analyzer.providers.context import ContextFolder

            self._contexts[folder] = ContextFolder(folder)
        return self._contexts[folder]


def policy_for(file: str, config: str | Mapping[str, Any] | None, given: dict[str, Any]) -> Policy:
    """How one file is judged by a configuration, a file or what one would say, and by what is given besides.

    Raises ConfigErrors, UnknownSelectorError, RuleErrors and OSError.
    """
    if config is None or isinstance(config, str):
        return Policies(Layer(given), NOTHING, config or "", search=False).of(file)
    from analyzer.config.errors import ConfigErrors
    from analyzer.config.toml import tree
    from analyzer.config.values import Checker

    problems: list[Problem] = []
    values = Checker(problems).file(tree(config))
    if problems:
        raise ConfigErrors(problems)
    policies = Policies(Layer(given), NOTHING, search=False)
    return policies.by([Layer(values)], file)


def _overrides(layers: list[Layer]) -> list[Layer]:
    """The overrides of all layers, each as a layer of its own."""
    found = []
    for layer in layers:
        for number, values in enumerate(layer.values.get("overrides", ())):
            override = Layer(values, layer.origin, layer.folder, (*layer.at, "overrides", number))
            override.content = layer.content
            found.append(override)
    return found


def _is_for(layer: Layer, file: str) -> bool:
    return _matches(layer, layer.texts("paths"), file)


def _matches(layer: Layer, patterns: list[str], file: str) -> bool:
    """One of the patterns, of .gitignore's form and relative to the layer's folder, is for a file."""
    from analyzer.lint.gitignore import IgnoreRules

    return IgnoreRules.of(patterns, layer.folder).cover(file)
