"""What is in force at an instruction, what a stage holds, and which stages need each other."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from analyzer.facts.platform_flag import platform_parts
from analyzer.facts.unknown import UNKNOWN

Facts = Callable[..., Any]


def test_workdir_and_shell_in_force(facts: Facts) -> None:
    file = facts(
        'FROM a AS one\nRUN x\nWORKDIR /w\nSHELL ["bash", "-c"]\nRUN y\nFROM one AS two\n'
        "FROM two\nRUN z\nONBUILD RUN o\nFROM a\nRUN q"
    )
    workdir = next(step for step in file.instructions if step.kind == "WORKDIR")
    shell = next(step for step in file.instructions if step.kind == "SHELL")
    runs = [step for step in file.nodes("instruction") if step.kind == "RUN"]
    assert [step.workdir_instruction for step in runs] == [None, workdir, workdir, UNKNOWN, None]
    assert [step.workdir_known for step in runs] == [False, True, True, UNKNOWN, False]
    assert [step.shell_instruction for step in runs] == [None, shell, shell, UNKNOWN, None]
    assert file.instructions[0].workdir_instruction is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("FROM scratch", [True]),
        ("FROM scratch\nLABEL a=b\nENV A=1\nCMD x", [True]),
        ("FROM scratch\nCOPY a /", [False]),
        ("FROM scratch\nRUN x", [False]),
        ("FROM scratch AS a\nFROM a\nADD x /\nFROM a", [True, False, True]),
        ("FROM scratch AS a\nONBUILD COPY x /\nFROM a", [True, False]),
        ("FROM alpine", [False]),
        ("ARG B\nFROM scratch AS x\nFROM $B", [True, UNKNOWN]),
    ],
)
def test_empty_stages(facts: Facts, text: str, expected: list[Any]) -> None:
    assert [stage.empty for stage in facts(text).stages] == expected


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ("", False),
        ("COPY app /app", False),
        ("COPY a.txt /", False),
        ('COPY app /\nENTRYPOINT ["/app"]', False),
        ("COPY app /", UNKNOWN),
        ("COPY etc/passwd /etc/passwd", UNKNOWN),
        ("COPY passwd /etc/", UNKNOWN),
        ("COPY . /", UNKNOWN),
        ("COPY *.conf /", UNKNOWN),
        ("ADD root.tar.xz /", UNKNOWN),
        ("ARG TO\nCOPY a $TO", UNKNOWN),
        ("COPY busybox /bin/\nRUN adduser x", UNKNOWN),
    ],
)
def test_lists_of_users(facts: Facts, steps: str, expected: Any) -> None:
    assert facts(f"FROM scratch\n{steps}\nUSER app").instructions[-1].knows_users is expected
    assert facts(f"FROM scratch AS base\n{steps}\nFROM base\nUSER app").instructions[-1].knows_users is expected
    assert facts(f"FROM alpine\n{steps}\nUSER app").instructions[-1].knows_users is True


def test_a_list_of_users_that_comes_later_does_not_count(facts: Facts) -> None:
    assert facts("FROM scratch\nUSER app\nCOPY passwd /etc/").instructions[1].knows_users is False


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("FROM a AS x\nCOPY --from=y a a\nFROM a AS y\nCOPY --from=x a a", {0: [0, 1]}),
        ("FROM a AS x\nCOPY --from=x a a", {}),
        ("FROM a AS x\nRUN --mount=from=z,target=/x y\nFROM x AS y\nFROM a AS z\nCOPY --from=1 a a", {0: [0, 1, 2]}),
        (
            (
                "FROM a AS x\nCOPY --from=y a a\nFROM x AS y\nFROM a\n"
                "FROM a AS u\nCOPY --from=v a a\nFROM u AS v\nCOPY --from=x a a"
            ),
            {0: [0, 1], 3: [3, 4]},
        ),
        ("FROM a AS x\nFROM x AS y\nCOPY --from=x a a\nFROM y", {}),
    ],
)
def test_circles(facts: Facts, text: str, expected: dict[int, list[int]]) -> None:
    stages = facts(text).stages
    assert {stage.index: [one.index for one in stage.circle] for stage in stages if stage.circle} == expected


def test_a_long_chain_of_stages_is_no_deep_recursion(facts: Facts) -> None:
    text = "\n".join(f"FROM s{number - 1} AS s{number}\nCOPY --from=s{number + 1} a a" for number in range(1, 3000))
    file = facts("FROM scratch AS s0\n" + text)
    assert [len(stage.circle) for stage in file.stages if stage.circle] == [2999]
    assert file.stages[-1].empty is False


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("linux/amd64", ["linux", "amd64"]),
        ("Linux/x86_64", ["linux", "amd64"]),
        ("linux/arm/v7", ["linux", "arm"]),
        ("aarch64", ["linux", "arm64"]),
        ("windows", ["windows"]),
        ("windows(10.0.17763)/amd64", ["windows", "amd64"]),
        ("what", []),
        ("a/b/c/d", []),
        ("linux/", []),
        ("", []),
    ],
)
def test_platforms(text: str, parts: list[str]) -> None:
    assert platform_parts(text) == parts


@pytest.mark.parametrize(
    ("line", "named", "variables"),
    [
        ("FROM --platform=linux/arm64 a AS build-arm64", True, []),
        ("FROM --platform=linux/arm64 a AS build", False, []),
        ("FROM --platform=linux/arm64 a", False, []),
        ("FROM --platform=$P a AS linux", None, ["P"]),
        ("FROM --platform=${A}/${B:-$C} a", None, ["A", "B", "C"]),
        ("FROM a", None, []),
        ("FROM --platform=none a", None, []),
    ],
)
def test_platform_of_from(facts: Facts, line: str, named: bool | None, variables: list[str]) -> None:
    stage = facts(line).stages[0]
    assert stage.platform_in_name is named
    assert stage.platform_variables == variables


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("FROM alpine:3.20", True),
        ("ARG V\nFROM alpine:$V", False),
        ("ARG V=3\nFROM alpine:$V", True),
        ("ARG V=3 W=$V-x\nFROM alpine:$W", True),
        ("FROM base-$TARGETARCH:$BUILDOS", True),
        ("FROM a/$TARGETPLATFORM", True),
        ("FROM $TARGETSTAGE", True),
        ("FROM ${V:?missing}", None),
        ("ARG V=${W:?missing}\nFROM a", None),
    ],
)
def test_default_base(facts: Facts, text: str, expected: bool | None) -> None:
    assert facts(text).stages[0].default_base_valid is expected
    assert facts(text, build_args={"V": "Not An Image"}).stages[0].default_base_valid is expected
