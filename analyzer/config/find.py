"""Which configuration a file has: the nearest one, from its own directory up to the root of its repository.

Outside of a repository the search ends at the working directory, where that lies above the file, else at its own directory.
"""

from __future__ import annotations

import os

from analyzer.config.files import DISK

TYPE_CHECKING = False
if TYPE_CHECKING:
    from analyzer.config.files import Files
    from analyzer.config.layer import Layer

OWN = (".buildsecbot.yaml", ".buildsecbot.yml")
TOML = "pyproject.toml"
HADOLINT = (".hadolint.yaml", ".hadolint.yml")
_TABLE = b"[tool.buildsecbot"
MOST = 20  # configurations that extend each other


class Configurations:
    """The configurations of a run: each directory is searched once, each file read once. `files` is where they are read."""

    __slots__ = ("_chains", "_found", "_repositories", "files")

    def __init__(self, files: Files = DISK) -> None:
        self.files = files
        self._found: dict[str, str] = {}
        self._chains: dict[str, list[Layer]] = {}
        self._repositories: dict[str, str] = {}

    def path_for(self, file: str) -> str:
        """The path of the configuration of a file; empty where it has none. Raises OSError."""
        folder = os.path.dirname(os.path.abspath(file))
        passed, found = [], ""
        end = self.root(folder)
        while folder not in self._found:
            passed.append(folder)
            found = self._in_folder(folder)
            parent = os.path.dirname(folder)
            if found or folder in {end, parent}:
                break
            folder = parent
        else:
            found = self._found[folder]
        for known in passed:
            self._found[known] = found
        return found

    def root(self, folder: str) -> str:
        """The directory at which a search that begins in `folder` ends."""
        repository = self._repository(folder)
        if repository:
            return repository
        here = os.getcwd()
        return here if folder == here or folder.startswith(os.path.join(here, "")) else folder

    def _repository(self, folder: str) -> str:
        """The root of the repository that a folder lies in; empty outside of one."""
        passed = []
        while folder not in self._repositories:
            passed.append(folder)
            parent = os.path.dirname(folder)
            if self.files.exists(os.path.join(folder, ".git")):
                self._repositories[folder] = folder
            elif parent == folder:
                self._repositories[folder] = ""
            else:
                folder = parent
        found = self._repositories[folder]
        for known in passed:
            self._repositories[known] = found
        return found

    def layers(self, path: str) -> list[Layer]:
        """The layers of a configuration file, what it extends first. Raises ConfigErrors and OSError."""
        if path not in self._chains:
            self._chains[path] = self._extended(path, ())
        return self._chains[path]

    def says(self, key: str) -> bool:
        """A configuration that was read so far has a key."""
        return any(layer.values.get(key) for layers in self._chains.values() for layer in layers)

    def names_packages(self) -> bool:
        """A configuration that was read so far extends what a package holds; where that lies the files do not tell."""
        from analyzer.rules.package import PREFIX

        layers = (layer for layers in self._chains.values() for layer in layers)
        return any(name.startswith(PREFIX) for layer in layers for name in layer.texts("extends"))

    def _extended(self, path: str, below: tuple[str, ...]) -> list[Layer]:
        if self.files.identity(path) in below:
            from analyzer.config.errors import refused

            raise refused(path, "C003", "the configuration extends itself")
        if len(below) >= MOST:
            from analyzer.config.errors import refused

            raise refused(path, "C003", f"more than {MOST} configurations extend each other")
        from analyzer.config.read import read_file

        layer = read_file(path, self.files.read(path))
        layers: list[Layer] = []
        for name in layer.texts("extends"):
            layers += self._extended(self._base(layer, name), (*below, self.files.identity(path)))
        return [*layers, layer]

    def _base(self, layer: Layer, name: str) -> str:
        """The path of what a configuration extends."""
        from analyzer.config.errors import ConfigErrors
        from analyzer.config.read import place
        from analyzer.rules.errors import Problem, RuleErrors
        from analyzer.rules.package import PREFIX, package_folder

        def problem(message: str, hint: str = "") -> ConfigErrors:
            return ConfigErrors([Problem(place(layer, ("extends",), name), "C004", message, hint)])

        if name.startswith(PREFIX):
            package, _, file = name[len(PREFIX) :].partition("/")
            try:
                folder = package_folder(package)
            except RuleErrors as error:
                raise problem(error.problems[0].message) from error
            path = os.path.join(folder, file or "buildsecbot.yaml")
        else:
            folder, path = self.root(layer.folder), os.path.join(layer.folder, name)
        if not self.files.within(path, folder):
            raise problem(f"'{name}' lies outside of {'the package' if name.startswith(PREFIX) else 'the repository'}")
        if not self.files.is_file(path):
            raise problem(f"there is no file '{name}'")
        return os.path.relpath(path) if not name.startswith(PREFIX) and within(path, os.getcwd()) else path

    def _in_folder(self, folder: str) -> str:
        for name in OWN:
            if self.files.is_file(os.path.join(folder, name)):
                return _shown(os.path.join(folder, name))
        toml = os.path.join(folder, TOML)
        if self.files.is_file(toml) and _TABLE in self.files.read(toml):
            return _shown(toml)
        for name in HADOLINT:
            if self.files.is_file(os.path.join(folder, name)):
                return _shown(os.path.join(folder, name))
        return ""


def within(path: str, folder: str) -> bool:
    """The path leads into the folder, links followed."""
    return DISK.within(path, folder)


def _shown(path: str) -> str:
    """The path as it is shown: relative where it lies below the working directory."""
    return path.removeprefix(os.path.join(os.getcwd(), ""))
