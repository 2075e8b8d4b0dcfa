"""What is undone when the user interrupts a run: files in the making, programs that were started.

An exception is no safe way to end a run: raised while Python clears something away, or within a lock, it is lost or everything
waits for ever. So the process ends where it is, after what stands in `UNDO` was called.
"""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

UNDO: list[Callable[[], None]] = []
"""What is called at an interrupt, the last first; whoever adds to it takes it out again."""


def end_at_interrupt(code: int) -> None:
    """From now on an interrupt ends this process with an exit code. What it forks ends without undoing anything."""
    # `signal` itself imports enum, which takes as long as parsing a file.
    from _signal import SIG_IGN, SIGINT, signal  # type: ignore[import-not-found, unused-ignore]

    owner = os.getpid()

    def end(_number: int, _frame: object) -> None:
        signal(SIGINT, SIG_IGN)
        if os.getpid() == owner:
            for undo in reversed(UNDO):
                try:
                    undo()
                except Exception:  # noqa: BLE001, S112 - the rest is undone all the same
                    continue
        os._exit(code)

    signal(SIGINT, end)
