"""``buildsecbot check``."""

from __future__ import annotations

from analyzer.cli.options import Arguments, Command, Option, UsageError, read_arguments
from analyzer.cli.output import complain, note, write
from analyzer.cli.reporting import configured_outputs, emit, read_outputs, wants_fixes
from analyzer.config.layer import Layer
from analyzer.config.policies import Policies
from analyzer.facts.providers import Providers
from analyzer.lint.discovery import STDIN, discover
from analyzer.lint.finding import SEVERITIES, at_least
from analyzer.lint.run import check_targets
from analyzer.report.formats import FORMATS
from analyzer.report.visible import visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from analyzer.cli.fixing import Fixed
    from analyzer.facts.providers import BuildContexts
    from analyzer.lint.comparison import Comparison
    from analyzer.lint.discovery import Target
    from analyzer.lint.remark import Remarker
    from analyzer.lint.run import FileResult
    from analyzer.providers.registry import Registries

_WIDTH = max(map(len, FORMATS))
COMMAND = Command(
    "check",
    "[PATH...]",
    "Judges Dockerfiles: the files named, those below the directories named, or - for standard input.",
    (
        Option("format", "F[:FILE]", "a format below, to standard output or to a file", repeatable=True),
        Option("select", "S", "use these rules in place of the profile 'recommended'", repeatable=True),
        Option("extend-select", "S", "use these rules too", repeatable=True),
        Option("ignore", "S", "leave these rules out, whatever selects them", repeatable=True),
        Option("profile", "NAME", "the rules to use: recommended (default), strict, hadolint, buildkit or a framework"),
        Option("rules", "DIR", "use the rules of a folder, a file or package:NAME too", repeatable=True),
        Option("fail-on", "LEVEL", "the least severity for exit code 1 (default: warning)", (*SEVERITIES, "never")),
        Option("build-arg", "NAME=VALUE", "the value of a build argument", repeatable=True),
        Option("target", "STAGE", "the stage to judge as final"),
        Option("context", "DIR", "the build context: its ignore file, and what COPY and ADD find in it"),
        Option("registry", "", "ask registries for the digests and platforms of images"),
        Option("shellcheck", "", "have ShellCheck judge the scripts, too"),
        Option("fix", "", "write the safe fixes: those that leave what the image holds and does as it is"),
        Option("unsafe-fixes", "", "with --fix or --diff, also those that may change that"),
        Option("add-suppressions", "REASON", "write a comment for each finding that silences it, with the reason"),
        Option("diff", "", "print what --fix or --add-suppressions would change as a patch, and write nothing"),
        Option("baseline", "FILE", "report only what is not in this record of known findings"),
        Option("write-baseline", "", "record the findings of now, in --baseline FILE or .buildsecbot-baseline.json"),
        Option("config", "FILE", "the configuration: a .buildsecbot.yaml, a pyproject.toml or hadolint's"),
        Option("isolated", "", "read no configuration file but that of --config"),
    ),
    """
buildsecbot check                                  every Dockerfile below the current directory
buildsecbot check --fail-on error Dockerfile       exit code 1 only for errors
buildsecbot check --select security,DL3008 app/    these rules only
buildsecbot check --format text --format sarif:report.sarif .
buildsecbot check --context . docker/Dockerfile    judge what it copies, too
git show HEAD:Dockerfile | buildsecbot check -
""",
    """
A selector S, or several joined by commas, is a rule id, another tool's name for it (DL3008, hadolint/DL3008),
a category, another tool's name for all it covers (hadolint), a framework (cis-docker) or ALL.

Nothing but the Dockerfiles is read, and no network is used, unless --context or --registry asks for it. With --registry,
credentials are those of docker login; an image that cannot be looked up is an error.

Formats F:
"""
    + "".join(f"  {form.name:{_WIDTH}}  {form.help}\n" for form in FORMATS.values()),
)


