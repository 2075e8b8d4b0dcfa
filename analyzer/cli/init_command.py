"""``buildsecbot init``: a configuration, a pre-commit hook and a CI job for a repository. Nothing that is there is replaced."""

from __future__ import annotations

import os

from analyzer.cli.options import Command, Option, UsageError, read_arguments
from analyzer.cli.output import write, write_file

TYPE_CHECKING = False
if TYPE_CHECKING:
    from analyzer.cli.options import Arguments
    from analyzer.cli.starting import Step

COMMAND = Command(
    "init",
    "[DIR]",
    "Sets a repository up: a configuration, a pre-commit hook and a CI job, after a look at what is there.",
    (
        Option("dry-run", "", "show what would be written, and write nothing"),
        Option("pre-commit", "", "make a .pre-commit-config.yaml where there is none"),
        Option("ci", "NAME", "the CI to write a job for (default: the one the repository uses)", ("github", "gitlab", "none")),
    ),
    """
buildsecbot init --dry-run
buildsecbot init
buildsecbot init --ci github --pre-commit ../other-repository
""",
    """
.buildsecbot.yaml takes over what .hadolint.yaml says. The hook is added to an existing .pre-commit-config.yaml, whose comments
and layout stay. A file that is there already is never replaced: what could be added to it is printed.
""",
)


def main(words: list[str]) -> int:
    """Runs ``init`` on the words behind it and returns the exit code. Raises UsageError, ConfigErrors and OSError."""
    arguments = read_arguments(COMMAND, words)
    if arguments.has("help"):
        from analyzer.cli.help import command_help

        write(command_help(COMMAND))
        return 0
    if len(arguments.operands) > 1:
        raise UsageError("init takes one directory", "write buildsecbot init DIR")
    folder = arguments.operands[0] if arguments.operands else "."
    if not os.path.isdir(folder):
        raise UsageError(f"{folder} is no directory", "name the root of a repository")
    for step in _steps(folder, arguments):
        _take(step, folder, dry=arguments.has("dry-run"))
    return 0


def _steps(folder: str, arguments: Arguments) -> list[Step]:
    from analyzer.cli import starting
    from analyzer.lint.discovery import discover

    found = [target.path for target in discover([folder]) if not target.error]
    write(f"{len(found)} Dockerfile{'' if len(found) == 1 else 's'} found\n")
    steps = [starting.configuration(folder), starting.pre_commit(folder, make=arguments.has("pre-commit"))]
    name = arguments.one("ci") or starting.ci_of(folder)
    if name == "github":
        steps.append(starting.github_job(folder))
    elif name == "gitlab":
        steps.append(starting.gitlab_job(folder))
    elif not arguments.has("ci"):
        write("no CI found; --ci github or --ci gitlab writes a job\n")
    return steps


def _take(step: Step, folder: str, *, dry: bool) -> None:
    """Does what a step says, or shows it."""
    if step.text and dry:
        write(f"\n{step.path}: would be {'changed' if step.changes else 'written'}:\n{_indented(step.shown)}")
    elif step.text:
        path = os.path.join(folder, step.path)
        os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
        if not step.changes and os.path.lexists(path):
            raise UsageError(f"{step.path} is there already", "it is left alone")
        write_file(path, step.text)
        write(f"{step.path}: {'changed' if step.changes else 'written'}\n")
    for note in step.notes:
        write(f"{step.path}: {note}\n")
    if step.by_hand:
        write(f"{step.path}: add this yourself:\n{_indented(step.by_hand)}")


def _indented(text: str) -> str:
    return "".join(f"    {line}".rstrip() + "\n" for line in text.splitlines())
