"""A running operation: stages, progress, time, cancelling."""

from __future__ import annotations

import time
from threading import Event as Flag

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.runtime.events import Event
from analyzer.runtime.failure import Failure, OperationError, StoppedError
from analyzer.runtime.operation import STAGES, Operation
from analyzer.runtime.result import Result, perform


@pytest.mark.parametrize("name", STAGES)
def test_the_weights_of_the_stages_add_up_to_one(name: str) -> None:
    assert sum(weight for _, weight in STAGES[name]) == pytest.approx(1.0)


@given(st.lists(st.tuples(st.sampled_from(["check", "context", "build", "verify"]), st.floats(-1, 2)), max_size=30))
def test_progress_never_falls_and_stays_between_0_and_1(steps: list[tuple[str, float]]) -> None:
    seen: list[Event] = []
    operation = Operation("build", listen=seen.append)
    for stage, part in steps:
        with operation.stage(stage):
            operation.progress(part)
    done = [event.done for event in seen]
    assert done == sorted(done)
    assert all(0 <= part <= 1 for part in done)


def test_all_stages_done_is_all_done() -> None:
    seen: list[Event] = []
    operation = Operation("tag", listen=seen.append)
    for stage in operation.stages:
        with operation.stage(stage.name):
            pass
    assert seen[-1].done == pytest.approx(1.0)
    assert [(event.stage, event.kind) for event in seen][:2] == [("inspect", "started"), ("inspect", "finished")]
    assert {stage.status for stage in operation.stages} == {"succeeded"}


def test_a_failure_ends_its_stage_and_the_result_tells_it() -> None:
    operation = Operation("tag")

    def work() -> None:
        with operation.stage("inspect"):
            raise OperationError(Failure("image-not-found", "image_not_found", "inspect", "there is no such image"))

    result = perform(operation, Result("tag"), work)
    assert (result.status, result.error and result.error.code) == ("failed", "image-not-found")
    assert [stage.status for stage in result.stages] == ["failed", "pending", "pending"]


def test_a_mistake_of_ours_is_told_as_one() -> None:
    operation = Operation("tag")

    def work() -> None:
        raise ZeroDivisionError("division by zero")

    result = perform(operation, Result("tag"), work)
    assert result.error is not None
    assert (result.status, result.error.category) == ("failed", "internal")
    assert "ZeroDivisionError" in result.error.message


def test_a_missing_package_is_named() -> None:
    def work() -> None:
        raise ModuleNotFoundError("No module named 'docker'", name="docker")

    result = perform(Operation("tag"), Result("tag"), work)
    assert result.error is not None
    assert (result.status, result.error.code) == ("refused", "package-missing")
    assert "buildsecbot[runtime]" in result.error.remedies[0]


def test_a_cancelled_operation_does_not_begin_a_stage() -> None:
    cancel = Flag()
    operation = Operation("tag", cancel=cancel)
    cancel.set()

    def work() -> None:
        with operation.stage("inspect"):
            pytest.fail("it began")

    result = perform(operation, Result("tag"), work)
    assert (result.status, result.error and result.error.category) == ("cancelled", "cancelled")


def test_what_a_stage_waits_for_is_ended_when_the_time_is_over() -> None:
    operation = Operation("tag", timeout=0.1)
    ended = Flag()

    def wait() -> None:
        with operation.stage("inspect"), operation.stopping_with(ended.set):
            ended.wait(60)
            raise ConnectionError("somebody closed it")

    result = perform(operation, Result("tag"), wait)
    assert result.error is not None
    assert (result.status, result.error.code, result.error.retryable) == ("failed", "timed-out", True)
    assert ended.is_set()


def test_what_a_stage_waits_for_is_ended_when_it_is_cancelled() -> None:
    cancel, ended = Flag(), Flag()
    operation = Operation("tag", cancel=cancel)

    def wait() -> None:
        with operation.stage("inspect"), operation.stopping_with(ended.set):
            cancel.set()
            ended.wait(60)

    with pytest.raises(StoppedError):
        wait()
    assert ended.is_set()


def test_what_ends_in_time_is_not_ended() -> None:
    calls: list[int] = []
    operation = Operation("tag", timeout=60)
    with operation.stage("inspect"), operation.stopping_with(lambda: calls.append(1)):
        time.sleep(0)
    assert calls == []


def test_an_error_beside_a_stop_is_kept_where_nothing_was_stopped() -> None:
    operation = Operation("tag")
    with pytest.raises(ValueError, match="as it was"), operation.stage("inspect"), operation.stopping_with(lambda: None):
        raise ValueError("as it was")
