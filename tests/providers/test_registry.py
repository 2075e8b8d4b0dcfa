"""Registries that answer as they should, and others."""

from __future__ import annotations

import base64
import json
import socket
import threading
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs

import pytest

from analyzer.providers.registry import Registries
from analyzer.providers.registry_error import RegistryError
from analyzer.providers.registry_http import is_loopback, is_safe, send

OCI_INDEX = "application/vnd.oci.image.index.v1+json"
SECRET = "s3cret-word"
AUTH = base64.b64encode(f"me:{SECRET}".encode()).decode()


def index(*platforms: dict[str, str]) -> dict[str, Any]:
    return {"mediaType": OCI_INDEX, "manifests": [{"platform": platform} for platform in platforms]}


def test_an_index_tells_its_platforms(fake: Any) -> None:
    arm, amd = {"os": "linux", "architecture": "arm64", "variant": "v8"}, {"os": "linux", "architecture": "amd64"}
    digest = fake.manifest("team/app", "1", index(arm, amd, amd, {"os": "unknown", "architecture": "unknown"}), OCI_INDEX)
    registries = Registries()
    found = registries.look_up(f"{fake.host}/team/app:1")
    assert found is not None
    assert (found.digest, found.platforms) == (digest, ["linux/arm64/v8", "linux/amd64"])
    assert registries.problems == {}


def test_an_image_of_one_platform_tells_it_in_its_configuration(fake: Any) -> None:
    digest = fake.image("app", "latest", "s390x")
    found = Registries().look_up(f"{fake.host}/app")
    assert found is not None
    assert (found.digest, found.platforms) == (digest, ["linux/s390x"])
    by_digest = Registries().look_up(f"{fake.host}/app:whatever@{digest}")
    assert by_digest is not None
    assert by_digest.digest == digest


def test_a_reference_is_looked_up_once(fake: Any) -> None:
    fake.manifest("app", "1", index(), OCI_INDEX)
    registries = Registries()
    for reference in (f"{fake.host}/app:1", f"{fake.host}/app:1", f"{fake.host}/app:2", f"{fake.host}/app:2"):
        registries.look_up(reference)
    assert [path for _, path, _ in fake.asked] == ["/v2/", "/v2/app/manifests/1", "/v2/app/manifests/2"]


def test_tags_are_read_to_the_last_page(fake: Any) -> None:
    def pages(request: Any) -> tuple[int, dict[str, str], bytes]:
        last = "last=2" in request.path
        link = {} if last else {"Link": '</v2/app/tags/list?n=2&last=2>; rel="next"'}
        return 200, link, json.dumps({"tags": ["3"] if last else ["1", "2"]}).encode()

    fake.answers["/v2/app/tags/list"] = pages
    assert Registries().tags(f"{fake.host}/app:1") == ["1", "2", "3"]


# --- credentials


def guarded(fake: Any, scheme: str = "Bearer") -> Callable[[str], None]:
    """Lets the fake registry ask for a header before it gives anything; the function sets which."""
    wanted: list[str] = []
    realm = f"http://{fake.host}/token"
    challenge = f'{scheme} realm="{realm}",service="registry \\"x\\"",scope="repository:app:pull"'

    def guard(answer: Any) -> Callable[[Any], Any]:
        def check(request: Any) -> Any:
            if wanted and request.headers.get("Authorization") == wanted[0]:
                return answer
            return 401, {"WWW-Authenticate": challenge}, b""

        return check

    fake.answers = {path: guard(answer) if path != "/v2/" else answer for path, answer in fake.answers.items()}
    return wanted.append


@pytest.mark.parametrize("field", ["token", "access_token"])
def test_a_token_is_fetched_without_credentials(fake: Any, field: str) -> None:
    digest = fake.image("app", "1")
    guarded(fake)("Bearer abc")
    fake.answers["/token"] = (200, {}, json.dumps({field: "abc"}).encode())
    found = Registries().look_up(f"{fake.host}/app:1")
    assert found is not None
    assert found.digest == digest
    assert [(path.partition("?")[0], header) for _, path, header in fake.asked] == [
        ("/v2/", None),
        ("/v2/app/manifests/1", None),
        ("/token", None),
        ("/v2/app/manifests/1", "Bearer abc"),
        (fake.asked[-1][1], "Bearer abc"),
    ]
    assert "scope=repository%3Aapp%3Apull" in fake.asked[2][1]


