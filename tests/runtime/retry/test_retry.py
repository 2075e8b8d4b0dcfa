"""When something is tried again, how often, and after which pauses."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.runtime.failure import Failure, OperationError, StoppedError
from analyzer.runtime.recovery.breaker import Breaker
from analyzer.runtime.recovery.retry import Policy, RetryLaterError, persist, seconds_until
from tests.runtime.retry.conftest import Clock, Still

NOW = 1_800_000_000.0  # Fri, 15 Jan 2027 08:00:00 GMT


def failing(category: str = "network", retryable: bool = True, after: str | None = None) -> OperationError:
    failure = Failure("code", category, "push", "it failed", retryable)
    return OperationError(failure) if after is None else RetryLaterError(failure, after)


def script(*outcomes: OperationError | str) -> Callable[[int], str]:
    """Work that ends like this, one after the other."""
    left = list(outcomes)

    def work(number: int) -> str:
        assert number == len(outcomes) - len(left) + 1
        outcome = left.pop(0)
        if isinstance(outcome, OperationError):
            raise outcome
        return outcome

    return work


def tried(
    operation: Still, work: Callable[[int], str], policy: Policy, breaker: Breaker | None = None, chance: float = 0.5
) -> str:
    return persist(operation, work, what="it", policy=policy, breaker=breaker, chance=lambda: chance, clock=lambda: NOW)


@pytest.mark.parametrize(
    ("outcomes", "policy", "attempts", "pauses"),
    [
        ((failing(), failing(), failing(), "late"), Policy(attempts=3, base=4), 3, [2.0, 4.0]),
        ((failing(retryable=False), "late"), Policy(attempts=3), 1, []),
        ((failing(), failing(retryable=False), "late"), Policy(attempts=5, base=2), 2, [1.0]),
        ((failing("dns"), failing("dns"), "late"), Policy(attempts=5, base=2, limits={"dns": 2}), 2, [1.0]),
        ((failing("slow"), failing("slow"), "late"), Policy(attempts=2, base=2, bases={"slow": 60}), 2, [30.0]),
        ((failing(),) * 5, Policy(attempts=5, base=10, ceiling=30), 5, [5.0, 10.0, 15.0, 15.0]),
        ((failing(),), Policy(attempts=1), 1, []),
    ],
)
def test_it_gives_up(outcomes: tuple[OperationError | str, ...], policy: Policy, attempts: int, pauses: list[float]) -> None:
    operation = Still()
    with pytest.raises(OperationError) as raised:
        tried(operation, script(*outcomes), policy)
    assert raised.value.failure.attempts == attempts
    assert operation.slept == pauses
    assert operation.retries == attempts - 1


def test_it_goes_well_at_last_and_each_new_attempt_is_told() -> None:
    operation = Still()
    with operation.stage("push"):
        assert tried(operation, script(failing(), failing(), "done"), Policy(base=4)) == "done"
    assert [event.message for event in operation.events if event.kind == "retry"] == [
        "it: it failed; attempt 2 of 3 in 2.0 s",
        "it: it failed; attempt 3 of 3 in 4.0 s",
    ]


@pytest.mark.parametrize(
    ("after", "pause"),
    [
        ("7", 7.5),
        ("0", 0.5),
        ("Fri, 15 Jan 2027 08:01:00 GMT", 60.5),
        ("Friday, 15-Jan-27 08:01:00 GMT", 60.5),
        ("Fri Jan 15 08:01:00 2027", 60.5),
        ("Fri, 15 Jan 2027 07:00:00 GMT", 0.5),
        ("soon", 0.5),
        ("", 0.5),
        ("-3", 0.5),
        ("1e3", 0.5),
        ("99999999999999999999", 0.5),
    ],
)
def test_a_retry_after_is_honoured_in_both_forms(after: str, pause: float) -> None:
    operation = Still()
    assert tried(operation, script(failing(after=after), "done"), Policy(base=1)) == "done"
    assert operation.slept == [pause]


def test_a_retry_after_that_is_too_far_away_ends_it() -> None:
    operation = Still()
    with pytest.raises(OperationError) as raised:
        tried(operation, script(failing(after="301"), "late"), Policy(patience=300))
    assert raised.value.failure.attempts == 1
    assert raised.value.failure.evidence == ("not tried again: the next attempt would have come after 302 s",)


def test_a_pause_that_the_time_does_not_allow_ends_it_with_what_went_wrong() -> None:
    operation = Still(timeout=5)
    with pytest.raises(OperationError) as raised:
        tried(operation, script(failing(), failing(), "late"), Policy(attempts=9, base=8))
    assert (raised.value.failure.category, raised.value.failure.attempts) == ("network", 2)
    assert operation.slept == [4.0]


def test_a_stop_during_a_pause_ends_it() -> None:
    operation = Still(stop_after=1)
    with pytest.raises(StoppedError):
        tried(operation, script(failing(), failing(), "late"), Policy(attempts=9))


def test_a_stop_within_the_work_is_no_failure_that_passes() -> None:
    stopped = StoppedError(Failure("timed-out", "timeout", "push", "no time", retryable=True))
    with pytest.raises(StoppedError):
        tried(Still(), script(stopped, "late"), Policy())


def test_a_mistake_is_passed_on() -> None:
    def work(_: int) -> str:
        raise KeyError("mistake")

    with pytest.raises(KeyError):
        tried(Still(), work, Policy())


def test_an_open_breaker_ends_it(clock: Clock) -> None:
    breaker = Breaker("registry", threshold=2, clock=clock)
    operation = Still()
    with pytest.raises(OperationError) as raised:
        tried(operation, script(failing(), failing(), "late"), Policy(attempts=5), breaker)
    assert (raised.value.failure.code, raised.value.failure.attempts) == ("code", 2)
    with pytest.raises(OperationError) as raised:
        tried(operation, script("never"), Policy(), breaker)
    assert (raised.value.failure.code, raised.value.failure.category, raised.value.failure.attempts) == (
        "circuit-open",
        "network",
        0,
    )


@given(st.integers(1, 10_000), st.floats(0, 1), st.floats(0.01, 100), st.floats(0.01, 1000))
def test_a_pause_is_never_longer_than_the_ceiling(attempt: int, chance: float, base: float, ceiling: float) -> None:
    pause = Policy(base=base, ceiling=ceiling).pause(attempt, "any", lambda: chance)
    assert 0 <= pause <= ceiling
    assert pause <= base * 2.0 ** min(attempt, 1000)


@given(st.text())
def test_any_text_is_a_time_to_wait_or_none(text: str) -> None:
    seconds = seconds_until(text, NOW)
    assert seconds is None or seconds >= 0
