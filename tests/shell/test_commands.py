"""Commands as the tools see them: wrappers, options, operands, scripts of ``sh -c``."""

from __future__ import annotations

import pytest

from analyzer.shell.commands import invocations, resolve
from analyzer.shell.invocation import Invocation
from analyzer.shell.parse import parse_script


def invocation(text: str) -> Invocation:
    return resolve(parse_script(text).commands[0])


@pytest.mark.parametrize(
    ("text", "name", "wrappers"),
    [
        ("apt-get update", "apt-get", []),
        ("/usr/bin/apt-get update", "apt-get", []),
        ("sudo apt-get update", "apt-get", ["sudo"]),
        ("sudo -u root -- apt-get update", "apt-get", ["sudo"]),
        ("sudo -EHu root A=1 apt-get update", "apt-get", ["sudo"]),
        ("env -i A=1 B=$C apt-get update", "apt-get", ["env"]),
        ("exec nohup nice -n 5 apt-get update", "apt-get", ["exec", "nohup", "nice"]),
        ("timeout -s KILL 60 apt-get update", "apt-get", ["timeout"]),
        ("gosu app:app apt-get update", "apt-get", ["gosu"]),
        ("time -p doas apt-get update", "apt-get", ["time", "doas"]),
        ("xargs -0 -n 1 apt-get update", "apt-get", ["xargs"]),
        ("eatmydata -- apt-get update", "apt-get", ["eatmydata"]),
        ("python3.11 -m pip install x", "pip", ["python3.11"]),
        ("python3 -u -m pip install x", "pip", ["python3"]),
        ("python3 setup.py install", "python3", []),
        ("command -v apt-get", "command", []),
        ("sudo -l", "sudo", []),
        ("env", "env", []),
        ("$APT update", None, []),
        ("sudo $APT update", None, ["sudo"]),
        ("A=1", None, []),
    ],
)
def test_wrappers(text: str, name: str | None, wrappers: list[str]) -> None:
    found = invocation(text)
    assert (found.name, found.wrappers) == (name, wrappers)


@pytest.mark.parametrize(
    ("text", "subcommand", "options", "operands"),
    [
        ("apt-get -yqq install a b", "install", ["-y", "-q", "-q"], ["a", "b"]),
        ("apt-get install a -y --no-install-recommends b", "install", ["-y", "--no-install-recommends"], ["a", "b"]),
        ("apt-get -o Acquire::Retries=3 install -t stable a", "install", ["-o=Acquire::Retries=3", "-t=stable"], ["a"]),
        ("apt-get install -oA=1 -- -a", "install", ["-o=A=1"], ["-a"]),
        ("apt-get install --option=$A $B a", "install", ["--option=?"], ["$B", "a"]),
        ('apt-get install -t$A -t "$B" a', "install", ["-t=?", "-t=?"], ["a"]),
        ("apk add --no-cache --virtual .deps a", "add", ["--no-cache", "--virtual=.deps"], ["a"]),
        ("yum module install -y a", "install", ["-y"], ["a"]),
        ("yarn global add a", "add", [], ["a"]),
        ("git -C /a clone -b v1 --depth 1 url", "clone", ["-C=/a", "-b=v1", "--depth=1"], ["url"]),
        ("go build -ldflags '-s -w' -o=a ./b", "build", ["-ldflags=-s -w", "-o=a"], ["./b"]),
        ("curl -fsSLo a https://b", None, ["-f", "-s", "-S", "-L", "-o=a"], ["https://b"]),
        ("wget -nv -qO- a", None, ["-nv", "-q", "-O=-"], ["a"]),
        ("tar xzf a -C b", None, ["-x", "-z", "-f=a", "-C=b"], []),
        ("tar -xzf a --strip-components=1", None, ["-x", "-z", "-f=a", "--strip-components=1"], []),
        ("chmod -x a", None, [], ["-x", "a"]),
        ("chmod -R 777 a", None, ["-R"], ["777", "a"]),
        ("useradd -rm -u 1000 -s /bin/sh a", None, ["-r", "-m", "-u=1000", "-s=/bin/sh"], ["a"]),
        ("set -euxo pipefail", None, ["-e", "-u", "-x", "-o=pipefail"], []),
        ("set +e", None, ["+e"], []),
        ("unheard-of -abc --d=e f", None, ["-abc", "--d=e"], ["f"]),
        ("rm -rf a -", None, ["-r", "-f"], ["a", "-"]),
    ],
)
def test_arguments(text: str, subcommand: str | None, options: list[str], operands: list[str]) -> None:
    found = invocation(text)
    shown = [one.name if one.value_word is None else f"{one.name}={one.value or '?'}" for one in found.options]
    assert (found.subcommand, shown, [word.text for word in found.operands]) == (subcommand, options, operands)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("sh -c 'a; b | c' && d", ["sh", "a", "b", "c", "d"]),
        ('bash -lc "a \\"b\\" && c"', ["bash", "a", "c"]),
        ("bash -o pipefail -ec 'a'", ["bash", "a"]),
        ('sudo bash -c "a $B && c $(d)"', ["bash", "a", "c", "d"]),
        ("su - user -c 'a'", ["su", "a"]),
        ("sh -c a", ["sh", "a"]),
        ("sh -c 'sh -c \"a\"'", ["sh", "sh", "a"]),
        ("sh script.sh", ["sh"]),
        ("sh -c", ["sh"]),
        ("sh -c $A", ["sh", None]),
    ],
)
def test_inner_scripts(text: str, names: list[str | None]) -> None:
    assert [found.name for found in invocations(parse_script(text))] == names


def test_inner_scripts_keep_positions() -> None:
    text = 'x && bash -c "apt-get install \\"a b\\" $C" | y'
    found = invocations(parse_script(text))
    inner = found[2]
    assert [text[word.start : word.end] for word in inner.words] == ["apt-get", "install", '\\"a b\\"', "$C"]
    assert [word.value for word in inner.words] == ["apt-get", "install", "a b", None]
    assert inner.command.context == ("script",)
    assert inner.command.pipeline.list.parent is found[1].command.pipeline


def test_an_inner_script_that_is_none() -> None:
    text = "sh -c 'a && ( b'"
    found = invocations(parse_script(text))
    assert [one.name for one in found] == ["sh"]
    assert found[0].script is not None
    assert found[0].script.error is not None
    assert found[0].script.error.offset == 15


def test_options_by_name() -> None:
    found = invocation("curl -o a --output b url")
    option = found.option("-o", "--output")
    assert option is not None
    assert (option.name, option.value) == ("--output", "b")
    assert found.option("-L") is None
