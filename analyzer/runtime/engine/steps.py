"""The steps of a build as BuildKit reports them: which there are, which came from the cache, what they printed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from analyzer.runtime.engine.plain import Lines, Log
from analyzer.runtime.result import CacheUse
from analyzer.source.patterns import Lazy

if TYPE_CHECKING:
    from collections.abc import Hashable

    from analyzer.runtime.operation import Operation

# "[2/5] RUN make", "[build 2/5] RUN make", "[linux/arm64 build 2/5] RUN make"; "[internal] ..." and exports are no steps.
_STEP = Lazy(r"\[(?:[^\]]* )?\d+/\d+\] (?!FROM\b)")


@dataclass(frozen=True, slots=True)
class Vertex:
    """A piece of BuildKit's work, as an event reports it."""

    digest: str
    name: str
    started: bool = False
    completed: bool = False
    cached: bool = False
    error: str = ""


@dataclass(frozen=True, slots=True)
class Printed:
    """What a vertex printed; `stream` is 1 or 2."""

    vertex: str
    stream: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Update:
    """One event of a build (moby.buildkit.v1.StatusResponse)."""

    vertices: tuple[Vertex, ...] = ()
    printed: tuple[Printed, ...] = ()
    warnings: tuple[str, ...] = ()


class Steps:
    """Follows a build. Lines go to the operation and the log, progress to the operation."""

    def __init__(self, operation: Operation) -> None:
        self.log = Log()
        self._operation = operation
        self._lines = Lines(self._printed)
        self._names: dict[str, str] = {}
        self._numbers: dict[str, int] = {}
        self._completed: set[str] = set()
        self._cached: set[str] = set()
        self._announced: set[str] = set()

    def take(self, update: Update) -> None:
        """An event."""
        for vertex in update.vertices:
            self._vertex(vertex)
        for printed in update.printed:
            self._lines.add(printed.data.decode("utf-8", "replace"), (printed.vertex, printed.stream))
        for warning in update.warnings:
            self.say(f"WARNING: {warning}")

    def say(self, line: str, vertex: str = "") -> None:
        """A line of output. In the log, that of a vertex has its number, as buildx prints it."""
        number = self._numbers.setdefault(vertex, len(self._numbers) + 1) if vertex else 0
        self.log.add(f"#{number} {line}" if number else line)
        self._operation.output(line)

    def end(self) -> None:
        """There are no more events."""
        self._lines.end_all()

    @property
    def cache(self) -> CacheUse:
        """How much came from the cache, of the steps that were come to the end of."""
        steps = {digest for digest in self._completed if _STEP.match(self._names[digest])}
        return CacheUse(len(steps), len(steps & self._cached))

    def _vertex(self, vertex: Vertex) -> None:
        name = self._names[vertex.digest] = vertex.name or self._names.get(vertex.digest, "")
        if vertex.started and vertex.digest not in self._announced:
            self._announced.add(vertex.digest)
            self.say(name, vertex.digest)
        if vertex.cached and vertex.digest not in self._cached:
            self._cached.add(vertex.digest)
            self.say("CACHED", vertex.digest)
        if vertex.error:
            self._finish(vertex.digest)
            self.say(f"ERROR: {vertex.error}", vertex.digest)
        elif vertex.completed:
            self._finish(vertex.digest)
            if vertex.digest not in self._completed:
                self._completed.add(vertex.digest)
                self._operation.progress(self._done(), name)

    def _printed(self, line: str, source: Hashable) -> None:
        self.say(line, source[0] if isinstance(source, tuple) else "")

    def _finish(self, digest: str) -> None:
        for stream in (1, 2):
            self._lines.end((digest, stream))

    def _done(self) -> float:
        """The part of the work that is done, as far as it is known; the last of it is the image itself."""
        steps = [digest for digest, name in self._names.items() if _STEP.match(name)]
        return 0.95 * len(self._completed & set(steps)) / len(steps) if steps else 0.0
