"""How the files of a run are judged, and with whose help, as its command line says."""

from __future__ import annotations

from analyzer.cli.options import UsageError
from analyzer.config.files import DISK
from analyzer.config.layer import Layer
from analyzer.config.policies import Policies
from analyzer.facts.providers import Providers

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from analyzer.cli.options import Arguments
    from analyzer.config.files import Files
    from analyzer.facts.providers import BuildContexts, Images
    from analyzer.lint.discovery import Target
    from analyzer.lint.remark import Remarker
    from analyzer.lint.run import Policy
    from analyzer.providers.registry import Registries


def policies_of(arguments: Arguments, files: Files = DISK) -> tuple[Policies, Registries | None]:
    """How each file is judged, as the command line and the configuration say, and the registries that may be asked.

    `files` is where configurations are read.
    """
    given: dict[str, Any] = {name: arguments.listed(name) for name in ("select", "extend-select", "ignore")}
    for name in ("profile", "fail-on", "target"):
        if arguments.has(name):
            given[name] = arguments.one(name)
    given["rules"] = arguments.all("rules")
    given["build-args"] = read_build_args(arguments)
    providers, asked = _providers(arguments)
    file = arguments.one("config")
    search = not file and not arguments.has("isolated")
    return Policies(Layer(given), providers, file, search, files=files), asked


class Recipe:
    """The policies of a command line, for a process that was only told its words."""

    __slots__ = ("_fixes", "_words")

    def __init__(self, words: list[str], *, fixes: bool) -> None:
        self._words = words
        self._fixes = fixes

    def __call__(self) -> Callable[[str], Policy]:
        """The policy of each file. Raises UsageError, ConfigErrors, UnknownSelectorError, RuleErrors and OSError."""
        from analyzer.cli.check_command import COMMAND
        from analyzer.cli.options import read_arguments

        policies, _ = policies_of(read_arguments(COMMAND, self._words))
        if self._fixes:
            policies.with_fixes()
        return policies.of


def remarker_of(arguments: Arguments) -> Remarker | None:
    """ShellCheck, where it is asked for. Raises UsageError where it is missing, and for its codes where it is not asked for."""
    if not arguments.has("shellcheck"):
        for name in (*arguments.listed("select"), *arguments.listed("extend-select")):
            if name.startswith(("SC", "shellcheck")) and not _names_a_rule(name):
                raise UsageError(f"{name} selects nothing: ShellCheck is not asked", "add --shellcheck")
        return None
    from analyzer.providers.shellcheck.checker import ShellCheck
    from analyzer.providers.shellcheck.errors import ShellCheckMissingError

    try:
        return ShellCheck()
    except ShellCheckMissingError as error:
        raise UsageError(f"--shellcheck: {error}", error.hint) from None


def _names_a_rule(name: str) -> bool:
    """The name of a code of ShellCheck is that of one of our rules, too."""
    from analyzer.lint.selection import ids_of
    from analyzer.rules.builtin import builtin_rules

    rules = builtin_rules()
    return any(id_ in rules.by_id for id_ in ids_of(rules, [name]))


def _providers(arguments: Arguments) -> tuple[Providers, Registries | None]:
    """What the command line allows to be looked at besides the files, and the registries that may be asked."""
    contexts: BuildContexts | None = None
    registries: Registries | None = None
    if arguments.has("context"):
        from os.path import isdir

        from analyzer.providers.context import ContextFolder

        folder = arguments.one("context")
        if not isdir(folder):
            raise UsageError(f"--context {folder!r} is no directory", "name the directory that docker build is given")
        contexts = ContextFolder(folder)
    if arguments.has("registry"):
        from analyzer.providers.registry import Registries

        registries = Registries()
    images = _scanned(arguments) if arguments.has("image-scan") else None
    return Providers(contexts, registries, images), registries


def _scanned(arguments: Arguments) -> Images:
    """The scan of the image of the file that is checked. Raises UsageError."""
    from os.path import isdir

    from analyzer.runtime.failure import RefusedError
    from analyzer.runtime.scan.record import ScannedImages
    from analyzer.runtime.scan.stored import read_scan

    if len(arguments.operands) != 1 or isdir(arguments.operands[0]):
        raise UsageError("--image-scan is about one image", "name the one Dockerfile that it was built of")
    try:
        return ScannedImages({arguments.operands[0]: read_scan(arguments.one("image-scan"))})
    except RefusedError as error:
        raise UsageError(f"--image-scan: {error}", "; ".join(error.failure.remedies)) from None


def contexts_of(arguments: Arguments) -> Callable[[str], BuildContexts] | None:
    """What makes build contexts of the folders that Compose and Bake files name; None where they may not be looked at."""
    if not arguments.has("build-contexts"):
        return None
    from analyzer.providers.context import ContextFolder

    return ContextFolder


def name_standard_input(targets: list[Target], name: str) -> None:
    """Reads standard input, and has it reported and judged under a name. Raises UsageError and OSError."""
    from analyzer.lint.discovery import STDIN
    from analyzer.lint.run import read

    target = next((target for target in targets if target.path == STDIN), None)
    if target is None:
        raise UsageError("--stdin-filename names nothing", "add - to read standard input")
    if not name or name == STDIN:
        raise UsageError("--stdin-filename needs the name of a file", "write --stdin-filename docker/Dockerfile")
    target.data, target.path = read(STDIN), name


def read_build_args(arguments: Arguments) -> dict[str, str]:
    """The values of ``--build-arg``, by name. Raises UsageError."""
    values = {}
    for word in arguments.all("build-arg"):
        name, equals, value = word.partition("=")
        if not name or not equals:
            raise UsageError(f"--build-arg {word} has no value", "write --build-arg NAME=VALUE")
        values[name] = value
    return values
