"""The completion scripts of shells, from the option tables."""

from __future__ import annotations

from analyzer.cli.commands import GROUPS, actions_of
from analyzer.cli.completion_command import SHELLS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from analyzer.cli.options import Command, Option

FILES = ("FILE", "DIR", "PATH", "CONFIG", "DOCKERFILE")  # what a metavar has in it where it is the name of a file


BASH = """\
# Completions of buildsecbot for bash: eval "$(buildsecbot completion bash)"
_buildsecbot() {
    local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]} command=${COMP_WORDS[1]} words=
    COMPREPLY=()
    if [[ $current == = ]]; then
        current=
    elif [[ $previous == = ]]; then
        previous=${COMP_WORDS[COMP_CWORD - 2]}
    fi
    if ((COMP_CWORD == 1)); then
        mapfile -t COMPREPLY < <(compgen -W "@commands@ --help --version" -- "$current")
        return
    fi
    case $command in
@groups@    esac
    [[ -n $words ]] || case "$command $previous" in
@values@    esac
    if [[ -z $words && $current == -* ]]; then
        case $command in
@options@        esac
    elif [[ -z $words && $command == completion ]]; then
        words="@shells@"
    fi
    if [[ -n $words ]]; then
        mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
    else
        mapfile -t COMPREPLY < <(compgen -f -- "$current")
    fi
}
complete -o filenames -F _buildsecbot buildsecbot
"""


def bash(summaries: dict[str, str], commands: list[Command]) -> str:
    """A function for ``complete -F``."""
    groups = [
        f"    {group})\n"
        f"        if ((COMP_CWORD == 2)); then words={_quoted(' '.join([*actions_of(group, commands), '--help']))}\n"
        '        else command="$command ${COMP_WORDS[2]}"; fi\n'
        "        ;;\n"
        for group in GROUPS
    ]
    options = [f"        {_quoted(command.name)}) words={_quoted(_names(command))} ;;\n" for command in commands]
    parts = {
        "commands": " ".join(summaries),
        "groups": "".join(groups),
        "values": "".join(_bash_values(commands)),
        "options": "".join(options),
        "shells": " ".join(SHELLS),
    }
    text = BASH
    for name, part in parts.items():
        text = text.replace(f"@{name}@", part)
    return text


def _bash_values(commands: list[Command]) -> Iterator[str]:
    """What follows an option that takes a value."""
    for command in commands:
        for option in command.options:
            pattern = _quoted(f"{command.name} --{option.name}")
            if option.choices:
                yield f"    {pattern}) words={_quoted(' '.join(option.choices))} ;;\n"
            elif option.metavar:
                files = 'mapfile -t COMPREPLY < <(compgen -f -- "$current")' if _is_file(option) else ":"
                yield f"    {pattern}) {files}; return ;;\n"


def zsh(summaries: dict[str, str], commands: list[Command]) -> str:
    """A function for ``compdef``."""
    cases = []
    for command in commands:
        options = " \\\n            ".join(_zsh_option(option) for option in command.options)
        operand = _quoted(f"*:argument:({' '.join(SHELLS)})") if command.name == "completion" else "'*:file:_files'"
        cases.append(
            f"        {_quoted(command.name)})\n            _arguments {options} \\\n            {operand}\n            ;;\n"
        )
    described = "\n".join(f"        {_quoted(f'{name}:{summary}')}" for name, summary in summaries.items())
    groups = "".join(
        f"        {group})\n"
        f"            if ((CURRENT == 3)); then compadd -- {' '.join(actions_of(group, commands))} --help; return; fi\n"
        f'            command="$command $words[3]"\n            shift words; ((CURRENT--))\n            ;;\n'
        for group in GROUPS
    )
    return f"""\
#compdef buildsecbot
# Completions of buildsecbot for zsh: buildsecbot completion zsh > ~/.zfunc/_buildsecbot
_buildsecbot() {{
    local -a commands=(
{described}
    )
    if ((CURRENT == 2)); then
        _describe command commands
        return
    fi
    local command=$words[2]
    case $command in
{groups}    esac
    shift words; ((CURRENT--))
    case $command in
{"".join(cases)}    esac
}}
if [ "$funcstack[1]" = "_buildsecbot" ]; then
    _buildsecbot "$@"
else
    compdef _buildsecbot buildsecbot
fi
"""


def _zsh_option(option: Option) -> str:
    many = "*" if option.repeatable else ""
    text = option.help.replace("[", "\\[").replace("]", "\\]").replace(":", "\\:")
    if not option.metavar:
        return _quoted(f"{many}--{option.name}[{text}]")
    values = f"({' '.join(option.choices)})" if option.choices else "_files" if _is_file(option) else " "
    label = option.metavar.replace("[", "").replace("]", "").replace(":", "\\:")
    return _quoted(f"{many}--{option.name}=[{text}]:{label}:{values}")


def fish(summaries: dict[str, str], commands: list[Command]) -> str:
    """Lines of ``complete``."""
    lines = ["# Completions of buildsecbot for fish: buildsecbot completion fish > ~/.config/fish/completions/buildsecbot.fish"]
    for name, summary in summaries.items():
        lines.append(f"complete -c buildsecbot -f -n __fish_use_subcommand -a {name} -d {_fish(summary)}")
    for command in commands:
        group, _, action = command.name.partition(" ")
        seen = f"__fish_seen_subcommand_from {group}"
        if action:
            lines.append(
                f"complete -c buildsecbot -f -n {_fish(f'{seen}; and not __fish_seen_subcommand_from {action}')} -a {action}"
                f" -d {_fish(command.summary)}"
            )
            seen += f"; and __fish_seen_subcommand_from {action}"
        if command.name == "completion":
            lines.append(f"complete -c buildsecbot -f -n {_fish(seen)} -a {_fish(' '.join(SHELLS))}")
        lines += [f"complete -c buildsecbot -n {_fish(seen)} {_fish_option(option)}" for option in command.options]
    return "\n".join(lines) + "\n"


def _fish_option(option: Option) -> str:
    words = f"-l {option.name} -d {_fish(option.help)}"
    if option.choices:
        return f"{words} -x -a {_fish(' '.join(option.choices))}"
    return words + (" -r" if _is_file(option) else " -x" if option.metavar else "")


def _is_file(option: Option) -> bool:
    return any(word in option.metavar for word in FILES)


def _names(command: Command) -> str:
    return " ".join(f"--{option.name}" for option in command.options)


def _quoted(text: str) -> str:
    """The text as one word of bash and zsh."""
    return "'" + text.replace("'", "'\\''") + "'"


def _fish(text: str) -> str:
    """The text as one word of fish."""
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"
