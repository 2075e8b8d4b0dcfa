"""Pushes through Podman's service, which speaks Docker's API."""

from __future__ import annotations

import io
import tarfile
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from analyzer.runtime.engine.connection import connect
from analyzer.runtime.push import push
from analyzer.runtime.recovery.breaker import Breakers
from analyzer.runtime.recovery.retry import Policy
from analyzer.runtime.requests import PushRequest
from tests.runtime.push.conftest import NUMBERS, PASSWORD, log_in
from tests.runtime.push.faults import Fault, FaultProxy
from tests.runtime.push.podman import NoPodmanError, Podman
from tests.runtime.push.registries import USER, Registry

pytestmark = pytest.mark.engine

QUICK = Policy(attempts=2, base=0.01)
IMAGE = "localhost/planted:latest"


@pytest.fixture(scope="module")
def gate(plain: Registry) -> Iterator[FaultProxy]:
    """A proxy in front of the plain registry, for all tests, since Podman is told once what is spoken to in the clear."""
    proxy = FaultProxy(plain.host)
    yield proxy
    proxy.close()


@pytest.fixture(scope="module")
def service(plain: Registry, gate: FaultProxy, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Podman]:
    try:
        podman = Podman(tmp_path_factory.mktemp("podman"), (plain.host, gate.host))
    except NoPodmanError as error:
        pytest.skip(str(error))
    yield podman
    podman.stop()


@pytest.fixture
def api(service: Podman, gate: FaultProxy, configuration: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """docker-py's client, with an image of one file; DOCKER_HOST is set."""
    monkeypatch.setenv("DOCKER_HOST", service.host)
    gate.faults, gate.asked = [], []
    gate.hanging.clear()
    gate.released.clear()
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode="w") as archive:
        entry = tarfile.TarInfo("hello")
        entry.size = 5
        archive.addfile(entry, io.BytesIO(b"hello"))
    with connect() as engine:
        assert engine.kind == "podman"
        engine.api.import_image_from_data(content.getvalue(), repository="localhost/planted")
        yield engine.api


def image_at(api: Any, host: str) -> str:
    name = f"{host}/team/pod{next(NUMBERS)}"
    api.tag(IMAGE, name, "1")
    return f"{name}:1"


def test_the_registry_confirms_the_digest_and_gives_the_image_by_it(api: Any, plain: Registry) -> None:
    result = push(PushRequest(image_at(api, plain.host)), breakers=Breakers())
    assert (result.status, result.error) == ("succeeded", None)
    name, _, digest = result.details["push"]["pinned"].partition("@")
    assert digest == result.digest
    api.pull(name, tag=digest)
    assert api.inspect_image(f"{name}@{digest}")["Id"].removeprefix("sha256:") == str(result.image_id).removeprefix("sha256:")


def test_with_tls_and_a_password(api: Any, trusted: Registry, configuration: Path) -> None:
    log_in(configuration, trusted.host, USER, PASSWORD)
    result = push(PushRequest(image_at(api, trusted.host)), breakers=Breakers())
    assert (result.status, result.error) == ("succeeded", None)
    log_in(configuration, trusted.host, USER, "wrong-p4ssword")
    result = push(PushRequest(image_at(api, trusted.host)), breakers=Breakers())
    assert result.error is not None
    assert (result.error.category, result.error.attempts) == ("registry_auth", 1)


JSON = {"Content-Type": "application/json"}
FAULTS = {
    "401": (Fault("/manifests/", "PUT", 401, b"{}", JSON), "registry_auth", 1),
    "403": (Fault("/manifests/", "PUT", 403, b'{"errors":[{"code":"DENIED","message":"no"}]}', JSON), "registry_auth", 1),
    "413": (Fault("/manifests/", "PUT", 413, b"<html>no</html>"), "registry_limits", 1),
    "500": (Fault("/manifests/", "PUT", 500, b"<html>no</html>"), "registry_server", 2),
    "503": (Fault("/manifests/", "PUT", 503, b"<html>no</html>"), "registry_server", 2),
    "not confirmed": (Fault("/manifests/1$", "GET", 404), "integrity", 1),
}


@pytest.mark.parametrize("name", FAULTS)
def test_faults(name: str, api: Any, gate: FaultProxy) -> None:
    fault, category, attempts = FAULTS[name]
    gate.faults = [fault]
    result = push(PushRequest(image_at(api, gate.host)), policy=QUICK, breakers=Breakers())
    assert (result.status, result.digest) == ("failed", None)
    assert result.error is not None
    assert (result.error.category, result.error.attempts) == (category, attempts)
    assert gate.count("PUT", "/manifests/") == attempts


def test_a_push_that_is_cancelled_is_stopped(api: Any, gate: FaultProxy) -> None:
    gate.faults = [Fault("/blobs/uploads/", "PATCH", act="hang")]
    cancel = threading.Event()

    def when_it_hangs() -> None:
        with suppress(Exception):
            gate.hanging.wait(30)
        cancel.set()

    threading.Thread(target=when_it_hangs, daemon=True).start()
    result = push(PushRequest(image_at(api, gate.host)), cancel=cancel, policy=QUICK, breakers=Breakers())
    assert result.status == "cancelled"
    gate.released.set()
    assert gate.count("PUT", "/manifests/") == 0
