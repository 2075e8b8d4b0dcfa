"""How instructions are written: arrays that are none, comments above, lengths of lines, ports with a host."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from analyzer.facts.unknown import UNKNOWN

Facts = Callable[..., Any]

BROKEN = [
    "RUN ['a', 'b']",
    'RUN ["a", "b",]',
    'RUN ["a" "b"]',
    'RUN [ "a", b ]',
    'RUN ["a"] && b',
    "CMD [a, b]",
    "RUN ['a', \"b]",
    "CMD [“a”]",
    'CMD ["a", "b"',
    "HEALTHCHECK CMD ['a']",
    "HEALTHCHECK --interval=5s CMD [a]",
]
SOUND = [
    'RUN [ "$A" = "b ]',
    'RUN ["a", "b"]',
    "RUN [ -f a ] && b",
    'RUN [ "$A" = "b" ]',
    "RUN [ 'a' ] || b",
    "RUN [[ -f a ]]",
    "RUN [a-z]x b",
    "CMD a [b]",
    "CMD [ -f a ] && b",
    "HEALTHCHECK CMD [ -f /a ]",
    "HEALTHCHECK NONE",
    "RUN <<EOF\n['a']\nEOF",
]


@pytest.mark.parametrize(("text", "broken"), [*((text, True) for text in BROKEN), *((text, False) for text in SOUND)])
def test_arrays_that_are_none(facts: Facts, text: str, broken: bool) -> None:
    assert facts(f"FROM alpine\n{text}").instructions[1].broken_array is broken


def test_what_runs_nothing_has_no_array(facts: Facts) -> None:
    assert facts("FROM alpine\nCOPY ['a', 'b']").instructions[1].broken_array is None


@pytest.mark.parametrize(
    ("text", "comment", "named"),
    [
        ("# A is it\nARG A=1", "A is it", True),
        ("# it is A\nARG A=1", "it is A", False),
        ("# A\n# B\nARG A B", "B", True),
        ("# B\n\nARG A", "B", False),
        ("# B\n#\nARG A", None, None),
        ("ARG A", None, None),
        ("# A's\nARG A", "A's", False),
        ("# base does\nFROM a AS Base", "base does", True),
        ("# Base does\nFROM a AS Base", "Base does", False),
        ("# base does\nFROM a", "base does", None),
        ("# run\nRUN a", "run", None),
    ],
)
def test_comments_above(facts: Facts, text: str, comment: str | None, named: bool | None) -> None:
    step = facts(text).instructions[-1]
    assert (step.comment_above, step.comment_names_it) == (comment, named)


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("RUN a b c d e f", 15),
        ("RUN a b c d e", 0),
        ("RUN a b c d e f \\\n  && g h i j k l m n o", 22),
        ("RUN a \\\n  # a comment of rather many words, all in vain\n  b", 0),
        ("RUN a b c d e f http://x", 0),
        ("RUN <<EOF\na b c d e f g h\nEOF", 15),
        ("RUN a b c d e f g h   \n", 19),
    ],
)
def test_longest_line(facts: Facts, text: str, length: int) -> None:
    assert facts(f"FROM alpine\n{text}").instructions[1].longest_line == length


@pytest.mark.parametrize(
    ("port", "host"),
    [
        ("80", (None, None)),
        ("8080:80/tcp", (None, "8080")),
        ("127.0.0.1:8080:80", ("127.0.0.1", "8080")),
        ("127.0.0.1::80", ("127.0.0.1", None)),
        ("[::1]:8080:80", ("[::1]", "8080")),
        (":80", (None, None)),
        ("$NONE", (UNKNOWN, UNKNOWN)),
    ],
)
def test_hosts_of_ports(facts: Facts, port: str, host: tuple[Any, Any]) -> None:
    (found,) = facts(f"FROM alpine\nARG NONE\nEXPOSE {port}").instructions[-1].ports
    assert (found.host_address, found.host_port) == host


@pytest.mark.parametrize(
    ("text", "undefined"),
    [
        ("LABEL a=1", False),
        ("LABEL a$B=1", True),
        ("LABEL a$A=1", False),
        ("LABEL $A$B=1", True),
        ("ENV $B=1", True),
        ("ARG B=$B", False),
        ("LABEL a=$B", False),
    ],
)
def test_keys_with_variables(facts: Facts, text: str, undefined: bool) -> None:
    pair = facts(f"FROM alpine\nARG A\n{text}").instructions[-1].pairs[0]
    assert pair.key_undefined is undefined
    assert pair.written_key == text.split()[1].partition("=")[0]
