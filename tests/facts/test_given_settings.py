"""What commands are given: values of options, variables, modes, here-documents."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from analyzer.facts.commands import Command
from analyzer.facts.model import FileFacts
from analyzer.facts.modes import setuid_mode, world_writable_mode
from analyzer.facts.unknown import UNKNOWN


@pytest.fixture
def command(facts: Callable[..., FileFacts]) -> Callable[[str], Command]:
    def first(text: str) -> Command:
        (stage,) = facts(f"FROM alpine\nRUN {text}\n").stages
        commands = stage.instructions[1].commands
        assert isinstance(commands, list)
        return commands[0]

    return first


@pytest.mark.parametrize(
    ("text", "settings"),
    [
        ("apt-get -o Acquire::x=true update", ["-o=Acquire::x=true"]),
        ("apt-get -oAcquire::x=true update", ["-o=Acquire::x=true"]),
        ("dnf --setopt='sslverify=0' install x", ["--setopt=sslverify=0"]),
        ("pip install --trusted-host h x", ["--trusted-host=h"]),
        ("curl -k https://example.org", []),
        ("curl --tls-max=$V https://example.org", ["--tls-max=$V"]),
        ('["curl", "--tls-max", "1.0", "u"]', ["--tls-max=1.0"]),
    ],
)
def test_settings(command: Callable[[str], Command], text: str, settings: list[str]) -> None:
    assert command(text).settings == settings


@pytest.mark.parametrize(
    ("text", "sets"),
    [
        ("A=1 B='2 3' make", ["A=1", "B=2 3"]),
        ("env A=1 make", ["A=1"]),
        ("export A=1 B", ["A=1"]),
        ("A=$X make", ["A=$X"]),
        ("make A=1", []),
    ],
)
def test_sets(command: Callable[[str], Command], text: str, sets: list[str]) -> None:
    assert command(text).sets == sets


@pytest.mark.parametrize(
    ("text", "modes"),
    [
        ("chmod -R 777 /srv", ["777"]),
        ("chmod u+s,o-w /bin/x", ["u+s,o-w"]),
        ("chmod --reference=/a /b", []),
        ("chmod -w /b", []),
        ("install -m 0755 a b", ["0755"]),
        ("mkdir -pm1777 /a", ["1777"]),
        ("cp -m 777 a b", []),
    ],
)
def test_modes(command: Callable[[str], Command], text: str, modes: list[str]) -> None:
    assert command(text).modes == modes


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("useradd -u 1000 app", "1000"),
        ("useradd --uid=1000 app", "1000"),
        ("adduser -D -u 1000 app", "1000"),
        ("useradd -u $ID app", None),
        ("useradd app", None),
        ("usermod -u 1000 app", None),
    ],
)
def test_account_id(command: Callable[[str], Command], text: str, number: str | None) -> None:
    assert command(text).account_id == number


def test_here_text(command: Callable[[str], Command]) -> None:
    assert command("<<EOF\ncat <<X > /a\none\n\ttwo\nX\nEOF").here_text == "one\n\ttwo\n"
    assert command("cat <<< 'a b'").here_text == "a b"
    assert command("cat < /a").here_text is None


@pytest.mark.parametrize(
    ("mode", "setuid", "writable"),
    [
        ("755", False, False),
        ("777", False, True),
        ("0666", False, True),
        ("1777", False, False),
        ("4755", True, False),
        ("02755", True, False),
        ("u+s", True, False),
        ("ug+s", True, False),
        ("+s", True, False),
        ("o+s", False, False),
        ("u-s", False, False),
        ("a+rwx", False, True),
        ("o+w", False, True),
        ("ugo=rw", False, True),
        ("+w", False, False),
        ("a+w,o-w", False, False),
        ("a+rwxt", False, False),
        ("a+rw+t", False, False),
        ("g+w", False, False),
        ("$MODE", False, False),
        ("899", False, False),
        ("", False, False),
    ],
)
def test_predicates_of_modes(mode: str, setuid: bool, writable: bool) -> None:
    assert (setuid_mode(mode), world_writable_mode(mode)) == (setuid, writable)


def test_facts_for_policies(facts: Callable[..., FileFacts]) -> None:
    """The registry in full, the number of ports of a range, the keys of labels."""
    file = facts("FROM alpine AS a\nFROM ghcr.io/o/x\nEXPOSE 80 90-99 $P ${Q}-9\nLABEL a=1 b=2\nFROM $X\nLABEL $K=1\n")
    first, second, third = file.stages
    assert [stage.image.host if stage.image else "" for stage in (first, second)] == ["docker.io", "ghcr.io"]
    assert [port.count for port in second.ports] == [1, 10, UNKNOWN, UNKNOWN]
    assert (first.label_keys, second.label_keys, third.label_keys) == ([], ["a", "b"], UNKNOWN)
