"""What goes wrong between a real engine and a real registry ends in its class, after the right number of attempts."""

from __future__ import annotations

import hashlib
import http.client
import json
import re
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from analyzer.runtime.events import Event
from analyzer.runtime.push import push
from analyzer.runtime.recovery.breaker import Breakers
from analyzer.runtime.recovery.retry import Policy
from analyzer.runtime.requests import PushRequest
from analyzer.runtime.result import Result
from tests.runtime.push.conftest import PASSWORD, log_in
from tests.runtime.push.faults import Change, Fault, FaultProxy
from tests.runtime.push.registries import USER

ImageAt = Callable[[str], str]
pytestmark = pytest.mark.engine

QUICK = Policy(attempts=3, base=0.01)
ONCE = Policy(attempts=1)
PAGE = b"<html><head><title>oh</title></head><body>no</body></html>"
HTML = {"Content-Type": "text/html"}
JSON = {"Content-Type": "application/json"}
MANIFEST = "/manifests/"
UPLOADS = "/blobs/uploads/"
CONTENT = "/blobs/uploads/[^?]"  # where the bytes of a layer go
WRITE, READ = "PUT", "GET"


def errors(code: str, message: str = "as planned") -> bytes:
    return json.dumps({"errors": [{"code": code, "message": message}]}).encode()


def pushed(reference: str, policy: Policy = QUICK, timeout: float | None = None) -> tuple[Result, list[Event]]:
    events: list[Event] = []
    result = push(PushRequest(reference, timeout=timeout), listen=events.append, policy=policy, breakers=Breakers())
    return result, events


# Some engines do not pass on what the registry says beside the status.
IMMUTABLE = "tag_immutable or registry_rejects"