def test_a_token_is_fetched_with_name_and_password(fake: Any, log_in: Callable[[dict[str, str]], None]) -> None:
    fake.image("app", "1")
    guarded(fake)("Bearer abc")
    log_in({"auth": AUTH})
    fake.answers["/token"] = lambda request: (
        (200, {}, b'{"token": "abc"}') if request.headers.get("Authorization") == f"Basic {AUTH}" else (401, {}, b"")
    )
    assert Registries().look_up(f"{fake.host}/app:1") is not None


def test_an_identity_token_is_exchanged(fake: Any, log_in: Callable[[dict[str, str]], None]) -> None:
    fake.image("app", "1")
    guarded(fake)("Bearer abc")
    log_in({"identitytoken": SECRET})

    def token(request: Any) -> tuple[int, dict[str, str], bytes]:
        form = parse_qs(request.given.decode())
        right = form["refresh_token"] == [SECRET] and form["grant_type"] == ["refresh_token"]
        return 200 if right else 401, {}, b'{"access_token": "abc"}'

    fake.answers["/token"] = token
    assert Registries().look_up(f"{fake.host}/app:1") is not None
    assert not any(SECRET in path for _, path, _ in fake.asked)


def test_a_registry_may_want_name_and_password_itself(fake: Any, log_in: Callable[[dict[str, str]], None]) -> None:
    fake.image("app", "1")
    guarded(fake, "Basic")(f"Basic {AUTH}")
    log_in({"auth": AUTH})
    assert Registries().look_up(f"{fake.host}/app:1") is not None


def test_credentials_do_not_follow_a_redirect(fake: Any, log_in: Callable[[dict[str, str]], None]) -> None:
    fake.image("app", "1")
    blob = next(path for path in fake.answers if "blobs" in path)
    fake.answers["/elsewhere"] = fake.answers[blob]
    guarded(fake, "Basic")(f"Basic {AUTH}")
    log_in({"auth": AUTH})
    fake.answers[blob] = (307, {"Location": f"http://{fake.host}/elsewhere"}, b"")
    guarded_elsewhere, fake.answers["/elsewhere"] = fake.answers["/elsewhere"], (200, {}, b'{"os": "linux"}')
    assert guarded_elsewhere is not None
    assert Registries().look_up(f"{fake.host}/app:1") is not None
    assert fake.asked[-1] == ("GET", "/elsewhere", None)


# --- what goes wrong


def broken_digest(request: Any) -> tuple[int, dict[str, str], bytes]:
    return 200, {"Content-Type": OCI_INDEX, "Docker-Content-Digest": "sha256:" + "0" * 64}, b"{}"


def dripping(request: Any) -> tuple[int, dict[str, str], bytes]:
    try:
        for _ in range(100):
            request.wfile.write(b"x")
            request.wfile.flush()
            time.sleep(0.05)
    except OSError:
        pass
    return 0, {}, b""


FAULTS = [
    ((401, {}, b""), "a kind of credentials that is not known"),
    ((401, {"WWW-Authenticate": "Negotiate abc"}, b""), "a kind of credentials that is not known"),
    ((401, {"WWW-Authenticate": 'Basic realm="x"'}, b""), "does not allow this; log in with: docker login"),
    ((401, {"WWW-Authenticate": 'Bearer realm="http://example.org/token"'}, b""), "to where no request may go"),
    ((401, {"WWW-Authenticate": 'Bearer realm="file:///etc/passwd"'}, b""), "to where no request may go"),
    ((401, {"WWW-Authenticate": "Bearer"}, b""), "to where no request may go"),
    ((403, {}, b""), "does not allow this"),
    ((404, {}, b""), "knows no such image"),
    ((429, {"Retry-After": "60"}, b""), "asked too often; try later"),
    ((500, {}, b""), "answers with the status 500"),
    ((503, {}, b"<html>"), "answers with the status 503"),
    ((307, {"Location": "file:///etc/passwd"}, b""), "answers with the status 307"),
    ((307, {"Location": "http://example.org/"}, b""), "redirects to where no request may go"),
    ((200, {"Content-Type": OCI_INDEX}, b"no json"), "no JSON object"),
    ((200, {"Content-Type": OCI_INDEX}, b"[" * 100_000), "no JSON object"),
    ((200, {"Content-Type": OCI_INDEX}, b"[]"), "no JSON object"),
    ((200, {"Content-Type": OCI_INDEX}, b"{}"), "cannot be used"),
    ((200, {"Content-Type": OCI_INDEX}, b'{"manifests": 3}'), "cannot be used"),
    ((200, {"Content-Type": "text/html"}, b"{}"), "a format that is not known"),
    ((200, {"Content-Type": "application/vnd.docker.distribution.manifest.v1+prettyjws"}, b"{}"), "a format that is not known"),
    ((200, {}, b'{"mediaType": "application/vnd.oci.image.manifest.v1+json"}'), "cannot be used"),
    ((200, {"Content-Length": "1000"}, b"{}"), "no HTTP, or is cut short"),
    ((200, {}, b"x" * ((4 << 20) + 1)), "too long"),
    ((0, {}, b"\x00garbage"), "no HTTP, or is cut short"),
    (broken_digest, "does not fit the digest"),
    (dripping, "there is no answer within 1 s"),
]


