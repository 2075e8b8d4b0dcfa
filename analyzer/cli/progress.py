"""How far a run has come, on a terminal: shown when it takes longer than a second, and wiped off again."""

from __future__ import annotations

import os
import sys
from time import monotonic

from analyzer.cli import output

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import TypeVar

    T = TypeVar("T")

AFTER = 1.0  # seconds without a sign of life
EVERY = 0.1  # seconds from picture to picture
WIDTH = 24  # of the bar


def is_wanted() -> bool:
    """Somebody watches: standard error is a terminal that can go back in a line, and no log of a build."""
    stream = sys.stderr
    return bool(stream) and stream.isatty() and os.environ.get("TERM") != "dumb" and not os.environ.get("CI")


def shown(items: Iterable[T], total: int, now: Callable[[], float] = monotonic) -> Iterator[T]:
    """The items, with a bar on standard error that grows with them; `total` is how many there will be."""
    due = now() + AFTER
    output.CLEANERS.append(_wipe)
    try:
        for number, item in enumerate(items):
            yield item
            if now() >= due:
                _draw(number + 1, total)
                due = now() + EVERY
    finally:
        output.CLEANERS.remove(_wipe)
        _wipe()


_drawn = [0]  # columns of the bar that stands on the terminal


def _draw(done: int, total: int) -> None:
    full = WIDTH * done // max(total, 1)
    text = f"[{'#' * full}{'.' * (WIDTH - full)}] {done}/{total} files"
    _put(f"\r{text}{' ' * (_drawn[0] - len(text))}")
    _drawn[0] = len(text)


def _wipe() -> None:
    if _drawn[0]:
        _put(f"\r{' ' * _drawn[0]}\r")
        _drawn[0] = 0


def _put(text: str) -> None:
    try:
        sys.stderr.write(text)
        sys.stderr.flush()
    except OSError:
        return
