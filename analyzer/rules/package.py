"""Rules that an installed package brings: ``package:NAME``. The package is found and read as data, and never imported."""

from __future__ import annotations

import os

from analyzer.rules.errors import Mark, Problem, RuleErrors

TYPE_CHECKING = False
if TYPE_CHECKING:
    from importlib.machinery import ModuleSpec

PREFIX = "package:"
FOLDER = "rules"


def rules_folder(name: str) -> str:
    """The folder of a package's rules: its folder ``rules``, or where there is none its own.

    `name` is what the package is imported as, or the name it is installed under. Raises RuleErrors.
    """
    folder = package_folder(name)
    rules = os.path.join(folder, FOLDER)
    return rules if os.path.isdir(rules) else folder


def package_folder(name: str) -> str:
    """The folder of an installed package, by the name it is imported or installed under. Raises RuleErrors."""
    spec = _spec(name) or next(filter(None, map(_spec, _modules(name))), None)
    if spec is None:
        raise _refused(name, f"no package '{name}' is installed")
    for folder in spec.submodule_search_locations or ():
        if os.path.isdir(folder):
            return folder
    raise _refused(name, f"the package '{name}' is no folder of files")


def _refused(name: str, message: str) -> RuleErrors:
    return RuleErrors([Problem(Mark(PREFIX + name, 1, 1), "R010", message)])


def _spec(name: str) -> ModuleSpec | None:
    """Where a package lies. Only top-level names are looked up: finding what is inside a package would import it."""
    from importlib.util import find_spec

    if not name.isidentifier():
        return None
    try:
        return find_spec(name)
    except (ImportError, ValueError):  # ValueError: a module that was made without a spec, such as __main__
        return None


def _modules(name: str) -> list[str]:
    """What an installed distribution can be imported as, by the list of its files."""
    from importlib.metadata import PackageNotFoundError, distribution

    try:
        files = distribution(name).files or []
    except (PackageNotFoundError, ValueError):
        return []
    tops = {file.parts[0] for file in files if len(file.parts) > 1}
    return sorted(top for top in tops if top.isidentifier())
