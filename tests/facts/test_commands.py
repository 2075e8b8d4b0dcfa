"""Shell bodies: which shell reads them, the commands in them, and where those lie in the file."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from analyzer.facts.unknown import UNKNOWN

Facts = Callable[..., Any]

# The shell of the last instruction: name, options, understood.
SHELLS = [
    ("FROM a\nRUN x", "sh", [], True),
    ('FROM a\nSHELL ["/bin/bash", "-c"]\nRUN x', "bash", [], True),
    ('FROM a\nSHELL ["/bin/bash", "-eo", "pipefail", "-c"]\nRUN x', "bash", ["errexit", "pipefail"], True),
    (
        'FROM a\nSHELL ["/bin/bash", "-o", "pipefail", "-euxc"]\nRUN x',
        "bash",
        ["pipefail", "errexit", "nounset", "xtrace"],
        True,
    ),
    ('FROM a\nSHELL ["/bin/ash", "-o", "pipefail", "-c"]\nSHELL ["sh", "-c"]\nRUN x', "sh", [], True),
    ('FROM a\nSHELL ["/usr/bin/env", "bash", "-c"]\nRUN x', "bash", [], True),
    ('FROM a\nSHELL ["bash", "-e", "+e", "-c"]\nRUN x', "bash", [], True),
    ('FROM a AS b\nSHELL ["bash", "-c"]\nFROM b\nRUN x', "bash", [], True),
    ('FROM a AS b\nSHELL ["bash", "-c"]\nFROM a\nRUN x', "sh", [], True),
    ('FROM a\nRUN x\nSHELL ["bash", "-c"]\nFROM a\nCMD x', "sh", [], True),
    ('FROM a\nSHELL ["pwsh", "-Command"]\nRUN Get-Item (x', "pwsh", [], False),
    ("FROM mcr.microsoft.com/windows/nanoserver:ltsc2022\nRUN dir C:\\", "cmd", [], False),
    ("FROM --platform=windows/amd64 a\nRUN dir", "cmd", [], False),
    ("FROM golang:1-nanoserver AS g\nFROM g\nRUN dir", "cmd", [], False),
    ('FROM a\nSHELL ["C:\\\\Windows\\\\System32\\\\PowerShell.EXE", "-c"]\nRUN x', "powershell", [], False),
    ("FROM a\nRUN if", "sh", [], False),
    ('FROM a\nRUN ["x", "y"]', None, [], True),
    ('FROM a\nRUN ["/bin/sh", "-ec", "x | y"]', "sh", ["errexit"], True),
    ("FROM a\nRUN <<X\nx\nX", "sh", [], True),
    ("FROM a\nRUN <<X\n#!/bin/bash -e\nx\nX", "bash", ["errexit"], True),
    ("FROM a\nRUN <<X\n#!/usr/bin/env python3\nprint('(')\nX", "python3", [], False),
    ("FROM a\nRUN <<X\n#!/usr/bin/env -S bash -eu\nx\nX", "bash", ["errexit", "nounset"], True),
    ("FROM a\nRUN <<X bash -ex\nx\nX", "bash", ["errexit", "xtrace"], True),
    ("FROM a\nRUN bash -o pipefail <<X\nx\nX", "bash", ["pipefail"], True),
    ("FROM a\nRUN sudo bash -e - <<'X'\nx\nX", "bash", ["errexit"], True),
    ("FROM a\nRUN y && bash -ex <<X\nx\nX", "sh", [], True),
    ("FROM a\nRUN bash -e x.sh <<X\nx\nX", "sh", [], True),
    ("FROM a\nRUN cat <<X | bash\nx\nX", "sh", [], True),
    ("FROM a\nRUN python3 <<X\nprint('(')\nX", "sh", [], True),
    ("FROM a\nRUN <<X pwsh\nGet-Item (x\nX", "sh", [], True),
    ('FROM a\nSHELL ["bash", "--rcfile", "/r", "-e", "-c"]\nRUN x', "bash", ["errexit"], True),
    ('FROM a\nSHELL ["env", "-i", "A=1", "bash", "-e", "-c"]\nRUN x', "bash", ["errexit"], True),
    ("FROM mcr.microsoft.com/windows/nanoserver\nRUN <<X\n#!/bin/bash -e\nx\nX", "cmd", [], False),
    ("# escape=`\nFROM golang\nRUN dir", "cmd", [], False),
    ("# escape=`\nFROM golang:alpine\nRUN dir", "sh", [], True),
    ("# escape=`\nFROM --platform=linux/amd64 golang\nRUN dir", "sh", [], True),
    ("FROM mcr.microsoft.com/dotnet/framework/sdk:4.8\nRUN dir", "cmd", [], False),
    ("FROM a\nRUN Invoke-WebRequest -Uri x -OutFile y", "powershell", [], False),
    ("FROM a\nRUN $ErrorActionPreference = 'Stop'; x", "powershell", [], False),
    ("FROM a\nRUN iex ((new-object net.webclient).DownloadString('x'))", "powershell", [], False),
    ("FROM a\nRUN New-Item x\nRUN git clone $env:x", "powershell", [], False),
    ("FROM a AS b\nRUN New-Item x\nFROM b\nRUN y", "powershell", [], False),
    ('FROM a\nRUN y\nSHELL ["pwsh", "-c"]\nRUN New-Item x\nSHELL ["sh", "-c"]\nRUN z', "sh", [], True),
    ("FROM a\nRUN powershell -Command mkdir x ; Remove-Item y", "cmd", [], False),
    ("FROM a\nRUN pwsh -c 'New-Item x; Remove-Item y'", "sh", [], True),
    ("FROM a\nRUN echo New-Item", "sh", [], True),
    ("FROM a\nHEALTHCHECK CMD x", "sh", [], True),
    ("FROM a\nHEALTHCHECK NONE", None, [], None),
    ("FROM a\nCOPY a b", None, [], None),
]


@pytest.mark.parametrize(("text", "name", "options", "parsed"), SHELLS)
def test_the_shell_of_an_instruction(facts: Facts, text: str, name: Any, options: list[str], parsed: Any) -> None:
    last = facts(text).instructions[-1]
    assert (last.shell_name, last.shell_options, last.shell_parsed) == (name, options, parsed)


def test_what_no_shell_grammar_reads_has_no_commands_and_a_broken_script_unknown_ones(facts: Facts) -> None:
    file = facts('FROM a\nRUN if\nSHELL ["pwsh", "-c"]\nRUN x')
    broken, foreign = file.instructions[1], file.instructions[-1]
    assert (broken.commands, broken.pipes, broken.residue) == (UNKNOWN, UNKNOWN, UNKNOWN)
    assert (foreign.commands, foreign.pipes, foreign.residue) == ([], False, [])
    assert file.stages[0].commands is UNKNOWN
    assert list(file.nodes("command")) == []


# The commands of the last instruction, as the source shows them.
BODIES = [
    ("RUN a b && c", ["a b", "c"]),
    ("RUN a \\\n  # note\n  b; \\\n  c", ["a \\\n  # note\n  b", "c"]),
    ("RUN --mount=type=ssh a", ["a"]),
    ('RUN ["a", "b c", "d\'e"]', ['"a", "b c", "d\'e"']),
    ('RUN ["sh", "-c", "a \\"x\\" && b"]', ['a \\"x\\"', "b"]),
    ("RUN <<X\na\n\tb c\nX", ["a", "b c"]),
    ("RUN <<-X\n\ta\n\t\tb \\\n\tc\n\tX", ["a", "b \\\n\tc"]),
    ("RUN cat <<X > /f && a\ntext $y\nX", ["cat <<X > /f", "a"]),
    ("RUN sh -c 'a; b'", ["sh -c 'a; b'", "a", "b"]),
    ("RUN <<X bash -ex\na b\nc\nX", ["<<X bash -ex", "a b", "c"]),
    ('RUN bash <<X\na \\$b "c d"\nX', ["bash <<X", 'a \\$b "c d"']),
    ("RUN find . -exec rm -r {} \\; && a", ["find . -exec rm -r {} \\;", "rm -r {}", "a"]),
    ("RUN eval 'a b'", ["eval 'a b'", "a b"]),
    ("RUN time { a; b; }", ["a", "b"]),
    ("RUN a $(b c) d", ["a $(b c) d", "b c"]),
    ("HEALTHCHECK --interval=5s CMD a || b", ["a", "b"]),
    ("CMD a | b", ["a", "b"]),
    ('ENTRYPOINT ["a"]', ['"a"']),
    ("ONBUILD RUN a; b", ["a", "b"]),
]


@pytest.mark.parametrize(("text", "commands"), BODIES)
def test_commands_are_found_where_they_stand(facts: Facts, text: str, commands: list[str]) -> None:
    found = facts("FROM x\n" + text).nodes("command")
    assert [command.span_text for command in found] == commands


def test_a_command_is_seen_through_its_wrappers(facts: Facts) -> None:
    file = facts('FROM a\nRUN X=1 sudo -E apt-get -qy install "a b" $C --fix-broken -o Dir=/x')
    (command,) = file.nodes("command")
    assert (command.name, command.subcommand, command.manager) == ("apt-get", "install", "apt")
    assert (command.wrappers, command.assignments) == (["sudo"], ["X"])
    assert command.options == ["-q", "-y", "--fix-broken", "-o"]
    assert command.operands == ["a b", "$C"]
    assert command.args == ["-qy", "install", "a b", "$C", "--fix-broken", "-o", "Dir=/x"]
    assert [word.value for word in command.arguments] == ["-qy", "install", "a b", UNKNOWN, "--fix-broken", "-o", "Dir=/x"]
    assert [word.quoted for word in command.arguments] == [False, False, True, False, False, False, False]


def test_a_program_without_a_shell_is_one_command(facts: Facts) -> None:
    (command,) = facts('FROM a\nRUN ["npm", "install", "$x", "a && b"]').nodes("command")
    assert (command.name, command.subcommand, command.text) == ("npm", "install", "npm install $x a && b")
    assert [word.value for word in command.arguments] == ["install", "$x", "a && b"]


@pytest.mark.parametrize(
    ("body", "pipes"),
    [
        ("a | b", [("a", "b"), ("b", None)]),
        ("a && b | c; d", [("a", None), ("b", "c"), ("c", None), ("d", None)]),
        ("{ a; b; } | c", [("a", "c"), ("b", "c"), ("c", None)]),
        ("a | (b; c)", [("a", "b"), ("b", None), ("c", None)]),
        ("a | while read x; do b; done", [("a", "read"), ("read", None), ("b", None)]),
        ("a $(b) | c", [("a", "c"), ("b", None), ("c", None)]),
        ("sh -c 'a; b' | c", [("sh", "c"), ("a", "c"), ("b", "c"), ("c", None)]),
        ("a || b", [("a", None), ("b", None)]),
    ],
)
def test_pipes(facts: Facts, body: str, pipes: list[Any]) -> None:
    run = facts(f"FROM x\nRUN {body}").instructions[-1]
    found = [(command.name, command.next_in_pipe and command.next_in_pipe.name) for command in run.commands]
    assert found == pipes
    assert [command.piped for command in run.commands] == [reader is not None for _, reader in pipes]
    assert run.pipes is any(reader is not None for _, reader in pipes)


def test_packages(facts: Facts) -> None:
    file = facts("FROM a\nRUN apt-get install -y a=1 b $C d=$E && pip install -r r.txt f==2 && echo g")
    assert [(p.text, p.name, p.version, p.pinned, p.manager) for p in file.nodes("package") if p.source == "index"] == [
        ("a=1", "a", "1", True, "apt"),
        ("b", "b", None, False, "apt"),
        ("$C", UNKNOWN, UNKNOWN, UNKNOWN, "apt"),
        ("d=$E", "d", UNKNOWN, UNKNOWN, "apt"),
        ("f==2", "f", "2", True, "pip"),
    ]


def test_words_in_backquotes_with_escapes_are_as_written(facts: Facts) -> None:
    text = r"RUN a `b x\`c d\`y\\$e$f`"
    commands = facts("FROM a\n" + text).instructions[-1].commands
    assert [(command.name, command.args) for command in commands] == [
        ("a", [r"`b x\`c d\`y\\$e$f`"]),
        ("b", ["x`c d`y$e$f"]),
        ("c", ["d"]),
    ]


@pytest.mark.parametrize(
    ("run", "action", "packages"),
    [
        ("apt-get -qq -o X=1 install -y a", "install", ["a"]),
        ("dnf in a b", "install", ["a", "b"]),
        ("pip install --root-user-action ignore a", "install", ["a"]),
        ("gem install a -- --b c", "install", ["a"]),
        ("bundle", "install", []),
        ("docker login x", "login", []),
        ("make install", None, []),
    ],
)
def test_actions(facts: Facts, run: str, action: str | None, packages: list[str]) -> None:
    (command,) = facts(f"FROM a\nRUN {run}").nodes("command")
    assert (command.action, [package.text for package in command.packages]) == (action, packages)
