"""What is in force at each command of a body: directory and shell options; package indexes and who uses them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from analyzer.facts.unknown import UNKNOWN

Facts = Callable[..., Any]

# A body, and the directory in which its command ``mark`` runs; WORKDIR is /w.
DIRECTORIES = [
    ("mark", "/w"),
    ("cd a && mark", "/w/a"),
    ("cd /a; cd ../b; mark", "/b"),
    ("cd; mark", "/root"),
    ("cd ~/a && mark", "/root/a"),
    ("cd a && cd - && mark", "/w"),
    ("pushd a; popd; mark", "/w"),
    ("pushd a; mark", "/w/a"),
    ("(cd a); mark", "/w"),
    ("(cd a; mark)", "/w/a"),
    ("{ cd a; }; mark", "/w/a"),
    ("cd a | true; mark", "/w"),
    ("echo $(cd a; mark)", "/w/a"),
    ("if cd a; then mark; fi", "/w/a"),
    ("for x in 1 2; do cd a; done; mark", "/w/a"),
    ("sh -c 'cd a'; mark", "/w"),
    ("sh -c 'cd a; mark'", "/w/a"),
    ("cd $X; mark", UNKNOWN),
    ("cd $X; cd /a; mark", "/a"),
    ("D=/d; cd $D; mark", "/d"),
    ("cd $E; mark", "/e"),
]


@pytest.mark.parametrize(("body", "directory"), DIRECTORIES)
def test_directory(facts: Facts, body: str, directory: Any) -> None:
    step = facts(f"FROM a\nENV E=/e\nWORKDIR /w\nRUN {body}").instructions[-1]
    assert [command.directory for command in step.commands if command.name == "mark"] == [directory]


# A body run by bash -e, and the options at its command ``mark``.
OPTIONS = [
    ("mark", ["errexit"]),
    ("set -o pipefail; mark", ["errexit", "pipefail"]),
    ("set -eux -o pipefail && mark", ["errexit", "nounset", "xtrace", "pipefail"]),
    ("mark; set -o pipefail", ["errexit"]),
    ("set +e; mark", []),
    ("set -x; (set +x); mark", ["errexit", "xtrace"]),
    ("(set -x; mark)", ["errexit", "xtrace"]),
    ("set -x; sh -c mark", []),
    ("bash -o pipefail -c 'set -u; mark'", ["pipefail", "nounset"]),
    ("set -o pipefail | mark", ["errexit"]),
    ("set -- -x; mark", ["errexit"]),
]


@pytest.mark.parametrize(("body", "options"), OPTIONS)
def test_shell_options(facts: Facts, body: str, options: list[str]) -> None:
    step = facts(f'FROM a\nSHELL ["/bin/bash", "-ec"]\nRUN {body}').instructions[-1]
    assert [command.shell_options for command in step.commands if command.name == "mark"] == [options]


def test_a_program_without_a_shell_has_no_options(facts: Facts) -> None:
    (command,) = facts('FROM a\nSHELL ["/bin/bash", "-ec"]\nWORKDIR /w\nRUN ["mark"]').nodes("command")
    assert (command.shell_options, command.directory) == ([], "/w")


def test_deep_nesting_is_no_trouble(facts: Facts) -> None:
    body = "(cd a; " * 300 + "mark" + ")" * 300
    (mark,) = [one for one in facts(f"FROM a\nWORKDIR /w\nRUN {body}").nodes("command") if one.name == "mark"]
    assert mark.directory == "/w" + "/a" * 300


# A RUN, and for each command that refreshes an index the command that uses it: a name, None or unknown.
INDEXES = [
    ("apt-get update && apt-get install -y a", ["apt-get"]),
    ("apt-get update && apt-get upgrade -y", ["apt-get"]),
    ("apt-get update", [None]),
    ("apt-get update; echo apt-get install a", [None]),
    ("apt-get install -y a && apt-get update", [None]),
    ("apt-get update && apt-cache policy a && ./install.sh", [UNKNOWN]),
    ("apt-get update && bash setup.sh", [UNKNOWN]),
    ("apk update && apk add a", ["apk"]),
    ("apk add -U a", ["apk"]),
    ("apk add a", []),
    ("apt-get update && apk add a", [None]),
    ("zypper refresh && zypper -n install a", ["zypper"]),
    ("npm update", []),
]


@pytest.mark.parametrize(("run", "users"), INDEXES)
def test_who_uses_a_fresh_index(facts: Facts, run: str, users: list[Any]) -> None:
    commands = [one for one in facts(f"FROM a\nRUN {run}").nodes("command") if one.updates_index]
    assert [getattr(one.index_used_by, "name", one.index_used_by) for one in commands] == users


# What stands between two commands that refresh an index, and whether the second is told to repeat the first.
BETWEEN = [
    ("RUN apt-get install -y a", True),
    ("COPY a /a", True),
    ("FROM b", False),
    ("COPY my.list /etc/apt/sources.list.d/", False),
    ("RUN echo 'deb https://x.org stable main' > /etc/apt/sources.list.d/x.list", False),
    ("RUN add-apt-repository ppa:a/b", False),
    ("RUN dpkg --add-architecture i386", False),
    ("RUN bash setup.sh", False),
    ("RUN if then", False),
]


@pytest.mark.parametrize(("between", "repeated"), BETWEEN)
def test_an_index_refreshed_before(facts: Facts, between: str, repeated: bool) -> None:
    commands = facts(f"FROM a\nRUN apt-get update\n{between}\nRUN true && apt-get -q update").nodes("command")
    assert commands[0].earlier_update is None
    assert commands[-1].earlier_update is (commands[0] if repeated else None)
