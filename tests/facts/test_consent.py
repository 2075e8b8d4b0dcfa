"""Whether something answers a command, and what else rules ask of commands."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from analyzer.facts.unknown import UNKNOWN

Facts = Callable[..., Any]


def last(file: Any, name: str) -> Any:
    return [command for command in file.nodes("command") if command.name == name][-1]


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("apt-get install a", False),
        ("yes | apt-get install a", True),
        ("echo y | sudo apt-get install a", True),
        ("true | apt-get install a", False),
        ("apt-get install a < /answers", True),
        ("apt-get install a <<< y", True),
        ("apt-get install a > /log", False),
        ("echo y; apt-get install a", False),
    ],
)
def test_answered(facts: Facts, command: str, expected: bool) -> None:
    assert last(facts(f"FROM debian\nRUN {command}"), "apt-get").answered is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("RUN echo 'APT::Get::Assume-Yes \"true\";' > /etc/apt/apt.conf.d/90\nRUN apt-get install a", True),
        ("RUN echo 'APT::Get::Assume-Yes \"true\";' > /etc/apt/apt.conf.d/90 && apt-get install a", True),
        ('COPY <<EOF /etc/apt/apt.conf.d/90\nAPT::Get::Assume-Yes "true";\nEOF\nRUN apt-get install a', True),
        ("RUN apt-get install a\nRUN echo 'APT::Get::Assume-Yes \"true\";' > /etc/apt/apt.conf.d/90", False),
        ("RUN echo 'APT::Get::Assume-Yes \"true\";' > /etc/apt/apt.conf.d/90\nFROM debian\nRUN apt-get install a", False),
        ("RUN apt-get -o APT::Get::Assume-Yes=true install b\nRUN apt-get install a", False),
        ("ONBUILD RUN echo 'APT::Get::Assume-Yes \"true\";' > /etc/apt/apt.conf.d/90\nRUN apt-get install a", False),
    ],
)
def test_settings_that_say_yes(facts: Facts, text: str, expected: bool) -> None:
    assert last(facts(f"FROM debian\n{text}"), "apt-get").answered is expected


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("apt-get install a b C d", None),
        ("apt-get install b a", "a"),
        ("apt-get install a c b", "b"),
        ("apt-get install a:amd64 b=1 b", None),
        ("apt-get install b $C a", None),
        ("pip install -r x b a", None),
        ("apk add -t .x c b", "b"),
        ("apt-get remove b a", None),
    ],
)
def test_order_of_packages(facts: Facts, command: str, expected: str | None) -> None:
    assert facts(f"FROM debian\nRUN {command}").nodes("command")[0].unsorted_package == expected


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("FROM alpine", False),
        ("FROM alpine:3.20 AS a\nRUN apk add bash\nFROM a", False),
        ("FROM docker.io/library/python:3.12-slim-bookworm", False),
        ("FROM python:3.12", UNKNOWN),
        ("FROM gcr.io/distroless/static-debian12", False),
        ("FROM gcr.io/distroless/static-debian12:debug", UNKNOWN),
        ("FROM scratch\nCOPY app /app", False),
        ("FROM scratch\nCOPY --from=x /usr/bin/curl /usr/bin/", UNKNOWN),
        ("FROM scratch\nCOPY curl /usr/bin/curl", UNKNOWN),
        ("FROM alpine\nRUN apk add curl", UNKNOWN),
        ("FROM alpine\nRUN apk add $TOOLS", UNKNOWN),
        ("FROM alpine\nRUN ./setup.sh", UNKNOWN),
        ("FROM alpine\nRUN sh setup", UNKNOWN),
        ("FROM alpine\nRUN if", UNKNOWN),
        ("FROM alpine\nRUN curl x", UNKNOWN),
        ("FROM some/alpine", UNKNOWN),
        ("ARG B\nFROM $B", UNKNOWN),
    ],
)
def test_programs_that_images_lack(facts: Facts, before: str, expected: Any) -> None:
    file = facts(f"{before}\nHEALTHCHECK CMD curl -f http://localhost || exit 1")
    assert last(file, "curl").available is expected
    assert last(file, "exit").available is None


def test_constructs_and_last_operand(facts: Facts) -> None:
    file = facts("FROM alpine\nRUN if a; then (ln -s b c); fi; x=$(cp -r d e); f() { mv g; }; ls")
    found = {command.name: (command.constructs, command.last_operand) for command in file.nodes("command")}
    assert found["ln"] == (["if", "subshell"], "c")
    assert found["cp"] == (["substitution"], "e")
    assert found["mv"] == (["function", "group"], "g")
    assert found["ls"] == ([], None)
