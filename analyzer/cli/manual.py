"""The manual page: ``python -m analyzer.cli.manual > docs/buildsecbot.1``."""

from __future__ import annotations

from analyzer.cli.commands import GROUPS, every_command
from analyzer.cli.output import write

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from analyzer.cli.options import Command

CODES = (
    ("0", "Nothing at or above the threshold."),
    ("1", "Findings."),
    ("2", "Wrong usage, or a file or rule that cannot be read."),
    ("130", "Interrupted."),
)
FILES = (
    (".buildsecbot.yaml", "The configuration of a repository, or the table [tool.buildsecbot] of pyproject.toml."),
    (".hadolint.yaml", "hadolint's configuration, which is read where there is none of these."),
)


def manual(commands: list[Command]) -> str:
    """The page in the macros of man(7). It holds no date and no version, so that it changes with the option tables alone."""
    return "\n".join([*_head(), *(line for command in commands for line in _command(command)), *_foot()]) + "\n"


def _head() -> Iterator[str]:
    yield '.\\" Written by python -m analyzer.cli.manual; the source are the option tables.'
    yield ".TH BUILDSECBOT 1"
    yield ".SH NAME"
    yield r"buildsecbot \- static analyzer and declarative rule engine for Dockerfiles"
    yield ".SH SYNOPSIS"
    yield r".B buildsecbot"
    yield r"\fICOMMAND\fR [\fIOPTION\fR...] [\fIARGUMENT\fR...]"
    yield ".SH DESCRIPTION"
    yield "Reads Dockerfiles the way BuildKit does and judges them by declarative rules."
    yield "Options may stand anywhere behind a command; \\fB\\-\\-\\fR ends them."
    yield ".SH COMMANDS"


def _command(command: Command) -> Iterator[str]:
    yield f".SS {_text(command.name)}"
    if command.name in GROUPS:
        yield f"{_text(command.summary)} Its actions are below."
        return
    yield f".B buildsecbot {_text(command.name)}"
    yield f"[\\fIOPTION\\fR...] {_text(command.operands)}".rstrip()
    yield ".PP"
    yield _text(command.summary)
    for option in command.options:
        yield ".TP"
        yield f"\\fB{_text('--' + option.name)}\\fR" + (f" \\fI{_text(option.metavar)}\\fR" if option.metavar else "")
        yield _text(option.help + ("; repeatable" if option.repeatable else "")) + "."
    for paragraph in command.text.strip().split("\n\n") if command.text.strip() else ():
        yield ".PP"
        yield from map(_text, paragraph.splitlines())
    if command.examples:
        yield ".PP"
        yield "Examples:"
        yield ".PP"
        yield ".nf"
        yield ".RS"
        yield from (_text(line) if line else ".sp" for line in command.examples.strip("\n").splitlines())
        yield ".RE"
        yield ".fi"


def _foot() -> Iterator[str]:
    for title, rows in (("EXIT STATUS", CODES), ("FILES", FILES)):
        yield f".SH {title}"
        for name, meaning in rows:
            yield ".TP"
            yield f"\\fB{_text(name)}\\fR"
            yield _text(meaning)
    yield ".SH SEE ALSO"
    yield r"\fBhadolint\fR(1), \fBshellcheck\fR(1), \fBdocker\-build\fR(1)"


def _text(text: str) -> str:
    """Text that holds no requests and no escapes."""
    text = text.replace("\\", "\\e").replace("-", "\\-").replace("~", "\\(ti").replace("^", "\\(ha").replace("`", "\\(ga")
    return "\\&" + text if text.startswith((".", "'")) else text


if __name__ == "__main__":
    write(manual(every_command()))
