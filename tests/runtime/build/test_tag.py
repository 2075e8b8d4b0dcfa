"""Names for images, on a real engine."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from analyzer.runtime.build import build
from analyzer.runtime.engine.connection import Engine, connect
from analyzer.runtime.requests import BuildRequest, Judging, TagRequest
from analyzer.runtime.tag import tag

pytestmark = pytest.mark.engine


@pytest.fixture
def engine(engine_host: str) -> Iterator[Engine]:
    with connect() as engine:
        yield engine


@pytest.fixture
def other(engine: Engine, tmp_path: Path) -> str:
    """The name of an image that is not the base."""
    name = f"buildsecbot-test/other:{uuid.uuid4().hex}"
    (tmp_path / "Dockerfile").write_text("FROM base:bb\nLABEL a=b\n")
    judging = Judging(fail_on="never", isolated=True)
    assert build(BuildRequest(str(tmp_path), tags=(name,), judging=judging)).succeeded
    return name


def new() -> str:
    return f"buildsecbot-test/tag:{uuid.uuid4().hex}"


def image(engine: Engine, name: str) -> str:
    return str(engine.api.inspect_image(name)["Id"])


def test_an_image_gets_another_name(engine: Engine) -> None:
    result = tag(TagRequest("base:bb", name := new()))
    assert result.succeeded
    assert [stage.status for stage in result.stages] == ["succeeded"] * 3
    assert result.image_id == image(engine, "base:bb") == image(engine, name)
    assert tag(TagRequest("base:bb", name)).succeeded  # once more, it is that already
    assert tag(TagRequest(str(result.image_id), new())).succeeded
    assert tag(TagRequest(str(result.image_id).removeprefix("sha256:")[:12], new())).succeeded


def test_a_name_of_another_image_is_left_to_it(engine: Engine, other: str) -> None:
    before = image(engine, other)
    refused = tag(TagRequest("base:bb", other))
    assert refused.status == "refused"
    assert refused.error is not None
    assert refused.error.code == "name-taken"
    assert image(engine, other) == before
    moved = tag(TagRequest("base:bb", other, force=True))
    assert moved.succeeded
    assert moved.overridden == ["name"]
    assert moved.details["previous"] == before
    assert image(engine, other) == image(engine, "base:bb")


def test_a_dry_run_gives_no_name(engine: Engine) -> None:
    result = tag(TagRequest("base:bb", name := new(), dry_run=True))
    assert result.succeeded
    assert result.dry_run
    assert name in result.plan[0]
    assert not engine.api.images(name)


@pytest.mark.parametrize(
    ("source", "target"), [("-x", "a"), ("a", "--b"), ("a", "B"), ("a", "b@sha256:" + "0" * 64), ("", "a")]
)
def test_what_is_no_name_is_refused(engine: Engine, source: str, target: str) -> None:
    assert tag(TagRequest(source, target)).status == "refused"


def test_an_image_that_is_not_there(engine: Engine) -> None:
    result = tag(TagRequest("buildsecbot-test/not:there", new()))
    assert result.error is not None
    assert result.error.code == "image-not-found"
