"""Facts of single instructions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from analyzer.facts.unknown import UNKNOWN

Facts = Callable[..., Any]

PORTS = [
    ("80", [("80", 80, 80, None)]),
    ("80/tcp 53/UDP", [("80/tcp", 80, 80, "tcp"), ("53/UDP", 53, 53, "UDP")]),
    ("7000-7010/udp", [("7000-7010/udp", 7000, 7010, "udp")]),
    ("127.0.0.1:8080:80", [("127.0.0.1:8080:80", 80, 80, None)]),
    ("http", [("http", None, None, None)]),
    ("70000", [("70000", 70000, 70000, None)]),
    ("0080", [("0080", 80, 80, None)]),
    ("$P", [("$P", UNKNOWN, UNKNOWN, UNKNOWN)]),
    ("$R", [("$R", 81, 81, None), ("$R", 82, 82, "udp")]),
    ("1" * 5000, [("1" * 5000, 10**18, 10**18, None)]),
]


@pytest.mark.parametrize(("written", "ports"), PORTS)
def test_ports(facts: Facts, written: str, ports: list[Any]) -> None:
    expose = facts(f"FROM a\nENV R='81 82/udp'\nARG P\nEXPOSE {written}").instructions[-1]
    assert [(port.text, port.low, port.high, port.protocol) for port in expose.ports] == ports


MOUNTS = [
    ("type=cache,target=/a", {"type": "cache", "target": "/a", "source": None, "from": None, "id": None}),
    ("TYPE=Cache,dst=/a,ID=x", {"type": "cache", "target": "/a", "id": "x"}),
    ("target=/a,src=b,from=c,ro", {"type": "bind", "source": "b", "from": "c"}),
    ("type=cache,target=$W/a", {"target": "/w/a"}),
    ("type=cache,target=$U/a", {"target": UNKNOWN}),
    ("type=secret,id=$W,from=$W", {"id": "/w", "from": "$W"}),
]


@pytest.mark.parametrize(("written", "fields"), MOUNTS)
def test_mounts(facts: Facts, written: str, fields: dict[str, Any]) -> None:
    run = facts(f"FROM a\nENV W=/w\nARG U\nRUN --mount={written} true").instructions[-1]
    (mount,) = run.mounts
    assert mount.text == written
    assert {name: getattr(mount, name) for name in fields} == fields


PAIRS = [
    ("ENV A=1 B='x y'", [("A", "1", "1", "=", "env"), ("B", "'x y'", "x y", "=", "env")]),
    ("ENV A x y", [("A", "x y", "x y", " ", "env")]),
    ('LABEL "k v"="w"', [("k v", '"w"', "w", "=", "label")]),
    ("ARG A B=$C", [("A", None, None, None, "arg"), ("B", "$C", UNKNOWN, "=", "arg")]),
    ("ENV A=$X", [("A", "$X", UNKNOWN, "=", "env")]),
]


@pytest.mark.parametrize(("written", "pairs"), PAIRS)
def test_pairs(facts: Facts, written: str, pairs: list[Any]) -> None:
    instruction = facts(f"FROM a\nARG X\n{written}").instructions[-1]
    assert [(p.key, p.text, p.value, p.separator, p.origin) for p in instruction.pairs] == pairs
    assert all(pair.instruction is instruction for pair in instruction.pairs)


@pytest.mark.parametrize(
    ("written", "whole"),
    [
        ("COPY . /a", True),
        ("COPY ./ /a", True),
        ("ADD / /a", True),
        ("COPY * /a", True),
        ("COPY ./* /a", True),
        ("COPY a/.. /a", True),
        ("COPY a . /a", True),
        ('COPY [".", "/a"]', True),
        ("COPY a /a", False),
        ("COPY a* /a", False),
        ("COPY ./a ./b /a", False),
        ("COPY --from=x . /a", False),
        ("COPY $X /a", UNKNOWN),
        ("COPY $X . /a", True),
        ("RUN true", None),
    ],
)
def test_the_whole_context(facts: Facts, written: str, whole: Any) -> None:
    assert facts(f"FROM a\nARG X\n{written}").instructions[-1].copies_whole_context is whole


def test_what_an_instruction_is_made_of(facts: Facts) -> None:
    file = facts("FROM a\nARG O\nCopy --chown=$O --chmod=755 \\\n  # note\n\n  'a b' $O \\\n  /to/\n")
    copy = file.instructions[-1]
    assert (copy.kind, copy.keyword, copy.line_count, copy.blank_continuations) == ("COPY", "Copy", 5, 1)
    assert copy.flags == ["chown", "chmod"]
    assert (copy.chown, copy.chmod, copy.checksum, copy.network) == (UNKNOWN, "755", None, None)
    assert [word.text for word in copy.sources] == copy.args[:-1]
    assert copy.destination.value == "/to/"
    assert [comment.text for comment in file.comments] == ["note"]
    assert file.comments[0].ancestor("instruction") is copy
    assert copy.ancestor("stage") is file.stages[0]
    assert copy.ancestor("file") is file


def test_the_trigger_of_an_onbuild_lies_within_it(facts: Facts) -> None:
    file = facts("FROM a\nONBUILD COPY --chown=u . /a\nUSER u")
    onbuild = file.instructions[1]
    assert [step.kind for step in file.nodes("instruction")] == ["FROM", "ONBUILD", "COPY", "USER"]
    assert [step.kind for step in file.instructions] == ["FROM", "ONBUILD", "USER"]
    (trigger,) = onbuild.within("instruction")
    assert (trigger.onbuild, onbuild.onbuild, trigger.text) == (True, False, "COPY --chown=u . /a")
    assert (trigger.span_text, trigger.chown, trigger.copies_whole_context) == ("COPY --chown=u . /a", "u", True)
    assert trigger.ancestor("stage") is file.stages[0]


@pytest.mark.parametrize(
    ("text", "case"),
    [
        ("FROM a\nRUN x", "upper"),
        ("from a\nrun x", "lower"),
        ("from a\nRUN x", "upper"),
        ("from a\nRun x", "lower"),
        ("From a\nRun x", "mixed"),
        ("", "upper"),
    ],
)
def test_keyword_case_is_that_of_the_majority(facts: Facts, text: str, case: str) -> None:
    assert facts(text).keyword_case == case


def test_directives(facts: Facts) -> None:
    file = facts("# syntax=docker/dockerfile:1\n# escape=`\nFROM a")
    assert (file.frontend, file.escape, file.path) == ("docker/dockerfile:1", "`", "Dockerfile")
