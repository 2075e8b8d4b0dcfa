"""``buildsecbot format``."""

from __future__ import annotations

from analyzer.cli.options import Arguments, Command, Option, UsageError, read_arguments
from analyzer.cli.output import complain, write
from analyzer.config.layer import Layer
from analyzer.config.policies import Policies
from analyzer.config.styling import style_of
from analyzer.facts.providers import NOTHING
from analyzer.fixes.formatting.format import FormatError, UnreadableError, formatted
from analyzer.lint.discovery import STDIN, discover
from analyzer.lint.run import internal_error, read
from analyzer.source.text import Source

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from analyzer.fixes.formatting.style import Style
    from analyzer.lint.discovery import Target

COMMAND = Command(
    "format",
    "[PATH...]",
    "Lays Dockerfiles out: the files named, those below the directories named, or - for standard input.",
    (
        Option("check", "", "write nothing; exit code 1 if a file would change"),
        Option("diff", "", "write nothing, print the changes as a patch; exit code 1 if there are any"),
        Option("split-runs", "", "put each command of a long RUN on a line of its own"),
        Option("config", "FILE", "the configuration: a .buildsecbot.yaml or a pyproject.toml"),
        Option("isolated", "", "read no configuration file but that of --config, and no .editorconfig"),
    ),
    """
buildsecbot format                          every Dockerfile below the current directory
buildsecbot format --check .                for CI: which files would change
buildsecbot format --diff Dockerfile        a patch that git apply takes
buildsecbot format --split-runs app/
buildsecbot format - < Dockerfile           to standard output
""",
    """
White space and the case of keywords change, nothing else: each file is read again before it is written, and must say the
same. What stands in quotes, in $(...), in here-documents and in comments is not touched. Keywords, indentation, empty lines and
RUN are set by `format` in .buildsecbot.yaml; .editorconfig is followed.

Exit codes: 0 fine, 1 with --check or --diff if something would change, 2 if a file cannot be read or parsed; the others are
still formatted.
""",
)


class _Run:
    """What became of the files so far."""

    def __init__(self, arguments: Arguments, policies: Policies) -> None:
        self.check = arguments.has("check")
        self.diff = arguments.has("diff")
        self._editorconfig = not arguments.has("isolated")
        self._policies = policies
        self.failed = False
        self.changed: list[str] = []
        self.count = 0

    def format(self, target: Target) -> None:
        """Formats one file, or says why not."""
        error = target.error
        try:
            if not error:
                self._format(target.path, style_of(target.path, self._policies, editorconfig=self._editorconfig))
        except UnreadableError as refused:
            complain(f"{target.path}:{refused.line}: {refused}", "the file is left as it is")
            self.failed = True
        except FormatError as mistake:
            hint = "this is a mistake in buildsecbot; please report it with the file, which is left as it is"
            complain(f"{target.path}: {mistake}", hint)
            self.failed = True
        except OSError as problem:
            error = problem.strerror or str(problem)
        if error:
            complain(f"{target.path}: {error}")
            self.failed = True

    def _format(self, path: str, style: Style) -> None:
        before = read(path)
        source = Source.from_bytes(before, path)
        text = _text(source, style)
        self.count += 1
        if text != source.text:
            self.changed.append(path)
        if self.diff:
            from analyzer.report.as_patch import patch

            write(patch(path, source.text, text))
        elif self.check:
            return
        elif path == STDIN:
            write(text)
        elif text != source.text:
            from analyzer.lint.writing import replace_content

            replace_content(path, before, Source(text).data)


def main(words: list[str]) -> int:
    """Runs ``format`` on the words behind it and returns the exit code. Raises UsageError, ConfigErrors and OSError."""
    arguments = read_arguments(COMMAND, words)
    if arguments.has("help"):
        from analyzer.cli.help import command_help

        write(command_help(COMMAND))
        return 0
    if STDIN in arguments.operands and len(arguments.operands) > 1:
        raise UsageError("standard input is formatted alone", "name no other file beside -")
    file = arguments.one("config")
    given: dict[str, Any] = {"format": {"split-runs": "true"}} if arguments.has("split-runs") else {}
    policies = Policies(Layer(given), NOTHING, file, search=not file and not arguments.has("isolated"))
    run = _Run(arguments, policies)
    for target in policies.wanted(discover(arguments.operands or ["."])):
        run.format(target)
    _tell(run, to_stdout=STDIN in arguments.operands)
    if run.failed:
        return 2
    return int(bool(run.changed) and (run.check or run.diff))


def _text(source: Source, style: Style) -> str:
    """The formatted text; what goes wrong in a way that nobody thought of is a mistake of ours, too."""
    try:
        return formatted(source, style)
    except (FormatError, UnreadableError):
        raise
    except Exception as error:
        raise FormatError(internal_error(error)) from error


def _tell(run: _Run, *, to_stdout: bool) -> None:
    """Lists the files, unless standard output is taken."""
    if run.diff or (to_stdout and not run.check):
        return
    would = "would be " if run.check else ""
    for path in run.changed:
        write(f"{would}formatted: {path}\n")
    same = run.count - len(run.changed)
    write(f"{_files(len(run.changed))} {would}formatted, {_files(same)} left as {'it is' if same == 1 else 'they are'}\n")


def _files(count: int) -> str:
    return f"{count} file{'' if count == 1 else 's'}"
