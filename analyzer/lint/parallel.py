"""A run spread over processes. The work goes through an `Executor`, so that any other one can take its place.

What goes to a worker is data: the files of a portion, and a recipe from which it makes the policies for itself, once.
"""

from __future__ import annotations

import os
import pickle
from collections import deque
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import active_children, get_all_start_methods, get_context, parent_process

from analyzer.lint.run import FileResult, check_target

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from concurrent.futures import Executor, Future

    from analyzer.lint.discovery import Target
    from analyzer.lint.run import Policy

    PolicyOf = Callable[[str], Policy]
    Recipe = Callable[[], PolicyOf]

LARGEST, SMALLEST = 16, 2  # files of a portion: the last ones are small, so that the workers end at the same time
AHEAD = 4  # portions a worker: enough that it has work while a slow one is waited for
WORTH_IT = 48  # files: fewer are done before a second process has started
_made: dict[bytes, PolicyOf] = {}


def processors() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def check_in_parallel(
    targets: list[Target], policy_of: PolicyOf, recipe: Recipe, jobs: int, *, shows: bool = False
) -> Iterator[FileResult]:
    """The results of the files, in their order, from as many processes as `jobs` says. None outlives the last result.

    `shows` tells that reports show the text of files, which the workers prepare.
    """
    method = "fork" if "fork" in get_all_start_methods() and os.name == "posix" else "spawn"
    others = active_children()
    executor = ProcessPoolExecutor(jobs, get_context(method), _begin)
    try:
        _start(executor)
        yield from check_with(executor, targets, policy_of, recipe, jobs, shows=shows)
    except BaseException:
        for worker in active_children():
            if worker not in others:
                worker.terminate()  # what it is at is not wanted any more
        raise
    finally:
        executor.shutdown(wait=True, cancel_futures=True)


def _start(executor: Executor) -> None:
    """Starts the workers; an interrupt waits until they know that it is not for them."""
    import signal

    if not hasattr(signal, "pthread_sigmask"):
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        executor.submit(os.getpid)
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def check_with(
    executor: Executor, targets: list[Target], policy_of: PolicyOf, recipe: Recipe, jobs: int = 2, *, shows: bool = False
) -> Iterator[FileResult]:
    """The results of the files, in their order, from the `jobs` workers of an executor.

    No more than some portions are with the workers, or wait for what stands before them.
    """
    data = pickle.dumps(recipe)
    begun: deque[Future[list[FileResult]]] = deque()
    at = 0
    while at < len(targets):
        size = max(SMALLEST, min(LARGEST, (len(targets) - at) // (4 * jobs)))
        begun.append(executor.submit(_check_portion, data, targets[at : at + size], shows))
        at += size
        if len(begun) >= jobs * AHEAD:
            yield from _completed(begun.popleft().result(), policy_of)
    while begun:
        yield from _completed(begun.popleft().result(), policy_of)


def _completed(results: list[FileResult], policy_of: PolicyOf) -> Iterator[FileResult]:
    """Results with what a worker leaves out."""
    for result in results:
        policy = policy_of(result.path)
        result.fail_on = policy.fail_on
        if not result.error:
            result.inactive = policy.selection.inactive(policy.providers)
        yield result


def _check_portion(recipe: bytes, targets: list[Target], shows: bool) -> list[FileResult]:
    if recipe not in _made:
        _made[recipe] = pickle.loads(recipe)()  # noqa: S301 - it comes from the process that began this one
    results = [check_target(target, _made[recipe]) for target in targets]
    for result in results:
        result.inactive = ()  # rules stay where they are
        if shows and result.findings:
            result.prepare()
    return results


def _begin() -> None:
    """What a worker does first: an interrupt is for the process that began it, which stops the workers."""
    import gc
    import signal
    from threading import Thread

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.set_threshold(100_000)
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """Ends this worker when the process that began it is gone, however that came about."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
