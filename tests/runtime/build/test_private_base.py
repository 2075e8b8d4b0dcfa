"""Base images that a registry gives to those who have a password."""

from __future__ import annotations

import base64
import json
import os
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from analyzer.runtime.build import build
from analyzer.runtime.engine.connection import connect
from analyzer.runtime.events import Event
from analyzer.runtime.requests import BuildRequest, Judging
from tests.runtime.push.registries import USER, NoRegistryError, Registry, program

pytestmark = pytest.mark.engine
PASSWORD = "pass-word-of-private-registry"


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Registry]:
    """A registry on the loopback interface, for which engines verify no certificate, with a password."""
    try:
        made = Registry(program(tmp_path_factory.mktemp("program")), tmp_path_factory.mktemp("private"), password=PASSWORD)
    except NoRegistryError as error:
        pytest.skip(str(error))
    yield made
    made.stop()


@pytest.fixture
def private(registry: Registry, engine_host: str) -> str:
    """The name of an image that only the registry has."""
    name = f"{registry.host}/team/private"
    with connect() as engine:
        engine.api.tag("base:bb", name, tag := uuid.uuid4().hex)
        said = engine.api.push(name, tag, auth_config={"username": USER, "password": PASSWORD})
        assert "error" not in said, said
        engine.api.remove_image(f"{name}:{tag}")
    return f"{name}:{tag}"


@pytest.mark.parametrize(
    ("driver", "knows", "succeeds"),
    [
        ("buildx", True, True),
        ("classic", True, True),
        ("buildx", False, False),
        ("classic", False, False),
        ("buildkit", True, False),
    ],
)
def test_credentials_reach_the_registry_and_nobody_else(
    private: str, registry: Registry, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, driver: str, knows: bool, succeeds: bool
) -> None:
    config = tmp_path / "config"
    config.mkdir()
    (config / "cli-plugins").symlink_to(Path(os.environ["DOCKER_CONFIG"]) / "cli-plugins")
    packed = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
    (config / "config.json").write_text(json.dumps({"auths": {registry.host: {"auth": packed}} if knows else {}}))
    monkeypatch.setenv("DOCKER_CONFIG", str(config))
    (tmp_path / "context").mkdir()
    (tmp_path / "context/Dockerfile").write_text(f"FROM {private}\nRUN echo built\n")
    events: list[Event] = []
    judging = Judging(fail_on="never", isolated=True)
    request = BuildRequest(str(tmp_path / "context"), network="none", driver=driver, judging=judging)
    result = build(request, listen=events.append)
    assert result.succeeded == succeeds, result.error
    if result.error is not None:
        category = "builder_session" if driver == "buildkit" else "registry_auth"  # there are no credentials over the API
        assert (result.error.category, result.error.attempts) == (category, 1)
    everything = json.dumps([result.as_dict(), [event.as_dict() for event in events]])
    assert PASSWORD not in everything
    assert packed not in everything
