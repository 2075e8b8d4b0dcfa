"""``buildsecbot ship``."""

from __future__ import annotations

from dataclasses import replace

from analyzer.cli import build_command, scan_command
from analyzer.cli.options import Command, Option, UsageError, read_arguments
from analyzer.cli.output import write
from analyzer.cli.runtime_options import BUILDING, COMMON, JUDGING, spelled_out

EXIT_CODES = """\
Exit codes: 0 it is in the registry; 1 stopped by findings or vulnerabilities; 2 not assessed, or trouble; 130 cancelled.
"""
COMMAND = Command(
    "ship",
    "[CONTEXT]",
    "Checks a Dockerfile, builds the image, scans it, tags it, pushes it, and writes down what was done.",
    (
        *BUILDING,
        *scan_command.SCANNING,
        Option("statement", "FILE", "write an in-toto statement of the build (SLSA provenance), to be signed"),
        *JUDGING,
        *COMMON,
    ),
    """
buildsecbot ship -t registry.example.com/app:1.2 --result ship.json --statement provenance.json .
buildsecbot ship --advisories osv/ --vulnerable critical -t registry.example.com/app:1.2 .
""",
    """
Each step has to succeed before the next one begins. What is scanned is the image that was built, by its id; what is pushed is
the image that was scanned; and the registry is asked whether it holds it. Nothing is pushed that was not assessed.
""",
)


def main(words: list[str]) -> int:
    """Runs ``ship`` on the words behind it and returns the exit code. Raises UsageError and OSError."""
    arguments = read_arguments(COMMAND, spelled_out(words))
    if arguments.has("help"):
        from analyzer.cli.help import command_help

        write(command_help(COMMAND) + "\n" + EXIT_CODES)
        return 0
    if not arguments.has("tag"):
        raise UsageError("there is no name to push the image under", "write -t REGISTRY/NAME:TAG")
    build = build_command.request_of(arguments)
    scan = scan_command.request_of(arguments, build.tags[0], "")
    from analyzer.cli.runtime_output import run
    from analyzer.cli.runtime_text import text_of
    from analyzer.runtime.requests import ShipRequest
    from analyzer.runtime.ship import ship

    request = ShipRequest(
        replace(build, timeout=None), scan, arguments.one("statement"), arguments.has("dry-run"), build.timeout
    )
    return run(arguments, lambda listen, cancel: ship(request, listen=listen, cancel=cancel), text_of)
