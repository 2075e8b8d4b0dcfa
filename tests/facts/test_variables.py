"""Scopes of ARG and ENV: what a variable's value is where, and whether it is defined."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from analyzer.facts.unknown import UNKNOWN

Facts = Callable[..., Any]

# The value of the last instruction of the file, a USER.
VALUES = [
    ("FROM scratch\nENV A=1\nUSER u$A", "u1"),
    ("FROM scratch\nENV A=1 B=$A\nUSER u$B", "u"),
    ("FROM scratch\nENV A=1\nENV A=2 B=$A\nUSER $A$B", "21"),
    ("FROM scratch\nARG A=1 B=$A\nUSER $B", "1"),
    ("FROM scratch\nARG A=1\nENV A=2\nARG A=3\nUSER $A", "3"),
    ("FROM scratch\nENV A=2\nARG A\nUSER $A", "2"),
    ("FROM scratch\nARG A\nUSER $A", UNKNOWN),
    ("FROM scratch\nARG A\nUSER ${A:-x}", "x"),
    ("FROM scratch\nARG A\nUSER ${A:+x}", UNKNOWN),
    ("FROM scratch\nUSER x$A", "x"),
    ("FROM image\nUSER x$A", UNKNOWN),
    ("FROM image\nUSER ${A:-x}", UNKNOWN),
    ("ARG A=1\nFROM scratch\nUSER x$A", "x"),
    ("ARG A=1\nFROM scratch\nARG A\nUSER x$A", "x1"),
    ("ARG A=1\nFROM scratch\nARG A=2\nUSER x$A", "x2"),
    ("ARG A\nFROM scratch\nARG A\nUSER x$A", UNKNOWN),
    ("ARG A\nFROM scratch\nARG A\nUSER ${A:-x}", "x"),
    ("FROM scratch\nARG TARGETARCH\nUSER $TARGETARCH", UNKNOWN),
    ("FROM scratch\nUSER x$TARGETARCH", "x"),
    ("FROM scratch AS last\nARG TARGETSTAGE\nUSER $TARGETSTAGE", "last"),
    ("FROM scratch AS a\nENV A=1\nFROM a\nUSER $A", "1"),
    ("FROM scratch AS a\nARG A=1\nFROM a\nUSER $A", "1"),
    ("FROM scratch AS a\nENV A=1\nFROM a AS b\nENV A=2\nFROM b\nUSER $A", "2"),
    ("FROM scratch AS a\nENV A=1\nFROM scratch\nUSER x$A", "x"),
    ("FROM scratch AS a\nONBUILD ENV A=1\nFROM a\nUSER $A", "1"),
    ("FROM scratch AS a\nONBUILD ENV A=1\nUSER x$A", "x"),
    ("FROM scratch AS a\nONBUILD ARG A=1 B=2\nFROM a AS b\nFROM b\nUSER $B", "2"),
    ("FROM scratch\nENV A 'one two'\nUSER $A", "one two"),
    ("FROM scratch\nENV A=\"it's\"\nUSER '$A'", "$A"),
    ("FROM scratch\nENV A${B}=1\nUSER $A", "1"),
    ("# escape=`\nFROM scratch\nENV A=x\nUSER `$A\\", "$A\\"),
    ("FROM scratch\nUSER ${A", UNKNOWN),
    ("FROM scratch\nENV P=$PATH\nUSER ${P%%:*}", "/usr/local/sbin"),
]


@pytest.mark.parametrize(("text", "value"), VALUES)
def test_a_value_is_that_of_the_environment_before_the_instruction(facts: Facts, text: str, value: Any) -> None:
    assert facts(text).instructions[-1].value == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("FROM scratch\nARG A=1\nUSER $A", "given"),
        ("FROM scratch\nARG A\nUSER $A", "given"),
        ("FROM scratch\nUSER x$A", "x"),
        ("ARG A=1\nFROM scratch\nARG A\nUSER $A", "given"),
        ("FROM scratch\nENV A=1\nUSER $A", "1"),
        ("FROM scratch\nENV A=1\nARG A\nUSER $A", "given"),
    ],
)
def test_a_build_argument_reaches_what_declares_it(facts: Facts, text: str, value: str) -> None:
    assert facts(text, {"A": "given"}).instructions[-1].value == value


# Each reference as (name, operator, text, defined).
REFERENCES = [
    ("FROM scratch\nARG FOO\nENV A=$FOO B=${BAR:-$BAZ}", [
        ("FOO", "", "$FOO", True), ("BAR", ":-", "${BAR:-$BAZ}", False), ("BAZ", "", "$BAZ", False)]),
    ("ARG V=1\nFROM a:$V$W", [("V", "", "$V", True), ("W", "", "$W", False)]),
    ("FROM --platform=${TARGETPLATFORM} a", [("TARGETPLATFORM", "", "${TARGETPLATFORM}", True)]),
    ("FROM a\nCOPY --chown=$A --from=$B $C /d", [("A", "", "$A", False), ("C", "", "$C", False)]),
    ("FROM a\nRUN --mount=type=cache,target=$T,from=$F echo $X", [("T", "", "$T", False)]),
    ("FROM a\nRUN echo $X\nCMD $Y\nLABEL k=$Z", [("Z", "", "$Z", False)]),
    ("FROM a\nENV P=$PATH:/x", [("PATH", "", "$PATH", True)]),
    ("FROM a\nUSER '$A'", []),
    ("FROM a\nCOPY <<X /f\n'$A' \\$B\nX\nCOPY <<'Y' /g\n$C\nY", [("A", "", "$A", False)]),
    ("FROM a\nONBUILD USER $A", [("A", "", "$A", UNKNOWN)]),
    ("ARG I\nFROM a AS b\nFROM $I\nUSER $A", [("I", "", "$I", True), ("A", "", "$A", UNKNOWN)]),
    ("FROM a\nARG A=$A", [("A", "", "$A", False)]),
    ("FROM a\nARG A=1 B=$A C=$D", [("A", "", "$A", True), ("D", "", "$D", False)]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), REFERENCES)
def test_references_are_those_that_buildkit_expands(facts: Facts, text: str, expected: list[Any]) -> None:
    found = facts(text).nodes("variable")
    assert [(v.name, v.operator, v.text, v.defined) for v in found] == expected
    assert [v.span_text for v in found] == [v.text for v in found]


@pytest.mark.parametrize(
    ("text", "candidates"),
    [
        ("FROM a\nENV P=$PAHT", ["PATH"]),
        ("FROM a\nENV VERSION=1\nARG VERSIOM\nUSER $VERSIO", ["VERSION", "VERSIOM"]),
        ("FROM a\nENV LATERON=$LATERO\n", []),
        ("FROM --platform=$BULIDPLATFORM a", ["BUILDPLATFORM"]),
        ("FROM a\nENV version=1\nUSER $VERSION", []),
    ],
)
def test_candidates_are_near_and_visible(facts: Facts, text: str, candidates: list[str]) -> None:
    assert facts(text).nodes("variable")[-1].candidates == candidates


def test_values_that_double_again_and_again_are_not_followed(facts: Facts) -> None:
    text = "FROM scratch\nENV A=0123456789\n" + "ENV A=$A$A\n" * 80 + "USER $A"
    assert facts(text).instructions[-1].value is UNKNOWN


def test_a_long_chain_of_stages_is_followed(facts: Facts) -> None:
    chain = "".join(f"FROM s{i} AS s{i + 1}\n" for i in range(3000))
    file = facts(f"FROM scratch AS s0\nENV A=1\nUSER u\n{chain}USER x$A")
    last = file.stages[-1]
    assert (last.effective_user, last.entrypoint, file.stages[0].used) == ("x1", None, True)
