"""Stages: their names, what they start from, which are needed, and the state they end in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from analyzer.facts.unknown import UNKNOWN

Facts = Callable[..., Any]


def names(stages: list[Any], attribute: str) -> list[Any]:
    return [getattr(stage, attribute) for stage in stages]


def test_names_are_in_lower_case_and_duplicates_point_to_the_first(facts: Facts) -> None:
    stages = facts("FROM a AS Base\nFROM b AS base\nFROM c\nFROM base AS BASE").stages
    assert names(stages, "name") == ["base", "base", None, "base"]
    assert names(stages, "index") == [0, 1, 2, 3]
    assert names(stages, "duplicate_of") == [None, stages[0], None, stages[0]]
    assert names(stages, "base_stage") == [None, None, None, stages[1]]


# For each stage whether it is used.
USES = [
    ("FROM a", [True]),
    ("FROM a AS x\nFROM b", [False, True]),
    ("FROM a AS x\nFROM x", [True, True]),
    ("FROM a AS x\nFROM X", [False, True]),
    ("FROM a\nFROM 0", [False, True]),
    ("FROM a AS x\nFROM b\nCOPY --from=X /a /a", [True, True]),
    ("FROM a\nFROM b\nCOPY --from=0 /a /a", [True, True]),
    ("FROM a\nFROM b\nCOPY --from=7 /a /a", [False, True]),
    ("FROM a AS x\nFROM b\nRUN --mount=from=x,target=/x true", [True, True]),
    ("FROM a\nFROM b\nRUN --mount=from=0,target=/x true", [False, True]),
    ("FROM a AS x\nFROM b AS y\nCOPY --from=x /a /a\nFROM c\nCOPY --from=y /a /a", [True, True, True]),
    ("FROM a AS x\nFROM b AS y\nCOPY --from=x /a /a\nFROM c", [False, False, True]),
    ("FROM a AS x\nFROM b AS y\nONBUILD COPY --from=x /a /a\nFROM y", [True, True, True]),
    ("FROM a AS x\nFROM b AS y\nONBUILD COPY --from=x /a /a", [False, True]),
    ("FROM a AS x\nFROM b AS x\nFROM c\nCOPY --from=x /a /a", [False, True, True]),
    ("ARG M=dev\nFROM a AS run-dev\nFROM b AS run-prod\nFROM c AS other\nFROM run-$M", [True, UNKNOWN, False, True]),
    ("FROM a AS x\nFROM '$x'", [False, True]),
    ("ARG M\nFROM a AS one\nFROM b AS two\nFROM $M", [UNKNOWN, UNKNOWN, True]),
    ("ARG M=dev\nFROM a AS deep\nFROM deep AS run-prod\nFROM a AS run-dev\nFROM run-$M", [UNKNOWN, UNKNOWN, True, True]),
]


@pytest.mark.parametrize(("text", "used"), USES)
def test_a_stage_is_used_if_the_last_one_needs_it(facts: Facts, text: str, used: list[Any]) -> None:
    assert names(facts(text).stages, "used") == used


OUTCOMES = [
    ("FROM a", [True]),
    ("FROM a AS x\nFROM b", [True, True]),
    ("FROM a AS x\nFROM x AS y\nFROM x", [False, True, True]),
    ("FROM a AS x\nFROM b\nCOPY --from=0 /a /a", [False, True]),
    ("FROM a AS x\nFROM b AS y\nRUN --mount=from=x,target=/x true\nFROM c", [False, True, True]),
    ("ARG M=dev\nFROM a AS run-dev\nFROM b AS run-prod\nFROM c AS other\nFROM run-$M", [False, UNKNOWN, True, True]),
]


@pytest.mark.parametrize(("text", "outcome"), OUTCOMES)
def test_a_stage_that_no_other_needs_becomes_an_image(facts: Facts, text: str, outcome: list[Any]) -> None:
    assert names(facts(text).stages, "outcome") == outcome


def test_with_a_target_only_that_becomes_an_image(facts: Facts) -> None:
    assert names(facts("FROM a AS x\nFROM b AS y\nFROM c", target="y").stages, "outcome") == [False, True, False]


def test_a_target_takes_the_place_of_the_last_stage(facts: Facts) -> None:
    stages = facts("FROM a AS x\nFROM x AS y\nFROM b", target="Y").stages
    assert names(stages, "final") == [False, True, False]
    assert names(stages, "used") == [True, True, False]


USERS = [
    ("FROM a", UNKNOWN),
    ("FROM scratch", "root"),
    ("FROM a\nUSER root", "root"),
    ("FROM a\nUSER app\nUSER 0:0", "0:0"),
    ("FROM a\nENV U=app\nUSER $U", "app"),
    ("FROM a\nARG U\nUSER $U", UNKNOWN),
    ("FROM a AS x\nUSER app\nFROM x", "app"),
    ("FROM a AS x\nENV U=app\nUSER $U\nFROM x\nENV U=other", "app"),
    ("FROM a AS x\nUSER app\nFROM b", UNKNOWN),
    ("FROM a AS x\nONBUILD USER app\nFROM x", "app"),
    ("FROM a AS x\nONBUILD USER app\nFROM x AS y\nUSER root\nFROM y", "root"),
    ("FROM a AS x\nUSER root\nONBUILD USER app", "root"),
    ("FROM a\nUSER app\nUSER", "app"),
]


@pytest.mark.parametrize(("text", "user"), USERS)
def test_the_effective_user_is_inherited_and_expanded_where_it_is_set(facts: Facts, text: str, user: Any) -> None:
    assert facts(text).stages[-1].effective_user == user


def test_the_user_instruction_may_stand_in_another_stage(facts: Facts) -> None:
    file = facts("FROM a AS x\nUSER app\nFROM x\nRUN true")
    assert file.stages[-1].user_instruction is file.instructions[1]
    assert facts("FROM a").stages[0].user_instruction is None


@pytest.mark.parametrize(
    ("text", "workdir"),
    [
        ("FROM a", UNKNOWN),
        ("FROM scratch", "/"),
        ("FROM scratch\nWORKDIR a\nWORKDIR ./b/../c", "/a/c"),
        ("FROM a\nWORKDIR b", UNKNOWN),
        ("FROM a\nWORKDIR b\nWORKDIR /c/\nWORKDIR d", "/c/d"),
        ("FROM a AS x\nWORKDIR /c\nFROM x\nWORKDIR d", "/c/d"),
        ("FROM a\nARG D\nWORKDIR /c/$D", UNKNOWN),
        ("FROM a\nENV D=x\nWORKDIR //c/$D", "/c/x"),
        ("# escape=`\nFROM a\nWORKDIR C:\\app\nWORKDIR sub", "C:\\app\\sub"),
    ],
)
def test_working_directories_are_joined(facts: Facts, text: str, workdir: Any) -> None:
    assert facts(text).stages[-1].effective_workdir == workdir


@pytest.mark.parametrize(
    ("text", "entrypoint", "cmd", "healthcheck"),
    [
        ("FROM a", None, None, None),
        ("FROM a\nCMD x\nCMD y", None, 2, None),
        ("FROM a AS x\nCMD x\nENTRYPOINT e\nHEALTHCHECK NONE\nFROM x", 2, 1, 3),
        ("FROM a AS x\nCMD x\nFROM x\nENTRYPOINT e", 3, None, None),
        ("FROM a AS x\nCMD x\nFROM x\nENTRYPOINT e\nCMD y", 3, 4, None),
        ("FROM a AS x\nENTRYPOINT e\nFROM x\nCMD y", 1, 3, None),
    ],
)
def test_what_the_image_runs(facts: Facts, text: str, entrypoint: Any, cmd: Any, healthcheck: Any) -> None:
    file = facts(text)
    expected = [None if index is None else file.instructions[index] for index in (entrypoint, cmd, healthcheck)]
    stage = file.stages[-1]
    assert [stage.entrypoint, stage.cmd, stage.healthcheck] == expected


def test_labels_are_those_set_in_the_stage(facts: Facts) -> None:
    stage = facts('FROM a AS x\nLABEL a=1\nFROM x\nLABEL b=2 c="3 4"\nENV V=5\nLABEL d=$V').stages[-1]
    assert [(pair.key, pair.value, pair.origin) for pair in stage.labels] == [
        ("b", "2", "label"),
        ("c", "3 4", "label"),
        ("d", "5", "label"),
    ]


@pytest.mark.parametrize(
    ("text", "name", "index"),
    [
        ("FROM a AS x\nFROM b\nCOPY --from=x a b", "x", 0),
        ("FROM a AS x\nFROM b\nCOPY --from=1 a b", "1", 1),
        ("FROM a\nCOPY --from=later a b\nFROM b AS later", "later", 1),
        ("FROM a AS x\nFROM b\nCOPY --from=nginx:1 a b", "nginx:1", None),
        ("FROM a AS x\nFROM b\nCOPY a b", None, None),
    ],
)
def test_copy_from_names_a_stage_or_not(facts: Facts, text: str, name: Any, index: Any) -> None:
    file = facts(text)
    copy = next(step for step in file.instructions if step.kind == "COPY")
    assert copy.from_name == name
    assert copy.from_stage is (None if index is None else file.stages[index])
