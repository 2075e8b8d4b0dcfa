"""Instructions without a FROM before them are judged as a stage of unknown base."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from analyzer.facts.unknown import UNKNOWN

Facts = Callable[..., Any]


def test_a_file_without_from_is_one_stage_that_is_not_listed(facts: Facts) -> None:
    file = facts('ARG A=1\nSHELL ["/bin/bash", "-c"]\nRUN echo $A | cat\nWORKDIR /srv\nLABEL a=$A')
    stage = file.instructions[0].stage
    assert file.stages == []
    assert all(step.stage is stage for step in file.instructions)
    assert file.instructions[2].shell_name == "bash"
    assert [command.name for command in file.instructions[2].commands] == ["echo", "cat"]
    assert stage.effective_workdir == "/srv"
    assert stage.labels[0].value == "1"
    assert (stage.name, stage.written_name, stage.image, stage.platform) == (None, None, None, None)
    assert (stage.base_stage, stage.used, stage.final) == (None, True, False)
    assert stage.effective_user is UNKNOWN


def test_arg_before_from_stays_global(facts: Facts) -> None:
    file = facts("ARG A=3.20\nLABEL a=$A\nFROM alpine:$A\nRUN true")
    arg, label, from_, run = file.instructions
    assert arg.stage is None
    assert label.stage is not None
    assert label.stage is not file.stages[0]
    assert label.pairs[0].value is UNKNOWN  # whatever stands around the fragment may set it
    assert from_.image.resolved == "alpine:3.20"
    assert run.stage is file.stages[0]
    assert run.stage.index == 0


def test_a_from_that_names_nothing_yet_does_not_end_the_global_scope(facts: Facts) -> None:
    file = facts("ARG A=3\nFROM \nARG B=.20 C=.2\nRUN true\nFROM alpine:$A$B\nARG D=1\nFROM alpine:$D")
    assert file.stages[1].image.resolved == "alpine:3.20"
    assert file.stages[2].image.resolved == "alpine:"
    assert file.instructions[2].stage is file.stages[0]


def test_empty_file(facts: Facts) -> None:
    assert facts("").instructions == []
    assert facts("# nothing\n").stages == []
    assert facts("ARG A").instructions[0].stage is None
