"""What runs in containers, told by the command lines of the machine's processes."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from threading import Timer

from analyzer.runtime.events import Event


def running(marker: str) -> list[int]:
    """The processes with a word in their command lines, of any container."""
    found = []
    for place in Path("/proc").iterdir():
        if place.name.isdigit():
            try:
                words = (place / "cmdline").read_bytes().split(b"\0")
            except OSError:
                continue
            if words[:1] == [b"sleep"] and marker.encode() in words:
                found.append(int(place.name))
    return found


def ends(marker: str) -> bool:
    """No such process is left, after some time at the most."""
    for _ in range(200):
        if not running(marker):
            return True
        time.sleep(0.1)
    return False


class Watch:
    """Does something as soon as a RUN has begun to sleep."""

    def __init__(self, marker: str, then: Callable[[], object]) -> None:
        self.marker = marker
        self.then = then
        self.seen = False

    def __call__(self, event: Event) -> None:
        if event.kind == "output" and event.message == f"asleep-{self.marker}" and not self.seen:
            self.seen = True
            Timer(0.0, self._act).start()

    def _act(self) -> None:
        for _ in range(100):
            if running(self.marker):
                break
            time.sleep(0.05)
        self.then()
