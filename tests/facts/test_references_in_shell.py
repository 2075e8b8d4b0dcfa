"""What the shell of an instruction expands, and which of it nothing gives a value."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from analyzer.facts.unknown import UNKNOWN

Facts = Callable[..., Any]


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("echo $A", ["$A"]),
        ("echo '$A' \\$A", []),
        ('echo "$A"', []),
        ("B=$A; export C=$A; [[ $A ]]; ((A))", []),
        ("cat < $A > $A", []),
        ("echo $? $# $1 $@ ${#A} $((A + 1))", []),
        ("echo ${A:-x} ${A%x} ${A:+x}", ["${A:-x}", "${A%x}"]),
        ("case $A in a) ;; esac; for x in $A; do echo $x; done", ["$x"]),
        ("echo $(echo $A)", ["$A"]),
        ("sh -c 'echo $A'", ["$A"]),
        ("x=one; echo $x; y='two words'; echo $y; z=$(date); echo $z", ["$y", "$z"]),
        ("x=1; if true; then x='a b'; fi; echo $x", ["$x"]),
        ("echo $PLAIN $LIST $GLOB", ["$LIST", "$GLOB"]),
    ],
)
def test_what_may_split(facts: Facts, script: str, expected: list[str]) -> None:
    file = facts(f"FROM alpine:3.20\nARG A\nENV PLAIN=1.2 LIST='a b' GLOB=*.c\nRUN {script}")
    assert [node.text for node in file.nodes("expansion") if node.may_split] == expected


def test_an_expansion_knows_its_value_and_its_command(facts: Facts) -> None:
    file = facts("FROM alpine:3.20\nARG V=1\nRUN own=2; echo $V $own ${V:-3} $OTHER > $V")
    found = file.nodes("expansion")
    assert [node.value for node in found] == ["1", "2", UNKNOWN, UNKNOWN, "1"]
    assert [node.argument for node in found] == [True, True, True, True, False]
    assert {node.command.name for node in found} == {"echo"}


@pytest.mark.parametrize(
    "text", ['RUN ["echo", "$A"]', "RUN <<'EOF'\n#!/usr/bin/python\nprint('$A')\nEOF", "RUN if $A", "COPY $A /"]
)
def test_no_shell_no_expansion(facts: Facts, text: str) -> None:
    assert facts(f"FROM alpine:3.20\n{text}").nodes("expansion") == []


# Instructions of a stage behind `ARG A=1 B` and FROM, and the arguments each lacks.
SCOPES = [
    ("RUN echo $A", ["A"]),
    ("RUN echo $B $A $B", ["B", "A"]),
    ('CMD ["sh", "-c", "echo $A"]', ["A"]),
    ("WORKDIR /$A", ["A"]),
    ("ARG C=$A", ["A"]),
    ("ENV A=1 C=$B", ["B"]),
    ("RUN echo ${A:-1} ${A+1}", []),
    ("RUN A=1; echo $A", []),
    ("RUN read A; echo $A", []),
    ("RUN for A in 1 2; do echo $A; done", []),
    ("RUN echo $C '$A'", []),
    ("ONBUILD RUN echo $A", []),
]


@pytest.mark.parametrize(("text", "expected"), SCOPES)
def test_arguments_out_of_scope(facts: Facts, text: str, expected: list[str]) -> None:
    file = facts(f"ARG A=1 B\nFROM alpine:$A\n{text}")
    assert file.instructions[-1].out_of_scope_arguments == expected
    assert file.instructions[1].out_of_scope_arguments == []


def test_a_declared_argument_is_in_scope_in_stages_built_on_it_too(facts: Facts) -> None:
    file = facts(
        "ARG A=1\nFROM alpine AS one\nRUN echo $A\nARG A\nRUN echo $A\nFROM one\nRUN echo $A\nFROM alpine\nRUN echo $A"
    )
    runs = [step for step in file.instructions if step.kind == "RUN"]
    assert [step.out_of_scope_arguments for step in runs] == [["A"], [], [], ["A"]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ENV A=1 B=$A", ["A"]),
        ("ENV B=$A A=1", ["A"]),
        ("ENV B=${A:-$C} C=1 A=2", ["A", "C"]),
        ("ENV A=$A B=2", []),
        ("ENV A=1\nENV A=2:$A A=3:$A", ["A", "A"]),
        ("ENV PATH=/a:$PATH B=$PATH", []),
        ("ENV A=1\nENV A=2 B=$A", []),
        ("ARG A\nENV A=2 B=$A", []),
        ("ARG A=1 B=$A", []),
        ("LABEL A=1 B=$A", []),
    ],
)
def test_variables_defined_beside(facts: Facts, text: str, expected: list[str]) -> None:
    assert [node.name for node in facts(f"FROM alpine\n{text}").nodes("variable") if node.defined_beside] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("RUN unset A B C", ["A", "B"]),
        ("RUN unset -v A", ["A"]),
        ("RUN unset -f A", []),
        ("ONBUILD RUN unset A", []),
        ("ENV C=1\nRUN unset C", ["C"]),
        ("RUN unset C\nENV C=1", []),
    ],
)
def test_unset_variables(facts: Facts, text: str, expected: list[str]) -> None:
    file = facts(f"FROM alpine AS base\nENV A=1\nFROM base\nENV B=2\n{text}")
    assert [name for command in file.nodes("command") for name in command.unset_variables] == expected
