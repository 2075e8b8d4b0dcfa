"""When a registry is left alone, and when it is asked again."""

from __future__ import annotations

import pytest

from analyzer.runtime.failure import Failure
from analyzer.runtime.recovery.breaker import Breaker, Breakers, OpenCircuitError
from tests.runtime.retry.conftest import Clock

PASSING = Failure("registry-5xx", "registry_server", "push", "it failed", retryable=True, evidence=("503",), remedies=("wait",))
LASTING = Failure("pull-denied", "registry_auth", "push", "no password")


def attempts(breaker: Breaker, *ends: Failure | None) -> None:
    """Attempts that are let through and end like this; None is well."""
    for end in ends:
        breaker.admit("push")
        if end is None:
            breaker.succeeded()
        else:
            breaker.failed(end)


@pytest.mark.parametrize(
    ("ends", "state"),
    [
        ((), "closed"),
        ((PASSING, PASSING), "closed"),
        ((PASSING, PASSING, PASSING), "open"),
        ((PASSING, PASSING, None, PASSING, PASSING), "closed"),
        ((PASSING, PASSING, LASTING, PASSING, PASSING), "closed"),
        ((LASTING, LASTING, LASTING, LASTING), "closed"),
    ],
)
def test_failures_in_a_row_open_it(ends: tuple[Failure | None, ...], state: str, clock: Clock) -> None:
    breaker = Breaker("registry.example", threshold=3, pause=60, clock=clock)
    attempts(breaker, *ends)
    assert breaker.state == state


def opened(clock: Clock) -> Breaker:
    breaker = Breaker("registry.example", threshold=3, pause=60, clock=clock)
    attempts(breaker, PASSING, PASSING, PASSING)
    return breaker


def test_an_open_one_says_why_and_for_how_long(clock: Clock) -> None:
    breaker = opened(clock)
    clock.now += 20
    with pytest.raises(OpenCircuitError) as raised:
        breaker.admit("push")
    failure = raised.value.failure
    assert (failure.code, failure.category, failure.retryable) == ("circuit-open", "registry_server", True)
    assert failure.message == "registry.example failed 3 times in a row and is left alone for another 40 s"
    assert failure.evidence == ("it failed", "503")
    assert "wait" in failure.remedies


def test_after_the_pause_one_attempt_is_let_through(clock: Clock) -> None:
    breaker = opened(clock)
    clock.now += 60
    assert breaker.state == "half-open"
    breaker.admit("push")
    with pytest.raises(OpenCircuitError, match="until the attempt that is under way has ended"):
        breaker.admit("push")


@pytest.mark.parametrize(("end", "state"), [(None, "closed"), (LASTING, "closed"), (PASSING, "open")])
def test_the_end_of_that_attempt_decides(end: Failure | None, state: str, clock: Clock) -> None:
    breaker = opened(clock)
    clock.now += 60
    attempts(breaker, end)
    assert breaker.state == state
    if state == "closed":
        attempts(breaker, PASSING, PASSING)
        assert breaker.state == "closed"


def test_an_attempt_that_we_gave_up_decides_nothing(clock: Clock) -> None:
    breaker = opened(clock)
    clock.now += 60
    breaker.admit("push")
    breaker.abandoned()
    assert breaker.state == "half-open"
    breaker.admit("push")


def test_each_registry_has_its_own(clock: Clock) -> None:
    breakers = Breakers(threshold=1, clock=clock)
    attempts(breakers.of("one"), PASSING)
    assert (breakers.of("one").state, breakers.of("two").state) == ("open", "closed")
