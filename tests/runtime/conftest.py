"""The engine that the runtime's tests are given: one for a session, started when the first test asks for it."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fixes.engine.bases import busybox
from tests.fixes.engine.engine import BuildError, Daemon, Engine, NoEngineError, install

BASE = "base:bb"
"""A local image FROM scratch with a static BusyBox."""


@pytest.fixture(scope="session")
def running_engine() -> Iterator[Engine]:
    """The engine of DOCKER_HOST, or one of our own, with BASE. Skips without one, or fails where ENGINE=required."""
    daemon = None
    try:
        if host := os.environ.get("DOCKER_HOST", ""):
            engine = Engine(host)
        else:
            install()
            daemon = Daemon(Path(tempfile.mkdtemp(prefix="runtime-engine-")))
            engine = daemon.engine()
        try:
            if not engine.has(BASE):
                busybox(engine, BASE)
        except (BuildError, OSError, subprocess.CalledProcessError) as error:
            raise NoEngineError(str(error)) from error
        yield engine
    except NoEngineError as error:
        if os.environ.get("ENGINE") == "required":
            pytest.fail(str(error), pytrace=False)
        pytest.skip(str(error))
    finally:
        if daemon is not None:
            daemon.stop()


@pytest.fixture
def engine_host(running_engine: Engine, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of the engine. DOCKER_HOST, DOCKER_CONFIG (with the buildx plugin) and PATH are set for the test."""
    monkeypatch.setenv("DOCKER_HOST", running_engine.host)
    for name in ("DOCKER_CONTEXT", "DOCKER_TLS", "DOCKER_TLS_VERIFY", "DOCKER_CERT_PATH", "BUILDX_BUILDER"):
        monkeypatch.delenv(name, raising=False)
    if running_engine.scratch is not None:
        monkeypatch.setenv("DOCKER_CONFIG", str(running_engine.scratch / "config"))
    program = shutil.which(running_engine.docker)
    if program:
        monkeypatch.setenv("PATH", os.path.dirname(program) + os.pathsep + os.environ["PATH"])
    return running_engine.host
