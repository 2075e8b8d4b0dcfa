"""The command ``buildsecbot``: finds the sub-command, and turns what goes wrong into a message and an exit code."""

from __future__ import annotations

import sys

from analyzer.cli.options import UsageError
from analyzer.cli.output import complain, write

OK, TROUBLE, INTERRUPTED = 0, 2, 130
GARBAGE = 100_000  # new objects between collections; the default of 700 makes loading tables slow

SUMMARIES = {
    "check": "judge Dockerfiles",
    "format": "lay Dockerfiles out",
    "ast": "print how a Dockerfile is read",
    "rules": "list, explain, try and write rules",
    "config": "show and validate the configuration",
    "hadolint": "judge in hadolint's place, with its command line",
    "init": "set a repository up",
    "completion": "print the completions for a shell",
}


def main(argv: list[str] | None = None) -> int:
    """Runs the program and returns its exit code: 0 fine, 1 findings, 2 trouble, 130 interrupted. It never raises.

    Without arguments it is the process: it reads the command line and ends the process with that code.
    """
    if argv is not None:
        return _guarded(argv)
    import gc

    from analyzer import interrupts, modules
    from analyzer.cli import output

    interrupts.UNDO.append(output.clean)
    interrupts.end_at_interrupt(INTERRUPTED)
    gc.set_threshold(GARBAGE)
    try:
        if sys.argv[1:2] == ["check"]:
            modules.load()
        code = _guarded(sys.argv[1:])
        if sys.gettrace() is None and sys.getprofile() is None:
            _end(code)
    except KeyboardInterrupt:  # before there was anything to end, or while it was ended
        return INTERRUPTED
    return code


def _end(code: int) -> None:
    """Ends the process without taking the interpreter apart, which takes an eighth of a run on one file."""
    import os

    from analyzer import modules
    from analyzer.source import patterns

    if code != INTERRUPTED:
        patterns.keep()
        if sys.argv[1:2] == ["check"]:
            modules.keep()
    for stream in (sys.stdout, sys.stderr):
        try:
            if stream is not None:
                stream.flush()
        except OSError:
            continue  # what had to be written is written, or was complained about
    os._exit(code)


def _guarded(words: list[str]) -> int:
    """Runs the program on the words of a command line; whatever goes wrong becomes a message and an exit code."""
    try:
        return _run(words)
    except UsageError as error:
        complain(str(error), error.hint)
    except KeyboardInterrupt:
        return INTERRUPTED
    except OSError as error:
        complain(f"{error.filename or 'standard output'}: {error.strerror or error}")
    except Exception as error:  # noqa: BLE001 - the last resort: a message, never a traceback
        _explain(error)
    return TROUBLE


def _run(words: list[str]) -> int:
    first = words[0] if words else "--help"
    if first in ("--help", "-h", "help"):
        from analyzer.cli.help import program_help

        write(program_help(SUMMARIES))
        return OK if words else TROUBLE
    if first in ("--version", "-V"):
        from analyzer.version import VERSION

        write(f"buildsecbot {VERSION}\n")
        return OK
    if first == "check":
        from analyzer.cli import check_command

        return check_command.main(words[1:])
    if first == "format":
        from analyzer.cli import format_command

        return format_command.main(words[1:])
    if first == "ast":
        from analyzer.cli import ast_command

        return ast_command.main(words[1:])
    if first == "rules":
        from analyzer.cli import rules_command

        return rules_command.main(words[1:])
    if first == "config":
        from analyzer.cli import config_command

        return config_command.main(words[1:])
    if first == "hadolint":
        from analyzer.cli import hadolint_command

        return hadolint_command.main(words[1:])
    if first == "init":
        from analyzer.cli import init_command

        return init_command.main(words[1:])
    if first == "completion":
        from analyzer.cli import completion_command

        return completion_command.main(words[1:])
    raise _unknown_command(first)


def _unknown_command(word: str) -> UsageError:
    from os.path import exists

    from analyzer.cli.options import suggest

    if word.startswith("-"):
        return UsageError(f"unknown option {word}", "options stand behind a command; see buildsecbot --help")
    if exists(word):
        return UsageError(f"unknown command {word!r}", f"to check that file write: buildsecbot check {word}")
    near = suggest(word, list(SUMMARIES))
    return UsageError(f"unknown command {word!r}", f"{near}the commands are {', '.join(SUMMARIES)}")


def _explain(error: Exception) -> None:
    """Problems of selectors and rules in their own words; anything else in one line, with its place in our code."""
    from analyzer.lint.run import internal_error
    from analyzer.lint.selection import UnknownSelectorError
    from analyzer.providers.git import GitError
    from analyzer.rules.errors import RuleErrors

    if isinstance(error, UnknownSelectorError):
        complain(str(error), error.hint)
        return
    if isinstance(error, GitError):
        complain(str(error), error.hint)
        return
    if isinstance(error, RuleErrors):
        for problem in error.problems:
            complain(str(problem))
        return
    complain(internal_error(error), "this is a mistake in buildsecbot; please report it with the file that shows it")