def main(words: list[str]) -> int:
    """Runs ``check`` on the words behind it and returns the exit code. Raises UsageError and OSError."""
    arguments = read_arguments(COMMAND, words)
    if arguments.has("help"):
        from analyzer.cli.help import EXIT_CODES, command_help

        write(command_help(COMMAND) + "\n" + EXIT_CODES)
        return 0
    outputs = read_outputs(arguments)
    _check_fixing(arguments)
    policies, asked = _policies(arguments, fixes=wants_fixes(outputs))
    if not outputs and (outputs := configured_outputs(policies)) and wants_fixes(outputs):
        policies.with_fixes()
    targets = policies.wanted(discover(arguments.operands or ["."]))
    fixed: Fixed | None = None
    if _changes(arguments):
        fixed = _change(arguments, targets, policies)
        if arguments.has("diff"):
            return 2 if fixed.failed else int(fixed.files > 0)
        targets = fixed.targets
    results, comparison, told = _compared(arguments, policies, check_targets(targets, policies.of, _remarker(arguments)))
    for form, path in outputs:
        if path or not (fixed is not None and STDIN in arguments.operands):  # standard output is taken by what was fixed
            emit(form, path, results, policies)
    if ("text", "") in outputs:
        write("".join(f"{visible(line)}\n" for line in told))
    if fixed is not None and ("text", "") in outputs and STDIN not in arguments.operands:
        write(fixed.line + "\n")
    if ("text", "") not in outputs:
        for result in results:
            if result.error:
                complain(f"{visible(result.path)}: {visible(result.error)}")
    if comparison is not None:
        for line in comparison.lines() if ("text", "") not in outputs else ():
            note(visible(line))
        if comparison.refused:
            complain(comparison.refused)
    problems = asked.problems if asked is not None else {}
    for reference, problem in problems.items():
        complain(f"the registry of {reference}: {problem}")
    return 2 if problems or (fixed is not None and fixed.failed) else exit_code(results)


def _compared(
    arguments: Arguments, policies: Policies, results: list[FileResult]
) -> tuple[list[FileResult], Comparison | None, list[str]]:
    """The results as they are against a baseline, what came of that, and what is to be told of it."""
    if not (arguments.has("baseline") or arguments.has("write-baseline") or policies.compares()):
        return results, None, []
    from analyzer.cli.baselines import with_baselines
    from analyzer.lint.comparison import Compared, Comparison

    comparison = Comparison()
    told = with_baselines(arguments, policies, policies.of, results, comparison)
    return Compared(results, comparison), comparison, told


def _changes(arguments: Arguments) -> bool:
    """Files are changed, or it is shown how."""
    return arguments.has("fix") or arguments.has("diff") or arguments.has("add-suppressions")


def _change(arguments: Arguments, targets: list[Target], policies: Policies) -> Fixed:
    from analyzer.cli.fixing import fix_targets, silence_targets

    only_show = arguments.has("diff")
    if arguments.has("add-suppressions"):
        return silence_targets(targets, policies.of, arguments.one("add-suppressions"), only_show=only_show)
    return fix_targets(targets, policies.of, arguments.has("unsafe-fixes"), only_show=only_show)


def _check_fixing(arguments: Arguments) -> None:
    """Refuses options that do not go together."""
    if arguments.has("add-suppressions"):
        for other in ("fix", "unsafe-fixes", "shellcheck"):
            if arguments.has(other):
                raise UsageError(f"--add-suppressions and --{other} exclude each other", "run one after the other")
        reason = arguments.one("add-suppressions")
        if not reason.strip() or not reason.isprintable():
            raise UsageError("--add-suppressions needs a reason", "say in one line why the findings are accepted")
    if arguments.has("fix") and arguments.has("diff"):
        raise UsageError("--fix and --diff exclude each other", "--diff shows what --fix would write")
    if arguments.has("unsafe-fixes") and not (arguments.has("fix") or arguments.has("diff")):
        raise UsageError("--unsafe-fixes fixes nothing by itself", "add --fix or --diff")
    if _changes(arguments) and STDIN in arguments.operands and len(arguments.operands) > 1:
        raise UsageError("standard input is fixed alone", "name no other file beside -")


def _policies(arguments: Arguments, *, fixes: bool) -> tuple[Policies, Registries | None]:
    """How each file is judged, as the command line and the configuration say, and the registries that may be asked."""
    given: dict[str, Any] = {name: arguments.listed(name) for name in ("select", "extend-select", "ignore")}
    for name in ("profile", "fail-on", "target"):
        if arguments.has(name):
            given[name] = arguments.one(name)
    given["rules"] = arguments.all("rules")
    given["build-args"] = read_build_args(arguments)
    providers, asked = _providers(arguments)
    file = arguments.one("config")
    search = not file and not arguments.has("isolated")
    return Policies(Layer(given), providers, file, search, fixes=fixes), asked


def _remarker(arguments: Arguments) -> Remarker | None:
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
    return Providers(contexts, registries), registries


def exit_code(results: list[FileResult]) -> int:
    """2 where a file could not be checked, else 1 where a finding reaches the threshold of its file, else 0."""
    if any(result.error for result in results):
        return 2
    reached = any(at_least(finding.severity, result.fail_on) for result in results for finding in result.findings)
    return 1 if reached else 0


def read_build_args(arguments: Arguments) -> dict[str, str]:
    """The values of ``--build-arg``, by name. Raises UsageError."""
    values = {}
    for word in arguments.all("build-arg"):
        name, equals, value = word.partition("=")
        if not name or not equals:
            raise UsageError(f"--build-arg {word} has no value", "write --build-arg NAME=VALUE")
        values[name] = value
    return values