@pytest.mark.parametrize(("answer", "problem"), FAULTS, ids=[problem for _, problem in FAULTS])
def test_a_fault_is_told_and_leaves_the_image_unknown(fake: Any, log_in: Any, answer: Any, problem: str) -> None:
    if problem != "does not allow this; log in with: docker login":
        log_in({"auth": AUTH})
    fake.answers["/v2/app/manifests/1"] = answer
    registries = Registries(patience=5, deadline=1 if answer is dripping else 10)
    reference = f"{fake.host}/app:1"
    assert registries.look_up(reference) is None
    assert problem in registries.problems[reference]
    assert SECRET not in registries.problems[reference]
    assert AUTH not in registries.problems[reference]


@pytest.mark.parametrize("body", [b"", b"no json", b"{}", b'{"token": 3}', b'{"token": "a\\nb"}', b"[]"])
def test_a_token_service_may_fail_too(fake: Any, body: bytes) -> None:
    fake.image("app", "1")
    guarded(fake)("Bearer abc")
    fake.answers["/token"] = (200, {}, body)
    registries = Registries()
    assert registries.look_up(f"{fake.host}/app:1") is None
    assert "gives no token" in registries.problems[f"{fake.host}/app:1"]


@pytest.mark.parametrize(
    "reference",
    ["", "app:", "App", "ghcr.io/", "ghcr.io/App", "a b", "a\nb", "me:pass@example.org/app", "app@sha256:ab", "app:-x", "-x",
     "exa mple.org/app", "a/../b", "http://example.org/app"],
)  # fmt: skip
def test_what_is_no_reference_is_never_asked_for(reference: str) -> None:
    registries = Registries()
    assert registries.look_up(reference) is None
    assert registries.problems == {reference: "it is no valid reference"}


def test_a_server_that_stays_silent_is_given_up() -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        reference = f"127.0.0.1:{listener.getsockname()[1]}/app"
        registries = Registries(patience=0.2, deadline=10)
        assert registries.look_up(reference) is None
        assert registries.problems[reference] == "it does not answer in time"


def test_nobody_may_be_there() -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        reference = f"127.0.0.1:{listener.getsockname()[1]}/app"
    registries = Registries()
    assert registries.look_up(reference) is None
    assert registries.problems[reference] == "it refuses the connection"


def test_a_registry_elsewhere_is_spoken_to_over_tls_only() -> None:
    with pytest.raises(RegistryError, match="only https is spoken"):
        send("http://example.org/v2/", {}, "", 1)


def test_the_name_of_a_proxy_is_not_used_on_this_machine(fake: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    fake.image("app", "1")
    assert Registries().look_up(f"{fake.host}/app:1") is not None


def test_look_ups_leave_no_thread_behind(fake: Any) -> None:
    fake.image("app", "1")
    before = threading.active_count()
    Registries().look_up(f"{fake.host}/app:1")
    assert threading.active_count() <= before + 1  # the server's own thread may still be ending


@pytest.mark.parametrize(
    ("host", "expected"),
    [("localhost", True), ("localhost:5000", True), ("127.0.0.1", True), ("127.8.9.1:80", True), ("[::1]:5000", True),
     ("example.org", False), ("127.example.org", False), ("127.0.0.1.example.org", False), ("128.0.0.1", False),
     ("[::2]:5000", False), ("localhost.example.org", False), ("127.0.0.1:80@example.org", False)],
)  # fmt: skip
def test_this_machine_is_told_from_others(host: str, expected: bool) -> None:
    assert is_loopback(host) is expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [("https://example.org/", True), ("http://localhost:1/", True), ("http://example.org/", False), ("ftp://localhost/", False),
     ("https://me:pass@example.org/", False), ("http://localhost@example.org/", False), ("https:///x", False), ("", False),
     ("http://[::1/", False)],
)  # fmt: skip
def test_where_requests_may_go(url: str, expected: bool) -> None:
    assert is_safe(url) is expected
