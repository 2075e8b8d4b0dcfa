"""Real pushes: a real engine, real registries, with and without TLS and a password."""

from __future__ import annotations

import hashlib
import http.client
import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from analyzer.providers.registry import Registries
from analyzer.runtime.engine.connection import connect
from analyzer.runtime.events import Event
from analyzer.runtime.failure import OperationError
from analyzer.runtime.operation import Operation
from analyzer.runtime.push import push, run_push
from analyzer.runtime.recovery.breaker import Breakers
from analyzer.runtime.requests import PushRequest
from tests.fixes.engine.engine import Engine
from tests.runtime.push.conftest import PASSWORD, believed, log_in
from tests.runtime.push.faults import FaultProxy
from tests.runtime.push.registries import USER, NoRegistryError, Registry, own_address

ImageAt = Callable[[str], str]
pytestmark = pytest.mark.engine


def manifest_digest(host: str, repository: str, tag: str) -> str:
    """What the registry says itself."""
    connection = http.client.HTTPConnection(host, timeout=10)
    try:
        kinds = "application/vnd.oci.image.manifest.v1+json, application/vnd.docker.distribution.manifest.v2+json"
        connection.request("GET", f"/v2/{repository}/manifests/{tag}", headers={"Accept": kinds})
        return "sha256:" + hashlib.sha256(connection.getresponse().read()).hexdigest()
    finally:
        connection.close()


def test_the_registry_confirms_the_digest_and_gives_the_image_by_it(
    plain: Registry, image_at: ImageAt, running_engine: Engine
) -> None:
    reference = image_at(plain.host)
    events: list[Event] = []
    result = push(PushRequest(reference), listen=events.append, breakers=Breakers())
    assert (result.status, result.error) == ("succeeded", None)
    repository = reference.partition("/")[2].removesuffix(":1")
    assert result.digest == manifest_digest(plain.host, repository, "1")
    assert [(stage.name, stage.status) for stage in result.stages] == [
        ("inspect", "succeeded"), ("push", "succeeded"), ("verify", "succeeded"),
    ]  # fmt: skip
    assert result.retries == 0
    done = [event.done for event in events]
    assert done == sorted(done)
    assert done[-1] == pytest.approx(1.0)
    pinned = result.details["push"]["pinned"]
    running_engine.run("pull", pinned)
    pulled = json.loads(running_engine.run("image", "inspect", pinned))[0]
    assert pulled["Id"] == result.image_id
    running_engine.run("rmi", pinned)


def test_with_tls_and_a_password_it_is_confirmed_and_nothing_shows_the_password(
    trusted: Registry, image_at: ImageAt, configuration: Path, running_engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    reference = image_at(trusted.host)
    log_in(configuration, trusted.host, USER, PASSWORD)
    events: list[Event] = []
    result = push(PushRequest(reference), listen=events.append, breakers=Breakers())
    assert (result.status, result.error) == ("succeeded", None)
    shown = json.dumps([result.as_dict(), *(event.as_dict() for event in events)])
    assert PASSWORD not in shown
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted.authority))
    asked = Registries()
    image = asked.look_up(reference)
    assert asked.problems == {}
    assert image is not None
    assert image.digest == result.digest
    environment = dict(running_engine.environment)
    running_engine.environment["DOCKER_CONFIG"] = str(configuration)
    try:
        running_engine.run("pull", result.details["push"]["pinned"])
        running_engine.run("rmi", result.details["push"]["pinned"])
    finally:
        running_engine.environment.update(environment)


