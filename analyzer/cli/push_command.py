"""``buildsecbot push``."""

from __future__ import annotations

from analyzer.cli.options import Command, UsageError, read_arguments
from analyzer.cli.output import write
from analyzer.cli.runtime_options import COMMON, timeout_of

COMMAND = Command(
    "push",
    "REF",
    "Has the engine push an image, and asks the registry whether it holds that very image.",
    COMMON,
    """
buildsecbot push registry.example.com/app:1.2
buildsecbot push --format json --timeout 10m registry.example.com/app:1.2
""",
    "Credentials are those of docker login. The digest is the one that the registry confirms.\n",
)


def main(words: list[str]) -> int:
    """Runs ``push`` on the words behind it and returns the exit code. Raises UsageError and OSError."""
    arguments = read_arguments(COMMAND, words)
    if arguments.has("help"):
        from analyzer.cli.help import command_help

        write(command_help(COMMAND))
        return 0
    if len(arguments.operands) != 1:
        raise UsageError("push takes one image", "write buildsecbot push REGISTRY/NAME:TAG")
    from analyzer.cli.runtime_output import run
    from analyzer.cli.runtime_text import text_of
    from analyzer.runtime.push import push
    from analyzer.runtime.requests import PushRequest

    request = PushRequest(arguments.operands[0], arguments.has("dry-run"), timeout_of(arguments))
    return run(arguments, lambda listen, cancel: push(request, listen=listen, cancel=cancel), text_of)
