"""The engine that the tests marked ``engine`` are given."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fixes.engine.engine import Daemon, Engine, NoEngineError, install


@pytest.fixture(scope="session")
def engine() -> Iterator[Engine]:
    """The engine of DOCKER_HOST, or one of our own. Without one the tests are skipped, or fail with ENGINE=required."""
    daemon = None
    try:
        if host := os.environ.get("DOCKER_HOST", ""):
            engine = Engine(host)
            engine.must_know_heredocs()
            yield engine
            return
        install()
        daemon = Daemon(Path(tempfile.mkdtemp(prefix="engine-")))
        yield daemon.engine()
    except NoEngineError as error:
        if os.environ.get("ENGINE") == "required":
            pytest.fail(str(error), pytrace=False)
        pytest.skip(str(error))
    finally:
        if daemon is not None:
            daemon.stop()