@pytest.mark.parametrize("key", ["credsStore", "credHelpers"])
def test_credentials_come_from_a_helper(
    key: str, trusted: Registry, image_at: ImageAt, configuration: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    helper = tmp_path / "docker-credential-planted"
    answer = json.dumps({"ServerURL": trusted.host, "Username": USER, "Secret": PASSWORD})
    helper.write_text(f"#!/bin/sh\ncat >/dev/null\necho '{answer}'\n")
    helper.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    named = "planted" if key == "credsStore" else {trusted.host: "planted"}
    (configuration / "config.json").write_text(json.dumps({key: named}))
    result = push(PushRequest(image_at(trusted.host)), breakers=Breakers())
    assert (result.status, result.error) == ("succeeded", None)


def test_a_helper_that_is_not_there_fails_once(secure: Registry, image_at: ImageAt, configuration: Path) -> None:
    (configuration / "config.json").write_text(json.dumps({"credsStore": "missing"}))
    result = push(PushRequest(image_at(secure.host)), breakers=Breakers())
    assert result.error is not None
    assert (result.error.code, result.error.category) == ("cred-helper-missing", "credential_helper")
    assert (result.error.stage, result.error.attempts) == ("push", 1)


@pytest.mark.parametrize("password", ["", "wrong-p4ssword"])
def test_without_the_password_it_fails_once(password: str, trusted: Registry, image_at: ImageAt, configuration: Path) -> None:
    if password:
        log_in(configuration, trusted.host, USER, password)
    result = push(PushRequest(image_at(trusted.host)), breakers=Breakers())
    assert result.error is not None
    assert (result.error.category, result.error.attempts, result.retries) == ("registry_auth", 1, 0)
    assert "wrong-p4ssword" not in json.dumps(result.as_dict())


def test_a_certificate_nobody_trusts_is_told(secure: Registry, image_at: ImageAt, configuration: Path) -> None:
    log_in(configuration, secure.host, USER, PASSWORD)
    result = push(PushRequest(image_at(secure.host)), breakers=Breakers())
    assert result.error is not None
    assert (result.error.code, result.error.category, result.error.attempts) == ("tls-untrusted", "tls_trust", 1)


def test_plain_http_where_tls_is_due_is_told(plain: Registry, image_at: ImageAt) -> None:
    try:
        proxy = FaultProxy(plain.host, own_address())
    except NoRegistryError as error:
        pytest.skip(str(error))
    try:
        result = push(PushRequest(image_at(proxy.host)), breakers=Breakers())
        asked = proxy.count("PUT", "/manifests/")
    finally:
        proxy.close()
    assert result.error is not None
    assert (result.error.code, result.error.category, result.error.attempts) == ("tls-plain-http", "tls_plain_http", 1)
    assert asked == 0


def test_what_an_engine_takes_on_trust_is_not_confirmed(
    registry_program: str, image_at: ImageAt, configuration: Path, tmp_path: Path
) -> None:
    """An engine does not verify the certificate of a registry on the loopback interface; we do."""
    (tmp_path / "registry").mkdir()
    registry = Registry(registry_program, tmp_path / "registry", "127.0.0.1", PASSWORD)
    log_in(configuration, registry.host, USER, PASSWORD)
    try:
        reference = image_at(registry.host)
        result = push(PushRequest(reference), breakers=Breakers())
        with believed(registry):
            again = push(PushRequest(reference), breakers=Breakers())
    finally:
        registry.stop()
    assert result.error is not None
    assert (result.error.category, result.error.stage, result.digest) == ("tls_trust", "verify", None)
    assert (again.status, again.error) == ("succeeded", None)


def test_an_image_the_engine_does_not_have(engine_host: str, configuration: Path, plain: Registry) -> None:
    result = push(PushRequest(f"{plain.host}/team/nothing:1"), breakers=Breakers())
    assert result.error is not None
    assert (result.error.code, result.error.stage) == ("image-not-found", "inspect")


def test_an_image_that_is_not_the_one_meant_is_not_pushed(plain: Registry, image_at: ImageAt) -> None:
    reference = image_at(plain.host)
    operation = Operation("push")
    with connect() as engine, operation.stage("push"), pytest.raises(OperationError) as raised:
        run_push(engine, reference, operation, image_id="sha256:" + "0" * 64, breakers=Breakers())
    assert (raised.value.failure.code, raised.value.failure.category) == ("image-moved", "integrity")


def test_a_dry_run_asks_nobody(plain: Registry, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCKER_HOST", "unix:///nowhere/docker.sock")
    result = push(PushRequest(f"{plain.host}/team/app", dry_run=True))
    assert result.succeeded
    assert {stage.status for stage in result.stages} == {"pending"}
    assert result.plan[1] == f"push it to {plain.host}, repository team/app, tag latest"
