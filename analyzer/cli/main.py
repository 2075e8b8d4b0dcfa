"""The command ``buildsecbot``: finds the sub-command, and turns what goes wrong into a message and an exit code.

Imports stand where they are needed: what is imported before `modules.load` is found and opened file by file.
"""

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from analyzer.cli.kept_run import KeptRun
    from analyzer.cli.options import UsageError

OK, TROUBLE, INTERRUPTED = 0, 2, 130
MANY = 16  # files: fewer are checked as fast as it takes to tell that they need not be
GARBAGE = 100_000  # new objects between collections; the default of 700 makes loading tables slow

SUMMARIES = {
    "check": "judge Dockerfiles",
    "format": "lay Dockerfiles out",
    "ast": "print how a Dockerfile is read",
    "rules": "list, explain, try and write rules",
    "config": "show and validate the configuration",
    "hadolint": "judge in hadolint's place, with its command line",
    "build": "judge a Dockerfile, then have the engine build it",
    "scan": "look for what is wrong in an image",
    "layers": "show what the layers of an image hold and waste",
    "tag": "give an image another name",
    "push": "push an image, and ask the registry whether it is there",
    "ship": "check, build, scan, tag and push in one go",
    "lsp": "serve an editor",
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

    gc.set_threshold(GARBAGE)
    try:
        kept = None
        if sys.argv[1:2] == ["check"]:
            kept = _kept(sys.argv[2:])
            if kept is None:
                from analyzer import modules

                modules.load()
        from analyzer import interrupts
        from analyzer.cli import output

        interrupts.UNDO.append(output.clean)
        interrupts.end_at_interrupt(INTERRUPTED)
        code = _guarded(sys.argv[1:], kept)
        if sys.gettrace() is None and sys.getprofile() is None:
            _end(code, keep=kept is None)
    except KeyboardInterrupt:  # before there was anything to end, or while it was ended
        return INTERRUPTED
    return code


def may_be_many(paths: list[str]) -> bool:
    """The paths may stand for so many files that a run on them is worth keeping."""
    import os

    return not paths or len(paths) >= MANY or any(map(os.path.isdir, paths))


def _kept(words: list[str]) -> "KeptRun | None":
    """The run of these words, where it was done before and would come to the same; a few files are not looked up."""
    import os

    if not may_be_many(words) and any(map(os.path.isfile, words)):
        return None
    from analyzer.resources import cache_path

    if not os.path.isdir(cache_path("runs")):
        return None
    from analyzer.cli.kept_run import same_run

    return same_run(words)


def _end(code: int, *, keep: bool) -> None:
    """Ends the process without taking the interpreter apart, which takes an eighth of a run on one file.

    `keep` tells that something was loaded which the next run will want, too.
    """
    import os

    if keep and code != INTERRUPTED:
        from analyzer.source import patterns

        patterns.keep()
        if sys.argv[1:2] == ["check"]:
            from analyzer import modules

            modules.keep()
    for stream in (sys.stdout, sys.stderr):
        try:
            if stream is not None:
                stream.flush()
        except OSError:
            continue  # what had to be written is written, or was complained about
    os._exit(code)


def _guarded(words: list[str], kept: "KeptRun | None" = None) -> int:
    """Runs the program on the words of a command line; whatever goes wrong becomes a message and an exit code.

    What a `kept` run wrote is written again.
    """
    from analyzer.cli.options import UsageError
    from analyzer.cli.output import complain

    try:
        return _run(words) if kept is None else kept.write()
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
    from analyzer.cli.output import write

    first = words[0] if words else "--help"
    if first in ("--help", "-h", "help"):
        from analyzer.cli.help import program_help

        write(program_help(SUMMARIES))
        return OK if words else TROUBLE
    if first in ("--version", "-V"):
        from analyzer.version import VERSION

        write(f"buildsecbot {VERSION}\n")
        return OK
    if first not in SUMMARIES:
        raise _unknown_command(first)
    command = __import__(f"analyzer.cli.{first}_command", fromlist=["main"])
    return int(command.main(words[1:]))


def _unknown_command(word: str) -> "UsageError":
    from os.path import exists

    from analyzer.cli.options import UsageError, suggest

    if word.startswith("-"):
        return UsageError(f"unknown option {word}", "options stand behind a command; see buildsecbot --help")
    if exists(word):
        return UsageError(f"unknown command {word!r}", f"to check that file write: buildsecbot check {word}")
    near = suggest(word, list(SUMMARIES))
    return UsageError(f"unknown command {word!r}", f"{near}the commands are {', '.join(SUMMARIES)}")


def _explain(error: Exception) -> None:
    """Problems of selectors and rules in their own words; anything else in one line, with its place in our code."""
    from analyzer.cli.output import complain
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
