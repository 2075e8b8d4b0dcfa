"""``buildsecbot completion``: scripts by which a shell completes command lines, made of the option tables."""

from __future__ import annotations

from analyzer.cli.options import Command, UsageError, read_arguments, suggest
from analyzer.cli.output import write

SHELLS = ("bash", "zsh", "fish")
COMMAND = Command(
    "completion",
    " | ".join(SHELLS),
    "Prints a script that makes a shell complete the command lines of buildsecbot.",
    (),
    """
eval "$(buildsecbot completion bash)"                                          in ~/.bashrc
buildsecbot completion zsh > ~/.zfunc/_buildsecbot                             with ~/.zfunc in fpath
buildsecbot completion fish > ~/.config/fish/completions/buildsecbot.fish
""",
)


def main(words: list[str]) -> int:
    """Runs ``completion`` on the words behind it and returns the exit code. Raises UsageError."""
    arguments = read_arguments(COMMAND, words)
    if arguments.has("help"):
        from analyzer.cli.help import command_help

        write(command_help(COMMAND))
        return 0
    shell = " ".join(arguments.operands)
    if shell not in SHELLS:
        raise UsageError(f"there are no completions for {shell!r}", f"{suggest(shell, SHELLS)}write one of {', '.join(SHELLS)}")
    from analyzer.cli import completions
    from analyzer.cli.commands import every_command
    from analyzer.cli.main import SUMMARIES

    write(getattr(completions, shell)(SUMMARIES, every_command()))
    return 0
