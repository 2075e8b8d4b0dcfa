"""The text of ``--help``."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from analyzer.cli.options import Command

EXIT_CODES = """\
Exit codes:
  0    nothing at or above the threshold
  1    findings
  2    wrong usage, or a file or rule that cannot be read
  130  interrupted
"""


def command_help(command: Command) -> str:
    """The help of one sub-command: usage, meaning, options, examples."""
    parts = [f"Usage: buildsecbot {command.name} [OPTION...] {command.operands}".rstrip(), "", command.summary]
    if command.text:
        parts += ["", command.text.strip("\n")]
    parts += ["", "Options:"]
    for option in command.options:
        left = f"--{option.name} {option.metavar}".rstrip()
        tail = " (repeatable)" if option.repeatable else ""
        parts.append(f"  {left:24} {option.help}{tail}" if len(left) <= 24 else f"  {left}\n{'':27}{option.help}{tail}")
    if command.examples:
        parts += ["", "Examples:", *(f"  {line}" for line in command.examples.strip().splitlines())]
    return "\n".join(parts) + "\n"


def program_help(summaries: dict[str, str]) -> str:
    """The help of the program: its sub-commands, examples and exit codes."""
    lines = [f"  {name:8} {summary}" for name, summary in summaries.items()]
    return f"""\
Usage: buildsecbot COMMAND [OPTION...] [ARGUMENT...]

Reads Dockerfiles the way BuildKit does and judges them by declarative rules.

Commands:
{chr(10).join(lines)}

Options:
  --help     show this help; also after a command
  --version  show the version

Examples:
  buildsecbot check                         every Dockerfile below the current directory
  buildsecbot check --format json Dockerfile
  buildsecbot rules explain parse-error

{EXIT_CODES}"""
