"""``buildsecbot tag``."""

from __future__ import annotations

from analyzer.cli.options import Command, Option, UsageError, read_arguments
from analyzer.cli.output import write
from analyzer.cli.runtime_options import COMMON, timeout_of

COMMAND = Command(
    "tag",
    "SOURCE TARGET",
    "Gives an image that the engine has another name, and makes sure that the name is that image's.",
    (Option("force", "", "take the name away from another image"), *COMMON),
    """
buildsecbot tag app:1.2 registry.example.com/app:1.2
buildsecbot tag --force app:1.3 app:latest
""",
    "A name that another image has is left to it, unless --force says otherwise.\n",
)


def main(words: list[str]) -> int:
    """Runs ``tag`` on the words behind it and returns the exit code. Raises UsageError and OSError."""
    arguments = read_arguments(COMMAND, words)
    if arguments.has("help"):
        from analyzer.cli.help import command_help

        write(command_help(COMMAND))
        return 0
    if len(arguments.operands) != 2:
        raise UsageError("tag takes an image and its new name", "write buildsecbot tag SOURCE TARGET")
    from analyzer.cli.runtime_output import run
    from analyzer.cli.runtime_text import text_of
    from analyzer.runtime.requests import TagRequest
    from analyzer.runtime.tag import tag

    source, target = arguments.operands
    request = TagRequest(source, target, arguments.has("force"), arguments.has("dry-run"), timeout_of(arguments))
    return run(arguments, lambda listen, cancel: tag(request, listen=listen, cancel=cancel), text_of)
