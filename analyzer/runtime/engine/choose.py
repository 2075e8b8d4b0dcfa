"""Which way an image is built."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.runtime.engine.buildkit import BuildKit
from analyzer.runtime.engine.buildx import Buildx
from analyzer.runtime.engine.classic import Classic
from analyzer.runtime.failure import refused

if TYPE_CHECKING:
    from analyzer.runtime.engine.connection import Engine
    from analyzer.runtime.engine.driver import Driver
    from analyzer.runtime.engine.wanted import Wanted

IN_ORDER: tuple[Driver, ...] = (Buildx(), BuildKit(), Classic())


def choose(engine: Engine, wanted: Wanted) -> Driver:
    """The driver asked for, or the first that can do all that is wanted. Raises RefusedError with the reasons."""
    asked = wanted.request.driver
    reasons = []
    for driver in IN_ORDER:
        if asked not in ("auto", driver.name):
            continue
        objections = driver.objections(engine, wanted)
        if not objections:
            return driver
        reasons += [f"{driver.name}: {reason}" for reason in objections]
    remedies = ["install docker's buildx plugin, which can do most"] if engine.kind == "docker" else []
    if asked != "auto":
        remedies.append("leave the choice to --driver auto")
    raise refused("this cannot be built here: " + "; ".join(reasons), *remedies, code="driver-cannot", stage="build")
