"""Builds that are stopped, or whose engine is: the engine's work ends, and nothing is left of it."""

from __future__ import annotations

import os
import random
import tempfile
from collections.abc import Iterator
from pathlib import Path
from threading import Event as Flag

import pytest

from analyzer.runtime.build import STAGING, build
from analyzer.runtime.engine.connection import connect
from analyzer.runtime.requests import BuildRequest, Judging
from tests.fixes.engine.engine import Engine
from tests.runtime.build.processes import Watch, ends, running
from tests.runtime.build.small import Small

pytestmark = pytest.mark.engine
DRIVERS = ("buildx", "buildkit", "classic")


def request(folder: Path, dockerfile: str, **given: object) -> BuildRequest:
    (folder / "Dockerfile").write_text(dockerfile)
    judging = Judging(fail_on="never", isolated=True)
    return BuildRequest(str(folder), tags=("buildsecbot-test/stopped:x",), network="none", judging=judging, **given)  # type: ignore[arg-type]


@pytest.mark.parametrize("driver", DRIVERS)
def test_cancelling_ends_what_runs(engine_host: str, tmp_path: Path, driver: str) -> None:
    marker = str(random.randrange(10**8, 10**9))
    cancel = Flag()
    watch = Watch(marker, cancel.set)
    result = build(
        request(tmp_path, f"FROM base:bb\nRUN echo asleep-{marker}; sleep {marker}; sleep {marker}\n", driver=driver),
        listen=watch,
        cancel=cancel,
    )
    assert watch.seen, result
    assert result.status == "cancelled"
    assert result.error is not None
    assert result.error.code == "cancelled"
    assert ends(marker)
    with connect() as engine:
        assert not [tag for image in engine.api.images() for tag in image["RepoTags"] or [] if tag.startswith(STAGING)]


@pytest.mark.parametrize("driver", DRIVERS)
def test_a_time_out_ends_what_runs(engine_host: str, tmp_path: Path, driver: str) -> None:
    marker = str(random.randrange(10**8, 10**9))
    result = build(request(tmp_path, f"FROM base:bb\nRUN sleep {marker}\n", driver=driver, timeout=4.0))
    assert result.status == "failed"
    assert result.error is not None
    assert (result.error.code, result.error.stage) == ("timed-out", "build")
    assert ends(marker)


@pytest.fixture
def small_engine(running_engine: Engine, engine_host: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Small]:
    """A second engine of the same programs, with 60 MB of room, that a test may kill."""
    if running_engine.scratch is None:
        pytest.skip("the engine of DOCKER_HOST is somebody's; it is not killed")
    small = Small(running_engine, Path(tempfile.mkdtemp(prefix="small-")))  # sockets take short paths
    try:
        small.start()
        monkeypatch.setenv("DOCKER_HOST", small.host)
        yield small
    finally:
        small.stop()


@pytest.mark.parametrize("driver", DRIVERS)
def test_an_engine_that_dies_is_told(small_engine: Small, tmp_path: Path, driver: str) -> None:
    marker = str(random.randrange(10**8, 10**9))
    (tmp_path / "context").mkdir()
    watch = Watch(marker, small_engine.kill)
    try:
        result = build(
            request(tmp_path / "context", f"FROM base:bb\nRUN echo asleep-{marker}; sleep {marker}; true\n", driver=driver),
            listen=watch,
        )
    finally:
        for process in running(marker):  # an engine that is killed leaves its containers behind
            os.kill(process, 9)
    assert watch.seen, result
    assert result.status == "failed"
    assert result.error is not None
    assert (result.error.code, result.error.category, result.error.retryable) == ("engine-lost", "daemon_unavailable", True)
    assert result.image_id is None


@pytest.mark.parametrize("driver", DRIVERS)
def test_a_full_disk_is_told(small_engine: Small, tmp_path: Path, driver: str) -> None:
    (tmp_path / "context").mkdir()
    result = build(request(tmp_path / "context", "FROM base:bb\nRUN dd if=/dev/zero of=/big bs=1M count=200\n", driver=driver))
    assert result.status == "failed"
    assert result.error is not None
    assert (result.error.code, result.error.category) == ("no-space", "disk_full")


@pytest.mark.parametrize("driver", DRIVERS)
def test_no_room_for_the_context_is_told(small_engine: Small, tmp_path: Path, driver: str) -> None:
    (tmp_path / "context").mkdir()
    with (tmp_path / "context/big").open("wb") as file:
        file.truncate(200 << 20)
    result = build(request(tmp_path / "context", "FROM base:bb\nCOPY big /big\n", driver=driver))
    assert result.status == "failed"
    assert result.error is not None
    assert (result.error.code, result.error.category) == ("no-space", "disk_full")
