"""Trying again: what may pass by itself, with growing random pauses, within the time of the operation."""

from __future__ import annotations

import random
import time
from dataclasses import dataclass, field, replace
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, TypeVar

from analyzer.runtime.failure import Failure, OperationError, StoppedError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tenacity import RetryCallState

    from analyzer.runtime.operation import Operation
    from analyzer.runtime.recovery.breaker import Breaker

T = TypeVar("T")
_LARGEST_EXPONENT = 32


@dataclass(frozen=True, slots=True)
class Policy:
    """How often something is tried, the first time included, and how long the pauses are.

    The pause before attempt n + 1 is a random one of up to `base` * 2^(n-1) seconds (full jitter), at most `ceiling`. `bases`
    and `limits` have other bases and numbers of attempts for some categories of failures. A Retry-After of more than
    `patience` seconds is not waited for.
    """

    attempts: int = 3
    base: float = 1.0
    ceiling: float = 60.0
    patience: float = 300.0
    bases: Mapping[str, float] = field(default_factory=dict)
    limits: Mapping[str, int] = field(default_factory=dict)

    def pause(self, attempt: int, category: str, chance: Callable[[], float]) -> float:
        """The seconds to wait after attempt number `attempt`, from 1. `chance` gives numbers from 0 to 1."""
        growth = 2.0 ** min(attempt - 1, _LARGEST_EXPONENT)
        return chance() * min(self.ceiling, self.bases.get(category, self.base) * growth)

    def most(self, category: str) -> int:
        """How many attempts there are where the last one failed like that."""
        return min(self.attempts, self.limits.get(category, self.attempts))


class RetryLaterError(OperationError):
    """A failure with what the other side says of when to come back: the value of a Retry-After header."""

    def __init__(self, failure: Failure, retry_after: str = "") -> None:
        super().__init__(failure)
        self.retry_after = retry_after


def seconds_until(retry_after: str, now: float) -> float | None:
    """The seconds that a Retry-After asks to wait, never less than 0; None where it is none (RFC 9110, 10.2.3).

    It is a number of seconds or a date; `now` is in seconds since 1970.
    """
    text = retry_after.strip()
    if text.isascii() and text.isdigit():
        return float(text) if len(text) < 10 else None
    try:
        return max(0.0, parsedate_to_datetime(text).timestamp() - now)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def persist(
    operation: Operation,
    work: Callable[[int], T],
    *,
    what: str,
    policy: Policy,
    breaker: Breaker | None = None,
    chance: Callable[[], float] = random.random,
    clock: Callable[[], float] = time.time,
) -> T:
    """Does `work`, which gets the number of the attempt, from 1, and does it again while it fails in a way that may pass.

    Waits through the operation, so that cancelling works, and tells it before each new attempt. There is none where the pause
    would be longer than the time that is left. `what` names the work; `clock` gives seconds since 1970. Raises what the last
    attempt raised, with the number of attempts.
    """
    from tenacity import Retrying

    run = _Run(operation, what, policy, breaker, chance, clock)
    retrying = Retrying(
        sleep=operation.wait,
        wait=run.pause,
        stop=run.is_over,
        retry=run.may_pass,
        before_sleep=run.tell,
        reraise=True,
    )
    done: T = retrying(run.attempt, work)
    return done


class _Run:
    """The functions that make up one call of `persist`."""

    def __init__(
        self,
        operation: Operation,
        what: str,
        policy: Policy,
        breaker: Breaker | None,
        chance: Callable[[], float],
        clock: Callable[[], float],
    ) -> None:
        self.operation = operation
        self.what = what
        self.policy = policy
        self.breaker = breaker
        self.chance = chance
        self.clock = clock
        self.number = 0

    def attempt(self, work: Callable[[int], T]) -> T:
        if self.breaker is not None:
            try:
                self.breaker.admit(self.operation.current)
            except OperationError as error:
                error.failure = replace(error.failure, attempts=self.number)
                raise
        self.number += 1
        try:
            done = work(self.number)
        except OperationError as error:
            error.failure = replace(error.failure, attempts=self.number)
            if self.breaker is not None:
                if isinstance(error, StoppedError):
                    self.breaker.abandoned()
                else:
                    self.breaker.failed(error.failure)
            raise
        except BaseException:
            if self.breaker is not None:
                self.breaker.abandoned()
            raise
        if self.breaker is not None:
            self.breaker.succeeded()
        return done

    def may_pass(self, state: RetryCallState) -> bool:
        error = _error(state)
        if not isinstance(error, OperationError) or isinstance(error, StoppedError):
            return False
        return error.failure.retryable and (self.breaker is None or self.breaker.state != "open")

    def pause(self, state: RetryCallState) -> float:
        error = _error(state)
        assert isinstance(error, OperationError)
        pause = self.policy.pause(state.attempt_number, error.failure.category, self.chance)
        return self._told(error) + pause

    def is_over(self, state: RetryCallState) -> bool:
        error = _error(state)
        assert isinstance(error, OperationError)
        if state.attempt_number >= self.policy.most(error.failure.category):
            return True
        left = self.operation.remaining
        if self._told(error) > self.policy.patience or (left is not None and state.upcoming_sleep >= left):
            note = f"not tried again: the next attempt would have come after {state.upcoming_sleep:.0f} s"
            error.failure = replace(error.failure, evidence=(*error.failure.evidence, note))
            return True
        return False

    def _told(self, error: OperationError) -> float:
        told = seconds_until(error.retry_after, self.clock()) if isinstance(error, RetryLaterError) else None
        return told or 0.0

    def tell(self, state: RetryCallState) -> None:
        error = _error(state)
        assert isinstance(error, OperationError)
        most = self.policy.most(error.failure.category)
        next_one = f"attempt {state.attempt_number + 1} of {most} in {state.upcoming_sleep:.1f} s"
        self.operation.retrying(f"{self.what}: {error.failure.message}; {next_one}")


def _error(state: RetryCallState) -> BaseException | None:
    return state.outcome.exception() if state.outcome is not None else None
