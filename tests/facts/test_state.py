"""What is in force at an instruction and at the end of a stage, and what reaches the final image."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from analyzer.facts.unknown import UNKNOWN

Facts = Callable[..., Any]

# A file, and (user, workdir) at its last instruction.
STATES = [
    ("FROM scratch\nRUN x", ("root", "/")),
    ("FROM a\nRUN x", (UNKNOWN, UNKNOWN)),
    ("FROM a\nUSER u\nRUN x", ("u", UNKNOWN)),
    ("FROM a\nUSER u\nUSER root", ("u", UNKNOWN)),
    ("FROM a\nUSER $U\nRUN x", (UNKNOWN, UNKNOWN)),
    ("FROM a\nENV U=u\nUSER $U\nENV U=v\nRUN x", ("u", UNKNOWN)),
    ("FROM a\nWORKDIR /a\nWORKDIR b\nRUN x", (UNKNOWN, "/a/b")),
    ("FROM a\nWORKDIR /a\nWORKDIR ../c\nRUN x", (UNKNOWN, "/c")),
    ("FROM a\nWORKDIR b\nRUN x", (UNKNOWN, UNKNOWN)),
    ("FROM a\nWORKDIR b\nWORKDIR /c\nRUN x", (UNKNOWN, "/c")),
    ("FROM a\nWORKDIR $W\nRUN x", (UNKNOWN, UNKNOWN)),
    ("FROM a AS x\nUSER u\nWORKDIR /a\nFROM x\nWORKDIR b\nRUN x", ("u", "/a/b")),
    ("FROM a AS x\nUSER u\nWORKDIR /a\nFROM b\nRUN x", (UNKNOWN, UNKNOWN)),
    ("FROM a\nUSER u\nFROM b", (None, None)),
    ("FROM a\nUSER u\nONBUILD RUN x", ("u", UNKNOWN)),
]


@pytest.mark.parametrize(("text", "state"), STATES)
def test_user_and_directory(facts: Facts, text: str, state: tuple[Any, Any]) -> None:
    step = facts(text).instructions[-1]
    assert (step.user, step.workdir) == state


def test_who_set_the_user(facts: Facts) -> None:
    file = facts("FROM a AS x\nUSER u\nFROM x\nRUN y\nUSER v\nRUN z")
    assert [step.user_instruction for step in file.instructions[2:]] == [
        None,
        file.instructions[1],
        file.instructions[1],
        file.instructions[4],
    ]


# A file, and the pairs in force at its last instruction.
ENVIRONMENTS = [
    ("FROM a\nENV A=1\nRUN x", ["A=1"]),
    ("FROM a\nENV A=1\nENV A=2 B=3\nRUN x", ["A=2", "B=3"]),
    ("FROM a\nRUN x\nENV A=1", []),
    ("FROM a\nARG A=1\nRUN x", ["A=1"]),
    ("FROM a\nENV A=1\nARG A\nRUN x", ["A=1"]),
    ("FROM a AS x\nENV A=1 B=2\nFROM x\nENV A=3\nRUN x", ["B=2", "A=3"]),
    ("FROM a AS x\nENV A=1\nFROM b\nRUN x", []),
]


@pytest.mark.parametrize(("text", "pairs"), ENVIRONMENTS)
def test_environment(facts: Facts, text: str, pairs: list[str]) -> None:
    file = facts(text)
    assert [pair.span_text for pair in file.instructions[-1].env] == pairs
    if "RUN x\n" not in text:
        assert [pair.span_text for pair in file.stages[-1].env] == pairs


def test_of_a_trigger_nothing_is_known(facts: Facts) -> None:
    trigger = facts("FROM scratch\nENV A=1\nONBUILD RUN x").nodes("instruction")[-1]
    assert (trigger.env, trigger.user, trigger.workdir) == (UNKNOWN, UNKNOWN, UNKNOWN)


def test_what_the_image_says_of_itself(facts: Facts) -> None:
    base = 'FROM a AS x\nEXPOSE 80\nVOLUME /a /b\nLABEL a=1 b=2\nSHELL ["/bin/bash", "-c"]\n'
    text = base + 'FROM x\nEXPOSE 81\nVOLUME ["/b"]\nLABEL a=3'
    stage = facts(text).stages[-1]
    assert [port.low for port in stage.ports] == [80, 81]
    assert stage.volumes == ["/a", "/b"]
    assert [label.span_text for label in stage.effective_labels] == ["b=2", "a=3"]
    assert stage.effective_shell == "bash"
    assert facts("FROM a\nARG V\nVOLUME $V").stages[0].volumes is UNKNOWN
    assert facts("FROM a\nVOLUME /a /b").instructions[1].volumes == ["/a", "/b"]


# A file, and for each stage whether it reaches the final image.
REACHING = [
    ("FROM a\nFROM b", [False, True]),
    ("FROM a AS x\nFROM x", [True, True]),
    ("FROM a AS x\nFROM x AS y\nFROM y", [True, True, True]),
    ("FROM a AS x\nFROM b\nCOPY --from=x /a /a", [False, True]),
    ("ARG B\nFROM a AS x\nFROM b AS y\nFROM $B", [UNKNOWN, UNKNOWN, True]),
    ("ARG B=x\nFROM a AS x\nFROM b AS y\nFROM $B", [True, UNKNOWN, True]),
    ("ARG B\nFROM a AS w\nFROM w AS x-1\nFROM b AS y\nFROM x-$B", [UNKNOWN, UNKNOWN, False, True]),
]


@pytest.mark.parametrize(("text", "reaching"), REACHING)
def test_what_reaches_the_final_image(facts: Facts, text: str, reaching: list[Any]) -> None:
    file = facts(text)
    assert [stage.reaches_final_image for stage in file.stages] == reaching
    assert [step.reaches_final_image for step in file.instructions if step.kind == "FROM"] == reaching


def test_a_target_is_the_final_image(facts: Facts) -> None:
    file = facts("FROM a AS x\nFROM x AS y\nFROM x", target="y")
    assert [stage.reaches_final_image for stage in file.stages] == [True, True, False]


def test_the_global_scope_and_a_fragment(facts: Facts) -> None:
    assert facts("ARG A\nFROM a").instructions[0].reaches_final_image is False
    assert facts("RUN x").instructions[0].reaches_final_image is True


def test_flags_as_written(facts: Facts) -> None:
    step = facts("FROM a\nRUN --network=none \\\n  --mount=type=cache,target=/c x").instructions[-1]
    assert step.flag_text == "--network=none --mount=type=cache,target=/c"
