"""``buildsecbot hadolint``: in hadolint's place, so that a script switches by adding one word."""

from __future__ import annotations

import os
import sys

from analyzer.cli.hadolint_options import COMMAND, read_hadolint_arguments
from analyzer.cli.options import UsageError
from analyzer.cli.output import complain, write, write_file
from analyzer.config.errors import ConfigErrors
from analyzer.config.hadolint import LEAST, rule_settings
from analyzer.config.hadolint_settings import SWITCHES, SettingError, settings_of
from analyzer.lint.finding import at_least
from analyzer.lint.hadolint_findings import Terms
from analyzer.report.hadolint import NEVER_FAILS, Judged, render

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from analyzer.cli.hadolint_options import HadolintArguments
    from analyzer.config.hadolint_settings import HadolintSettings
    from analyzer.lint.remark import Remarker

VERSION_OF_HADOLINT = "2.15.1"


def main(words: list[str]) -> int:
    """Runs ``hadolint`` on the words behind it and returns the exit code: 0 or 1, as hadolint does."""
    try:
        return _run(words)
    except (UsageError, SettingError) as error:
        complain(str(error), error.hint)
    except ConfigErrors as errors:
        for problem in errors.problems:
            complain(str(problem))
    except OSError as error:
        complain(f"{error.filename or 'standard output'}: {error.strerror or error}")
    return 1


def _run(words: list[str]) -> int:
    arguments = read_hadolint_arguments(words)
    if arguments.shows == "help":
        from analyzer.cli.help import command_help

        write(command_help(COMMAND))
        return 0
    if arguments.shows:
        from analyzer.version import VERSION

        write(f"hadolint {VERSION_OF_HADOLINT} as BuildSecBot {VERSION} runs it\n")
        return 0
    settings = settings_of(arguments.options, os.environ)
    if "verbose" in settings.switches:
        _tell(_described(settings))
    if not arguments.files:
        raise UsageError("no Dockerfile is named", "write buildsecbot hadolint DOCKERFILE..., or - for standard input")
    return _judge(arguments, settings)


def _judge(arguments: HadolintArguments, settings: HadolintSettings) -> int:
    remarker = _shellcheck()
    given = rule_settings(settings.registries, settings.labels, strict="strict-labels" in settings.switches)
    terms = Terms(settings.severities, settings.ignored, given, shellcheck=remarker is not None)
    failed, judged = _files(arguments.files, terms, remarker, comments="disable-ignore-pragma" not in settings.switches)
    colour = "no-color" not in settings.switches
    report = "".join(render(name, judged, colour=colour, path=arguments.report_path) for name in settings.formats)
    if arguments.output:
        write_file(arguments.output, report)
    else:
        write(report)
    if failed:
        return 1
    if "no-fail" in settings.switches or not NEVER_FAILS.isdisjoint(settings.formats):
        return 0
    threshold = LEAST.get(settings.threshold, settings.threshold)
    return int(any(at_least(each.level, threshold) for file in judged for each in file.violations))


def _files(paths: list[str], terms: Terms, remarker: Remarker | None, *, comments: bool) -> tuple[bool, list[Judged]]:
    """What is found in each file, and whether one could not be judged; that one is told of, and the others still count."""
    from analyzer.lint.hadolint_run import judge_files
    from analyzer.rules.builtin import builtin_rules

    selection = terms.selection(builtin_rules())
    selection.comments = comments
    failed, judged = False, []
    for path, found, error in judge_files(paths, selection, terms, remarker):
        if error:
            failed = True
            complain(f"{path}: {error}")
        judged.append(Judged(path, found))
    return failed, judged


def _shellcheck() -> Remarker | None:
    """ShellCheck; where it is not installed, that is told."""
    from analyzer.providers.shellcheck.checker import ShellCheck
    from analyzer.providers.shellcheck.errors import ShellCheckMissingError

    try:
        return ShellCheck()
    except ShellCheckMissingError as error:
        _tell([f"buildsecbot: note: {error}, so codes SC... are not looked for, but for SC2035 and SC2086; {error.hint}"])
        return None


def _described(settings: HadolintSettings) -> Iterable[str]:
    """The settings, a line each."""
    yield f"configuration file: {settings.origin or 'none'}"
    yield f"format: {', '.join(settings.formats)}"
    yield f"failure threshold: {settings.threshold}"
    for name in (*SWITCHES, "no-color"):
        yield f"{name}: {'yes' if name in settings.switches else 'no'}"
    yield f"severities: {_listed(f'{code}={level}' for code, level in sorted(settings.severities.items()))}"
    yield f"ignored: {_listed(sorted(settings.ignored))}"
    yield f"trusted registries: {_listed(settings.registries)}"
    yield f"labels: {_listed(f'{label}:{type_}' for label, type_ in settings.labels.items())}"


def _listed(items: Iterable[str]) -> str:
    return ", ".join(items) or "none"


def _tell(lines: Iterable[str]) -> None:
    """Prints to standard error."""
    from analyzer.report.visible import visible

    if sys.stderr is not None:
        sys.stderr.write("".join(f"{visible(line)}\n".encode("ascii", "backslashreplace").decode() for line in lines))
