"""A run spread over processes. The work goes through an `Executor`, so that any other one can take its place.

What goes to a worker is data: the files of a portion, and a recipe from which it makes the policies for itself, once.
"""

from __future__ import annotations

import os
import pickle
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_all_start_methods, get_context

from analyzer.lint.run import FileResult, check_target

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from concurrent.futures import Executor

    from analyzer.lint.discovery import Target
    from analyzer.lint.run import Policy

    PolicyOf = Callable[[str], Policy]
    Recipe = Callable[[], PolicyOf]

PORTION = 16  # files: small enough that no worker is left with much more than the others
WORTH_IT = 48  # files: fewer are done before a second process has started
_made: dict[bytes, PolicyOf] = {}


def processors() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def check_in_parallel(targets: list[Target], policy_of: PolicyOf, recipe: Recipe, jobs: int) -> list[FileResult]:
    """The results of the files, in their order, from as many processes as `jobs` says."""
    method = "fork" if "fork" in get_all_start_methods() and os.name == "posix" else "spawn"
    executor = ProcessPoolExecutor(jobs, get_context(method), _begin)
    try:
        return check_with(executor, targets, policy_of, recipe)
    finally:
        executor.shutdown(wait=True, cancel_futures=True)


def check_with(executor: Executor, targets: list[Target], policy_of: PolicyOf, recipe: Recipe) -> list[FileResult]:
    """The results of the files, in their order, from the workers of an executor."""
    data = pickle.dumps(recipe)
    portions = [targets[at : at + PORTION] for at in range(0, len(targets), PORTION)]
    results: list[FileResult] = []
    for found in executor.map(_check_portion, [data] * len(portions), portions):
        for result in found:
            policy = policy_of(result.path)
            result.fail_on = policy.fail_on
            if not result.error:
                result.inactive = policy.selection.inactive(policy.providers)
            results.append(result)
    return results


def _check_portion(recipe: bytes, targets: list[Target]) -> list[FileResult]:
    if recipe not in _made:
        _made[recipe] = pickle.loads(recipe)()  # noqa: S301 - it comes from the process that began this one
    return list(_checked(targets, _made[recipe]))


def _checked(targets: list[Target], policy_of: PolicyOf) -> Iterator[FileResult]:
    for target in targets:
        result = check_target(target, policy_of)
        result.inactive = ()  # rules stay where they are
        yield result


def _begin() -> None:
    """What a worker does first: an interrupt is for the process that began it, which stops the workers."""
    import gc
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.set_threshold(100_000)
