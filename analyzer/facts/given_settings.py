"""What a command is given as text: values of options, variables, file modes, here-documents.

All are texts with quotes removed; what the shell expands stays as it is written, so that ``$MODE`` fits no literal.
"""

from __future__ import annotations

from analyzer.facts.commands import literal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from analyzer.facts.commands import Command

_EXPORTING = frozenset({"export", "declare", "typeset", "readonly", "local", "env", "setx"})
_MODE_OPTIONS = frozenset({"-m", "--mode"})
_WITH_MODE_OPTION = frozenset({"install", "mkdir", "mkfifo", "mknod"})


def settings(command: Command) -> list[str]:
    """Its options that have a value, as ``--name=value`` or ``-n=value``, however the two are joined in the source."""
    found = []
    for option in command.invocation.options:
        if option.value_word is None:
            continue
        text = option.value if option.value is not None else literal(option.value_word)
        if option.value is None and option.value_word is option.word:
            text = text.removeprefix(option.name).removeprefix("=")
        found.append(f"{option.name}={text}")
    return found


def variables_set(command: Command) -> list[str]:
    """The variables that are set in front of it, by a wrapper such as env, or by itself (export), as ``NAME=value``."""
    plain = [one for one in command.invocation.assignments if one.index is None]
    found = [f"{one.name}={literal(one.value)}" for one in plain if one.value is not None]
    if command.name in _EXPORTING:
        found += [text for text in command.operands if text.partition("=")[0].isidentifier() and "=" in text]
    return found


def modes(command: Command) -> list[str]:
    """The file modes it gives: the first operand of chmod, -m of install and mkdir."""
    if command.name == "chmod":
        symbolic = [text for text in command.args if text[:1] == "-" and text[1:2] in "rwxXst"]
        return [] if symbolic or command.invocation.option("--reference") is not None else command.operands[:1]
    if command.name not in _WITH_MODE_OPTION:
        return []
    return [text.partition("=")[2] for text in settings(command) if text.partition("=")[0] in _MODE_OPTIONS]


def account_id(command: Command) -> str | None:
    """The number of the user that useradd or adduser creates: digits only, given once."""
    if command.name not in ("useradd", "adduser"):
        return None
    values = [value for name, _, value in (text.partition("=") for text in settings(command)) if name in ("-u", "--uid")]
    return values[0] if len(values) == 1 and values[0].isascii() and values[0].isdigit() else None


def here_text(command: Command) -> str | None:
    """The lines of its here-documents and here-strings; absent where it is fed none."""
    found = []
    for redirect in command.simple.redirects:
        if redirect.heredoc is not None:
            content = redirect.heredoc.content
            found.append(content.value if content.value is not None else content.text)
        elif redirect.operator == "<<<":
            found.append(literal(redirect.target))
    return "\n".join(found) if found else None
