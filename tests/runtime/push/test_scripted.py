"""Pushes through an engine, and to a registry, that are both made up: what no engine at hand says or does."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from analyzer.runtime.events import Event
from analyzer.runtime.push import push
from analyzer.runtime.recovery.breaker import Breakers
from analyzer.runtime.recovery.retry import Policy
from analyzer.runtime.requests import PushRequest
from analyzer.runtime.result import Result
from tests.runtime.push.conftest import PASSWORD
from tests.runtime.push.fake_engine import FakeEngine
from tests.runtime.push.faults import Fault, FaultProxy

pytest.importorskip("docker")
pytest.importorskip("tenacity")

CONFIG = "sha256:" + "c0" * 32
OTHER = "sha256:" + "0f" * 32
MEDIA = "application/vnd.oci.image.manifest.v1+json"
MANIFEST = json.dumps({"schemaVersion": 2, "mediaType": MEDIA, "config": {"digest": CONFIG}, "layers": []}).encode()
DIGEST = "sha256:" + hashlib.sha256(MANIFEST).hexdigest()
QUICK = Policy(attempts=3, base=0.01)
BEGIN = {"status": "The push refers to repository [x/app]"}
AUX = {"progressDetail": {}, "aux": {"Tag": "1", "Digest": DIGEST, "Size": 500}}
STATUS = {"status": f"1: digest: {DIGEST} size: 500"}
PODMAN = {"status": f"1: digest: {DIGEST} size: null"}


class Scene:
    """An engine and a registry."""

    def __init__(self) -> None:
        self.engine = FakeEngine({"Id": CONFIG})
        self.registry = FaultProxy("")
        self.registry.faults = [
            Fault("/v2/$", status=200),
            Fault("/manifests/1$", "GET", 200, MANIFEST, {"Content-Type": MEDIA}),
        ]
        self.events: list[Event] = []

    def push(self, timeout: float | None = None, cancel: threading.Event | None = None) -> Result:
        request = PushRequest(f"{self.registry.host}/app:1", timeout=timeout)
        return push(request, listen=self.events.append, cancel=cancel, policy=QUICK, breakers=Breakers())


@pytest.fixture
def scene(configuration: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    made = Scene()
    monkeypatch.setenv("DOCKER_HOST", made.engine.address)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    for name in ("DOCKER_CONTEXT", "DOCKER_TLS", "DOCKER_TLS_VERIFY", "DOCKER_CERT_PATH"):
        monkeypatch.delenv(name, raising=False)
    yield made
    made.engine.close()
    made.registry.close()


@pytest.mark.parametrize(
    ("events", "image"),
    [
        ([BEGIN, AUX], {"Id": CONFIG}),
        ([BEGIN, STATUS], {"Id": CONFIG}),  # other stores
        ([BEGIN, STATUS], {"Id": DIGEST, "Descriptor": {"digest": DIGEST}}),  # containerd's store
        ([BEGIN, STATUS], {"Id": OTHER, "Descriptor": {"digest": OTHER}}),  # the same, one platform of an index
        ([BEGIN, PODMAN], {"Id": CONFIG.removeprefix("sha256:")}),
        ([BEGIN], {"Id": CONFIG}),  # nothing is told, and the registry has this image all the same
    ],
)
def test_digests_are_told_in_many_ways(events: list[dict[str, Any]], image: dict[str, Any], scene: Scene) -> None:
    scene.engine.image = image
    scene.engine.pushes = [(events, "end")]
    result = scene.push()
    assert (result.status, result.error, result.digest) == ("succeeded", None, DIGEST)
    assert scene.engine.asked[0].endswith("/push?tag=1")


@pytest.mark.parametrize(
    ("events", "image"),
    [
        ([{"aux": {"Digest": OTHER}}], {"Id": CONFIG}),
        ([BEGIN, AUX], {"Id": OTHER}),  # the tag was moved while it was pushed
        ([BEGIN], {"Id": OTHER, "Descriptor": {"digest": OTHER}}),
        ([{"aux": {"Digest": "sha256:short"}}, {"status": "digest: sha256:short"}], {"Id": OTHER}),
    ],
)
def test_another_image_at_the_registry_is_no_success(events: list[dict[str, Any]], image: dict[str, Any], scene: Scene) -> None:
    scene.engine.image = image
    scene.engine.pushes = [(events, "end")]
    result = scene.push()
    assert (result.status, result.digest) == ("failed", None)
    assert result.error is not None
    assert (result.error.code, result.error.category, result.error.stage) == ("digest-mismatch", "integrity", "verify")


@pytest.mark.parametrize(
    ("push", "category", "attempts"),
    [
        (([BEGIN, {"error": "denied: no", "errorDetail": {"message": "denied: no"}}], "end"), "registry_auth", 1),
        (([BEGIN, {"errorDetail": {"message": "received unexpected HTTP status: 503 x"}}], "end"), "registry_server", 3),
        (([BEGIN, {"error": "", "errorDetail": {}}, AUX], "end"), "unknown", 1),
        (([BEGIN, {"error": {"not": "a text"}}], "end"), "unknown", 1),
        (([BEGIN, {"error": "EOF"}, AUX], "end"), "network", 3),
        (([BEGIN], "cut"), "daemon_unavailable", 1),
        (([], "cut"), "daemon_unavailable", 1),
        (500, "unknown", 1),
        (404, "unknown", 1),
    ],
)
def test_what_an_engine_says_goes_wrong(push: Any, category: str, attempts: int, scene: Scene) -> None:
    scene.engine.pushes = [push]
    result = scene.push()
    assert (result.status, result.digest) == ("failed", None)
    assert result.error is not None
    assert (result.error.category, result.error.stage, result.error.attempts) == (category, "push", attempts)
    assert len(scene.engine.asked) == attempts
    assert scene.registry.count("GET", "/manifests/") == 0


def test_events_of_any_form_do_no_harm(scene: Scene) -> None:
    odd: list[dict[str, Any]] = [
        {}, {"id": 3}, {"id": "a", "progressDetail": None}, {"id": "a", "progressDetail": {"current": "x", "total": -1}},
        {"id": "b", "progressDetail": {"current": 10**30, "total": 1}}, {"status": None}, {"status": ["x"]}, {"aux": []},
        {"aux": {"Digest": 3}}, {"status": "\x1b[31mred\x1b]8;;http://x\x07 \u202e"},
    ]  # fmt: skip
    scene.engine.pushes = [([BEGIN, *odd, AUX], "end")]
    result = scene.push()
    assert (result.status, result.error) == ("succeeded", None)
    assert not any(character in event.message for event in scene.events for character in "\x1b\x07\u202e")


def test_progress_is_told_by_the_bytes_of_the_layers(scene: Scene) -> None:
    def at(layer: str, current: int, total: int) -> dict[str, Any]:
        return {"status": "Pushing", "id": layer, "progressDetail": {"current": current, "total": total}}

    known = [{"status": "Preparing", "id": layer, "progressDetail": {}} for layer in "ab"]
    steps = [*known, at("a", 0, 100), at("b", 0, 300), at("b", 150, 300), {"status": "Pushed", "id": "b"}, at("b", 0, 300)]
    scene.engine.pushes = [([BEGIN, *steps, {"status": "Layer already exists", "id": "a"}, AUX], "end")]
    assert scene.push().succeeded
    done = [
        round((event.done - 0.05) / 0.85, 2) for event in scene.events if event.stage == "push" and event.kind == "progress"
    ]
    assert done == [0.0, 0.38, 0.75, 1.0]


@pytest.mark.parametrize("end", ["silence", "late"])
@pytest.mark.parametrize("how", ["timeout", "cancelled"])
def test_an_engine_that_falls_silent_is_left_in_time(end: str, how: str, scene: Scene) -> None:
    scene.engine.pushes = [([BEGIN], end)]
    cancel = threading.Event()
    if how == "cancelled":
        threading.Timer(0.3, cancel.set).start()
    result = scene.push(0.5 if how == "timeout" else None, cancel)
    assert result.error is not None
    assert (result.error.category, result.error.stage) == (how, "push")
    if end == "silence":
        assert scene.engine.left.wait(10)


@pytest.mark.parametrize(
    ("entry", "given"),
    [
        ({"auth": base64.b64encode(f"me:{PASSWORD}".encode()).decode()}, {"username": "me", "password": PASSWORD}),
        ({"identitytoken": PASSWORD}, {"identitytoken": PASSWORD}),
        ({}, {}),
    ],
)
def test_the_engine_is_given_the_credentials_of_that_registry(
    entry: dict[str, str], given: dict[str, str], scene: Scene, configuration: Path
) -> None:
    auths = {scene.registry.host: entry, "other.example": {"auth": "b3RoZXI6b3RoZXI="}}
    (configuration / "config.json").write_text(json.dumps({"auths": auths}))
    scene.engine.pushes = [
        ([BEGIN, {"error": f"denied: {PASSWORD} {base64.b64encode(f'me:{PASSWORD}'.encode()).decode()}"}], "end")
    ]
    result = scene.push()
    assert scene.engine.shown == [{**given, "serveraddress": scene.registry.host} if given else {}]
    shown = repr(result) + repr(scene.events) + json.dumps(result.as_dict())
    if given:
        assert PASSWORD not in shown
    if "username" in given:
        assert base64.b64encode(f"me:{PASSWORD}".encode()).decode() not in shown


def test_an_engine_that_is_not_there(configuration: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCKER_HOST", "tcp://127.0.0.1:9")
    result = push(PushRequest("127.0.0.1:9/app"), policy=QUICK, breakers=Breakers())
    assert result.error is not None
    assert (result.error.category, result.error.stage) == ("daemon_unavailable", "inspect")


@pytest.mark.parametrize(
    ("reference", "registry", "repository", "tag"),
    [
        ("app", "docker.io", "library/app", "latest"),
        ("index.docker.io/me/app:2", "docker.io", "me/app", "2"),
        ("[::1]:5000/a", "[::1]:5000", "a", "latest"),
        ("localhost/a/b:c", "localhost", "a/b", "c"),
    ],
)
def test_the_name_tells_where_it_goes(reference: str, registry: str, repository: str, tag: str, scene: Scene) -> None:
    result = push(PushRequest(reference, dry_run=True))
    assert result.plan[1] == f"push it to {registry}, repository {repository}, tag {tag}"
    assert (scene.engine.asked, scene.registry.asked) == ([], [])


@pytest.mark.parametrize(
    "reference", ["", "-t", "--help", "r.example/app@sha256:" + "a" * 64, "r.example/App", "r.example/a:b:c", "a b"]
)
def test_what_is_no_name_is_refused_before_anything_is_done(reference: str, scene: Scene) -> None:
    result = push(PushRequest(reference), policy=QUICK, breakers=Breakers())
    assert (result.status, result.error.category if result.error else "") == ("refused", "usage")
    assert scene.engine.asked == []
