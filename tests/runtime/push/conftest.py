"""Registries, a proxy that goes wrong, and images to push."""

from __future__ import annotations

import base64
import itertools
import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from tests.fixes.engine.engine import Engine
from tests.runtime.conftest import BASE
from tests.runtime.push.faults import FaultProxy
from tests.runtime.push.registries import NoRegistryError, Registry, own_address, program

PASSWORD = "pl4nted-registry-p4ssword"
NUMBERS = itertools.count(1)


@pytest.fixture(scope="session")
def registry_program(tmp_path_factory: pytest.TempPathFactory) -> str:
    try:
        return program(tmp_path_factory.mktemp("registry-program"))
    except NoRegistryError as error:
        pytest.skip(str(error))


@pytest.fixture(scope="session")
def plain(registry_program: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Registry]:
    """A registry on the loopback interface that speaks plain HTTP and lets everybody in."""
    registry = Registry(registry_program, tmp_path_factory.mktemp("plain"))
    yield registry
    registry.stop()


@pytest.fixture(scope="session")
def secure(registry_program: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Registry]:
    """A registry with TLS and a password, on an address of this machine for which engines verify its certificate."""
    try:
        registry = Registry(registry_program, tmp_path_factory.mktemp("secure"), own_address(), PASSWORD)
    except NoRegistryError as error:
        pytest.skip(str(error))
    yield registry
    registry.stop()


@contextmanager
def believed(registry: Registry) -> Iterator[None]:
    """Puts the certificate of a registry where engines, and we, look for it."""
    folder = Path("/etc/docker/certs.d") / registry.host
    if os.geteuid() != 0:
        pytest.skip(f"needs root to put a certificate into {folder}")
    made = [path for path in (folder, *folder.parents) if not path.exists()]
    folder.mkdir(parents=True)
    shutil.copy(registry.authority, folder / "ca.crt")
    try:
        yield
    finally:
        (folder / "ca.crt").unlink()
        with suppress(OSError):  # somebody else may have put something there
            for path in made:
                path.rmdir()


@pytest.fixture
def trusted(secure: Registry) -> Iterator[Registry]:
    """The registry with TLS, believed."""
    with believed(secure):
        yield secure


@pytest.fixture
def proxy(plain: Registry) -> Iterator[FaultProxy]:
    """A proxy in front of the plain registry."""
    found = FaultProxy(plain.host)
    yield found
    found.close()


@pytest.fixture
def configuration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder with Docker's configuration."""
    folder = tmp_path / "docker-configuration"
    folder.mkdir()
    monkeypatch.setenv("DOCKER_CONFIG", str(folder))
    return folder


def log_in(folder: Path, host: str, user: str, password: str) -> None:
    """As `docker login` without a helper does it."""
    packed = base64.b64encode(f"{user}:{password}".encode()).decode()
    (folder / "config.json").write_text(json.dumps({"auths": {host: {"auth": packed}}}))


@pytest.fixture
def image_at(engine_host: str, configuration: Path, running_engine: Engine) -> Iterator[Callable[[str], str]]:
    """Makes a name in a repository nobody has used before, at a registry, for the base image."""
    made: list[str] = []

    def make(host: str) -> str:
        reference = f"{host}/team/app{next(NUMBERS)}:1"
        running_engine.run("tag", BASE, reference)
        made.append(reference)
        return reference

    yield make
    for reference in made:
        with suppress(Exception):
            running_engine.run("rmi", reference)