# What the engine is answered when it writes the manifest; but for 429 no engine tries that again.
REFUSED = {
    "401": (Fault(MANIFEST, WRITE, 401, PAGE, HTML), "registry_auth", 1),
    "401 as JSON": (Fault(MANIFEST, WRITE, 401, errors("UNAUTHORIZED"), JSON), "registry_auth", 1),
    "403 as JSON": (Fault(MANIFEST, WRITE, 403, errors("DENIED"), JSON), "registry_auth", 1),
    "404 as JSON": (Fault(MANIFEST, WRITE, 404, errors("NAME_UNKNOWN"), JSON), "image_not_found", 1),
    "405": (Fault(MANIFEST, WRITE, 405, errors("UNSUPPORTED"), JSON), "registry_rejects", 1),
    "413": (Fault(MANIFEST, WRITE, 413, b"<html>413 Request Entity Too Large</html>", HTML), "registry_limits", 1),
    "429": (Fault(MANIFEST, WRITE, 429, errors("TOOMANYREQUESTS"), {**JSON, "Retry-After": "1"}), "rate_limit", 3),
    "500": (Fault(MANIFEST, WRITE, 500, PAGE, HTML), "registry_server", 3),
    "502": (Fault(MANIFEST, WRITE, 502, PAGE, HTML), "registry_server", 3),
    "503": (Fault(MANIFEST, WRITE, 503, PAGE, HTML), "registry_server", 3),
    "reset": (Fault(MANIFEST, WRITE, act="reset"), "network", 3),
    "immutable tag": (Fault(MANIFEST, WRITE, 400, errors("TAG_INVALID", "tag 1 is immutable"), JSON), IMMUTABLE, 1),
    "manifest invalid": (Fault(MANIFEST, WRITE, 400, errors("MANIFEST_INVALID"), JSON), "registry_rejects", 1),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_refused_manifest(name: str, proxy: FaultProxy, image_at: ImageAt) -> None:
    fault, category, attempts = REFUSED[name]
    proxy.faults = [fault]
    result, events = pushed(image_at(proxy.host))
    assert (result.status, result.digest) == ("failed", None)
    assert result.error is not None
    assert (result.error.stage, result.error.attempts) == ("push", attempts)
    assert result.error.category in category.split(" or ")
    asked = proxy.count(WRITE, MANIFEST)
    assert asked == attempts or (asked % attempts == 0 and category == "rate_limit")  # that some try again by themselves
    assert result.retries == attempts - 1 == sum(event.kind == "retry" for event in events)
    assert result.error.evidence
    assert result.error.remedies


LAYERS = {
    "401": (Fault(UPLOADS, "POST", 401, PAGE, HTML), "registry_auth"),
    "403": (Fault(UPLOADS, "POST", 403, errors("DENIED"), JSON), "registry_auth"),
    "404": (Fault(UPLOADS, "POST", 404, errors("NAME_UNKNOWN"), JSON), "image_not_found"),
}


@pytest.mark.parametrize("name", LAYERS)
def test_a_refused_layer_fails_once(name: str, proxy: FaultProxy, image_at: ImageAt) -> None:
    fault, category = LAYERS[name]
    proxy.faults = [fault]
    result, _ = pushed(image_at(proxy.host))
    assert result.error is not None
    assert (result.error.category, result.error.attempts) == (category, 1)
    assert proxy.count(fault.method, UPLOADS) in {1, 2, 4}  # a layer and the configuration; some try both ways of login


@pytest.mark.parametrize(
    "fault", [Fault(MANIFEST, WRITE, 503, PAGE, HTML, times=2), Fault(MANIFEST, WRITE, act="reset", times=1)]
)
def test_what_passes_by_itself_is_outlived(fault: Fault, proxy: FaultProxy, image_at: ImageAt) -> None:
    proxy.faults = [fault]
    times = fault.times
    result, _ = pushed(image_at(proxy.host))
    assert (result.status, result.error, result.retries) == ("succeeded", None, times)
    assert result.details["push"]["attempts"] == times + 1 == proxy.count(WRITE, MANIFEST)


# Most engines try a layer five times, with pauses of 5, 10, 15 and 20 seconds, which nothing shortens; some do so for 413, too.
AGAIN = {
    "503": (Fault(UPLOADS, "POST", 503, PAGE, HTML), "registry_server"),
    "reset": (Fault(CONTENT, act="reset"), "network"),
    "413": (Fault(CONTENT, status=413, body=b"<html>413 Request Entity Too Large</html>", headers=HTML), "registry_limits"),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", AGAIN)
def test_what_the_engine_tries_again_by_itself_is_one_attempt(name: str, proxy: FaultProxy, image_at: ImageAt) -> None:
    fault, category = AGAIN[name]
    proxy.faults = [fault]
    result, _ = pushed(image_at(proxy.host), ONCE)
    assert result.error is not None
    assert (result.error.category, result.error.attempts, result.retries) == (category, 1, 0)
    assert proxy.count(WRITE, MANIFEST) == 0


def other_manifest(status: int, headers: dict[str, str], body: bytes) -> tuple[int, dict[str, str], bytes]:
    changed = body + b"\n"
    return (
        status,
        {**headers, "Docker-Content-Digest": "sha256:" + hashlib.sha256(changed).hexdigest()} | length(changed),
        changed,
    )


def length(body: bytes) -> dict[str, str]:
    return {"Content-Length": str(len(body))}


def wrong_header(status: int, headers: dict[str, str], body: bytes) -> tuple[int, dict[str, str], bytes]:
    return status, {**headers, "Docker-Content-Digest": "sha256:" + "0" * 64}, body


def changing(change: Change) -> Fault:
    return Fault(MANIFEST, READ, act="change", change=change)


# What we are answered when we ask for the manifest.
READING = {
    "401": (Fault(MANIFEST, READ, 401, PAGE, {**HTML, "WWW-Authenticate": 'Basic realm="x"'}), "registry_auth", 1, 2),
    "403": (Fault(MANIFEST, READ, 403, PAGE, HTML), "registry_auth", 1, 1),
    "404": (Fault(MANIFEST, READ, 404, PAGE, HTML), "integrity", 1, 1),
    "429": (Fault(MANIFEST, READ, 429, PAGE, {**HTML, "Retry-After": "0"}), "rate_limit", 3, 3),
    "500": (Fault(MANIFEST, READ, 500, PAGE, HTML), "registry_server", 3, 3),
    "reset": (Fault(MANIFEST, READ, act="reset"), "network", 3, 3),
    "truncated": (Fault(MANIFEST, READ, act="truncate"), "network", 3, 3),
    "wrong digest": (changing(wrong_header), "integrity", 1, 1),
    "another manifest": (changing(other_manifest), "integrity", 1, 1),
    "200 with an error": (Fault(MANIFEST, READ, 200, errors("DENIED"), JSON), "integrity", 1, 1),
    "200 with a page": (Fault(MANIFEST, READ, 200, PAGE, HTML), "integrity", 1, 1),
}


@pytest.mark.parametrize("name", READING)
def test_what_the_registry_does_not_confirm_has_not_succeeded(name: str, proxy: FaultProxy, image_at: ImageAt) -> None:
    fault, category, attempts, requests = READING[name]
    proxy.faults = [fault]
    result, _ = pushed(image_at(proxy.host))
    assert (result.status, result.digest) == ("failed", None)
    assert result.error is not None
    assert (result.error.category, result.error.stage, result.error.attempts) == (category, "verify", attempts)
    assert "sha256:" in " ".join(result.error.evidence)  # what the engine says
    assert proxy.count(READ, MANIFEST) == requests
    assert proxy.count(WRITE, MANIFEST) == 1


def test_a_retry_after_in_the_future_is_waited_for_and_one_too_far_away_is_not(proxy: FaultProxy, image_at: ImageAt) -> None:
    proxy.faults = [Fault(MANIFEST, READ, 429, PAGE, {**HTML, "Retry-After": "1"}, times=1)]
    result, events = pushed(image_at(proxy.host))
    assert (result.status, result.retries) == ("succeeded", 1)
    assert next(event.message for event in events if event.kind == "retry").endswith("attempt 2 of 3 in 1.0 s")
    proxy.faults = [Fault(MANIFEST, READ, 429, PAGE, {**HTML, "Retry-After": "Fri, 31 Dec 2100 23:59:59 GMT"})]
    result, _ = pushed(image_at(proxy.host))
    assert result.error is not None
    assert (result.error.category, result.error.attempts) == ("rate_limit", 1)
    assert any("not tried again" in said for said in result.error.evidence)


def test_a_write_answered_with_200_and_an_error_is_no_success(proxy: FaultProxy, image_at: ImageAt) -> None:
    proxy.faults = [Fault(MANIFEST, WRITE, 200, errors("DENIED"), JSON)]
    result, _ = pushed(image_at(proxy.host))
    assert (result.status, result.digest) == ("failed", None)
    assert result.error is not None
    assert result.error.category in {"registry_rejects", "registry_auth", "integrity"}


@pytest.mark.parametrize("fault", [Fault(CONTENT, act="hang"), Fault(MANIFEST, WRITE, act="hang")])
def test_a_push_that_takes_too_long_is_stopped_in_the_engine(fault: Fault, proxy: FaultProxy, image_at: ImageAt) -> None:
    proxy.faults = [fault]
    result, _ = pushed(image_at(proxy.host), timeout=1.5)
    assert result.error is not None
    assert (result.status, result.error.category, result.error.stage) == ("failed", "timeout", "push")
    left_by_the_engine(proxy)


def test_a_push_that_is_cancelled_is_stopped_in_the_engine(proxy: FaultProxy, image_at: ImageAt) -> None:
    proxy.faults = [Fault(CONTENT, act="hang")]
    cancel = threading.Event()

    def when_it_hangs() -> None:
        proxy.hanging.wait(30)
        cancel.set()

    threading.Thread(target=when_it_hangs, daemon=True).start()
    result = push(PushRequest(image_at(proxy.host)), cancel=cancel, policy=QUICK, breakers=Breakers())
    assert (result.status, result.error.category if result.error else "") == ("cancelled", "cancelled")
    assert [stage.status for stage in result.stages] == ["succeeded", "cancelled", "pending"]
    left_by_the_engine(proxy)


def left_by_the_engine(proxy: FaultProxy) -> None:
    """The request that hangs is the last one, also when it is answered at last: some engines do not break one off."""
    proxy.released.set()
    before = -1
    while before != len(proxy.asked):
        before = len(proxy.asked)
        time.sleep(1)
    last = max(index for index, asked in enumerate(proxy.asked) if asked.failed)
    assert [asked for asked in proxy.asked[last + 1 :] if re.search(MANIFEST, asked.path)] == []


def test_a_registry_that_answers_slowly_is_waited_for_no_longer_than_the_time_given(
    proxy: FaultProxy, image_at: ImageAt
) -> None:
    proxy.faults = [Fault(MANIFEST, READ, act="slow")]
    result, _ = pushed(image_at(proxy.host), timeout=3)
    assert result.error is not None
    assert (result.error.category, result.error.stage) == ("timeout", "verify")


def test_the_name_of_nobody(image_at: ImageAt) -> None:
    result, _ = pushed(image_at("registry.invalid:5000"))
    assert result.error is not None
    assert (result.error.category, result.error.attempts) in {("network_dns", 3), ("network", 3)}


def test_nobody_listens(image_at: ImageAt, plain: object) -> None:
    result, _ = pushed(image_at("127.0.0.1:9"))
    assert result.error is not None
    assert (result.error.category, result.error.attempts) == ("network", 3)


def test_a_registry_that_keeps_failing_is_left_alone(proxy: FaultProxy, image_at: ImageAt) -> None:
    breakers = Breakers(threshold=2)
    proxy.faults = [Fault(MANIFEST, WRITE, 503, PAGE, HTML)]
    reference = image_at(proxy.host)
    first = push(PushRequest(reference), policy=QUICK, breakers=breakers)
    second = push(PushRequest(reference), policy=QUICK, breakers=breakers)
    assert first.error is not None
    assert second.error is not None
    assert (first.error.code, first.error.attempts) == ("registry-5xx", 2)
    assert (second.error.code, second.error.category, second.error.attempts) == ("circuit-open", "registry_server", 0)
    assert proxy.count(WRITE, MANIFEST) == 2


def test_tokens_and_passwords_never_show(proxy: FaultProxy, image_at: ImageAt, configuration: Path) -> None:
    """A registry with tokens, which then sends back in an error what it was sent."""
    proxy.tokens = {USER: (PASSWORD, "pl4nted-t0ken-of-the-registry")}
    log_in(configuration, proxy.host, USER, PASSWORD)
    good, events = pushed(image_at(proxy.host))
    assert (good.status, good.error) == ("succeeded", None)
    assert any(asked.authorization.startswith("Bearer pl4nted") for asked in proxy.asked)
    results = [good]
    for method in (WRITE, READ):
        proxy.faults = [Fault(MANIFEST, method, act="echo")]
        bad, more = pushed(image_at(proxy.host))
        assert bad.status == "failed"
        results.append(bad)
        events += more
    shown = repr(results) + json.dumps([*(result.as_dict() for result in results), *(event.as_dict() for event in events)])
    packed = (configuration / "config.json").read_text().split('"auth": "')[1].partition('"')[0]
    for secret in (PASSWORD, "pl4nted-t0ken-of-the-registry", packed):
        assert secret not in shown


def test_a_push_that_changes_the_tag_of_another_is_seen(proxy: FaultProxy, image_at: ImageAt) -> None:
    """Somebody else pushes to the same tag between our push and our look at it."""
    reference = image_at(proxy.host)
    repository = reference.partition("/")[2].removesuffix(":1")

    def meanwhile(status: int, headers: dict[str, str], body: bytes) -> tuple[int, dict[str, str], bytes]:
        changed = body + b" "
        connection = http.client.HTTPConnection(proxy.upstream, timeout=10)
        connection.request("PUT", f"/v2/{repository}/manifests/1", changed, {"Content-Type": json.loads(body)["mediaType"]})
        answer = connection.getresponse()
        assert answer.status == 201, answer.read()
        told = {"Docker-Content-Digest": answer.headers["Docker-Content-Digest"]}
        connection.close()
        return status, {**headers, **told, **length(changed)}, changed

    proxy.faults = [changing(meanwhile)]
    result, _ = pushed(reference)
    assert result.error is not None
    assert (result.error.code, result.error.category) == ("digest-mismatch", "integrity")
