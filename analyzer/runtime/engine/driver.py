"""What all ways to build have in common. A driver tells first what it cannot do, so that nothing asked for is passed over."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from analyzer.runtime.context import Context
    from analyzer.runtime.engine.connection import Engine
    from analyzer.runtime.engine.wanted import Wanted
    from analyzer.runtime.operation import Operation
    from analyzer.runtime.result import CacheUse


@dataclass(frozen=True, slots=True)
class Outcome:
    """A build that the engine says has succeeded. `ids` are the ids it gives for the image; the engine knows one of them."""

    ids: tuple[str, ...]
    cache: CacheUse
    log: str


class EngineSaysNoError(Exception):
    """The engine says that a build failed. `log` are the plain lines of the build, what failed among the last of them."""

    def __init__(self, log: str) -> None:
        super().__init__("the build failed")
        self.log = log


class Driver(Protocol):
    """A way to build an image."""

    name: str
    for_classic: bool
    """The context is for the classic builder."""
    hides: bool
    """It can keep a Dockerfile from COPY that is no part of the context."""

    def objections(self, engine: Engine, wanted: Wanted) -> list[str]:
        """Why it cannot build what is wanted, each as a sentence's end: "it cannot ..."."""

    def build(self, engine: Engine, wanted: Wanted, context: Context, tag: str, operation: Operation) -> Outcome:
        """Builds under a tag, or without one where it is empty. Raises EngineSaysNoError, StoppedError, OperationError."""


@dataclass(slots=True)
class Objections:
    """Collects them."""

    found: list[str] = field(default_factory=list)

    def add(self, applies: object, reason: str) -> None:
        """One, where it applies."""
        if applies:
            self.found.append(reason)
