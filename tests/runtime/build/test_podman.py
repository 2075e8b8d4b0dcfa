"""Builds by Podman's service, which speaks Docker's API."""

from __future__ import annotations

import json
import os
import random
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from threading import Event as Flag
from typing import Any

import pytest

from analyzer.runtime.build import STAGING, build
from analyzer.runtime.engine.connection import connect
from analyzer.runtime.events import Event
from analyzer.runtime.requests import BuildRequest, Judging, TagRequest
from analyzer.runtime.result import Result
from analyzer.runtime.tag import tag
from tests.fixes.engine.engine import Engine
from tests.runtime.build.processes import Watch, running
from tests.runtime.push.podman import NoPodmanError, Podman

pytestmark = pytest.mark.engine


@pytest.fixture(scope="module")
def service(running_engine: Engine) -> Iterator[Podman]:
    """The service, with the base image of the other engine."""
    with pytest.MonkeyPatch.context() as patch:
        if running_engine.scratch is not None:  # where runc is
            patch.setenv("PATH", f"{running_engine.scratch}/root/usr/sbin{os.pathsep}{os.environ['PATH']}")
        folder = Path(tempfile.mkdtemp(prefix="podman-"))  # sockets take short paths
        try:
            podman = Podman(folder, ())
        except NoPodmanError as error:
            shutil.rmtree(folder, ignore_errors=True)
            pytest.skip(str(error))
        patch.setenv("DOCKER_HOST", podman.host)
        with connect() as engine:
            engine.api.load_image(running_engine.run("save", "base:bb"))
    yield podman
    podman.stop()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def folder(service: Podman, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DOCKER_HOST", service.host)
    monkeypatch.setenv("DOCKER_CONFIG", str(tmp_path / "none"))
    made = tmp_path / "context"
    made.mkdir()
    return made


def request(folder: Path, dockerfile: str, **given: Any) -> BuildRequest:
    (folder / "Dockerfile").write_text(dockerfile)
    judging = Judging(fail_on="never", isolated=True)
    return replace(BuildRequest(str(folder), network="none", tags=(new(),), judging=judging), **given)


def new() -> str:
    return f"localhost/buildsecbot-test:{uuid.uuid4().hex}"


def no_staging() -> bool:
    with connect() as engine:
        return not [name for image in engine.api.images() for name in image["RepoTags"] or [] if STAGING in name]


def test_a_build_and_the_same_once_more(folder: Path) -> None:
    (folder / "a").write_text(uuid.uuid4().hex)
    (folder / ".dockerignore").write_text("Dockerfile\n")
    asked = request(folder, "FROM base:bb\nCOPY . /c\nRUN test ! -e /c/Dockerfile && cat /c/a\n")
    cold = build(asked)
    assert (cold.status, cold.error) == ("succeeded", None)
    assert cold.driver == "classic"
    assert cold.details["engine"]["kind"] == "podman"
    assert cold.cache is not None
    assert (cold.cache.steps, cold.cache.ratio) == (2, 0.0)
    warm = build(asked)
    assert warm.cache is not None
    assert (warm.cache.ratio, warm.image_id) == (1.0, cold.image_id)
    named = tag(TagRequest(asked.tags[0], new()))
    assert named.image_id == cold.image_id
    assert no_staging()


def test_a_build_that_fails(folder: Path) -> None:
    events: list[Event] = []
    secret = "hunter2-of-podman"
    asked = request(folder, 'FROM base:bb\nARG TOKEN\nRUN echo "it is $TOKEN"; exit 3\n', build_args=(("TOKEN", secret),))
    result = build(asked, listen=events.append)
    assert result.status == "failed"
    assert result.error is not None
    assert (result.error.category, result.error.line) == ("command_failed", 3)
    everything = json.dumps([result.as_dict(), [event.as_dict() for event in events]])
    assert "it is ****" in everything
    assert secret not in everything
    assert no_staging()


def test_cancelling_ends_the_build_but_not_the_step_that_runs(folder: Path) -> None:
    marker = str(random.randrange(10**8, 10**9))
    cancel = Flag()
    watch = Watch(marker, cancel.set)
    asked = request(folder, f"FROM base:bb\nRUN echo asleep-{marker}; sleep {marker}\n")
    try:
        result: Result = build(asked, listen=watch, cancel=cancel)
        assert watch.seen, result
        assert result.status == "cancelled"
        assert result.error is not None
        assert "goes on" in result.error.evidence[0] or not running(marker)  # newer ones may end it
    finally:
        for process in running(marker):
            os.kill(process, 9)


@pytest.mark.parametrize("driver", ["buildx", "buildkit"])
def test_what_it_has_not_is_refused(folder: Path, driver: str) -> None:
    result = build(request(folder, "FROM base:bb\n", driver=driver))
    assert result.status == "refused"
    assert result.error is not None
    assert "podman" in result.error.message
