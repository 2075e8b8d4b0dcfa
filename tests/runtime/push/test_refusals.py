"""What engines and registries say, and what it is taken for. The texts are those of Docker 20.10 to 28 and Podman 4."""

from __future__ import annotations

import pytest

from analyzer.providers.registry_error import RegistryError
from analyzer.runtime.recovery.table import builtin_table
from analyzer.runtime.redaction import Redaction
from analyzer.runtime.registry import refusals
from analyzer.runtime.registry.refusals import Cause, failure, of_error, of_status, of_text

PAGE = "invalid character '<' looking for beginning of value: \"<html><head><title>x</title></head></html>\""
TEXTS = {
    "unauthorized: authentication required": "registry_auth",
    "no basic auth credentials": "registry_auth",
    "denied: requested access to the resource is denied": "registry_auth",
    f"error parsing HTTP 403 response body: {PAGE}": "registry_auth",
    "unexpected status from POST request to https://r.example:443/v2/a/blobs/uploads/: 401 Unauthorized": "registry_auth",
    "trying to reuse blob sha256:ab at destination: pinging container registry r.example: StatusCode: 403, no": "registry_auth",
    "push access denied, repository does not exist or may require authorization: server message: x": "registry_auth",
    f"error parsing HTTP 404 response body: {PAGE}": "image_not_found",
    "name unknown: repository name not known to registry": "image_not_found",
    "An image does not exist locally with the tag: r.example/app": "image_not_found",
    f"error parsing HTTP 413 response body: {PAGE}": "registry_limits",
    "unknown: <html>413 Request Entity Too Large</html>": "registry_limits",
    "toomanyrequests: slow down": "rate_limit",
    f"error parsing HTTP 429 response body: {PAGE}": "rate_limit",
    "uploading manifest 1 to r.example/app: too many requests to registry (HTTP 429)": "rate_limit",
    "received unexpected HTTP status: 500 Internal Server Error": "registry_server",
    "received unexpected HTTP status: 507 Insufficient Storage": "registry_server",
    "unexpected status from PUT request to http://127.0.0.1:443/v2/a/manifests/1: 503 Service Unavailable": "registry_server",
    "writing blob: initiating layer upload in r.example: received unexpected HTTP status: 502 Bad Gateway": "registry_server",
    'Put "http://r.example/v2/a/manifests/1": read tcp 127.0.0.1:1->127.0.0.1:2: read: connection reset by peer': "network",
    'Get "http://127.0.0.1:9/v2/": dial tcp 127.0.0.1:9: connect: connection refused': "network",
    'Put "http://r.example/v2/a/manifests/1": EOF': "network",
    "failed to do request: Put: context deadline exceeded": "network",
    'Get "https://r.invalid/v2/": dial tcp: lookup r.invalid on 192.0.2.1:53: no such host': "network_dns",
    'Get "https://192.0.2.2:5446/v2/": x509: certificate signed by unknown authority': "tls_trust",
    'Get "https://192.0.2.2/v2/": tls: failed to verify certificate: x509: cannot validate certificate for it': "tls_trust",
    'Get "https://192.0.2.2:5447/v2/": tls: first record does not look like a TLS handshake': "tls_plain_http",
    "pinging container registry r.example: http: server gave HTTP response to HTTPS client": "tls_plain_http",
    "tag invalid: The image tag v1 already exists in the repository and cannot be overwritten": "tag_immutable",
    "unknown: configured as immutable": "tag_immutable",
    "manifest invalid: manifest invalid": "registry_rejects",
    "unsupported: The operation is unsupported.": "registry_rejects",
    "writing manifest: uploading manifest 1 to r.example/app: unsupported: no": "registry_rejects",
    "invalid checksum digest format": "registry_rejects",
    "received unexpected HTTP status: 200 OK": "registry_rejects",
    "something nobody has said before": "unknown",
}
CAUSES = [cause for cause in vars(refusals).values() if isinstance(cause, Cause)]


@pytest.mark.parametrize("text", TEXTS)
def test_what_an_engine_says(text: str) -> None:
    assert of_text(text).category == TEXTS[text]


@pytest.mark.parametrize("cause", CAUSES, ids=lambda cause: str(cause.code))
def test_causes_are_those_of_the_recovery_table_where_it_has_them(cause: Cause) -> None:
    entries = {entry.id: entry for entry in builtin_table().entries}
    entry = entries.get(cause.code)
    if entry is None:
        assert cause.code in {"registry-rejects", "image-not-found", "digest-mismatch", "push-failed"}
    else:
        retryable = cause.retryable if cause.category != "daemon_unavailable" else entry.retryable  # a push is not begun anew
        assert (cause.category, retryable) == (entry.category, entry.retryable)


def test_only_what_may_pass_is_tried_again() -> None:
    passing = {cause.category for cause in CAUSES if cause.retryable}
    assert passing == {"network", "network_dns", "registry_server", "rate_limit"}


@pytest.mark.parametrize(
    ("status", "category"),
    [(401, "registry_auth"), (403, "registry_auth"), (404, "image_not_found"), (413, "registry_limits"),
     (429, "rate_limit"), (500, "registry_server"), (503, "registry_server"), (599, "registry_server"),
     (400, "registry_rejects"), (302, "registry_rejects")],
)  # fmt: skip
def test_what_a_registry_answers(status: int, category: str) -> None:
    assert of_status(status).category == category
    assert of_error(RegistryError("no", "status", status)).category == category


@pytest.mark.parametrize(
    ("kind", "category"),
    [("silence", "network"), ("refused", "network"), ("cut", "network"), ("connection", "network"),
     ("dns", "network_dns"),
     ("trust", "tls_trust"), ("tls", "tls_plain_http"), ("digest", "integrity"), ("manifest", "integrity"),
     ("", "registry_rejects")],
)  # fmt: skip
def test_what_keeps_us_from_asking(kind: str, category: str) -> None:
    assert of_error(RegistryError("no", kind)).category == category


def test_a_failure_shows_what_was_said_but_no_secret_and_nothing_that_steers_a_terminal() -> None:
    secrets = Redaction()
    secrets.add(["p4ssword"])
    said = "you sent p4ssword and Bearer abcdef012345 and Basic dXNlcjpzZWNyZXQ= \x1b]52;c;AAAA\x07" + "x" * 5000
    found = failure(refusals.DENIED, "r.example:5000", "push", said, secrets)
    shown = repr(found)
    for secret in ("p4ssword", "abcdef012345", "dXNlcjpzZWNyZXQ=", "\x1b", "\x07"):
        assert secret not in shown
    assert len(found.evidence[0]) < 3000
    assert found.message == "r.example:5000 does not allow this"
    assert found.remedies[0] == "docker login r.example:5000"
    assert failure(refusals.DENIED, "r", "push", " \n", secrets).evidence == ()


def test_the_registry_of_docker_is_called_as_people_call_it() -> None:
    found = failure(refusals.UNTRUSTED, "registry-1.docker.io", "push", "", Redaction())
    assert found.message == "the certificate of docker.io is not trusted"
    assert "/etc/docker/certs.d/docker.io/ca.crt" in found.remedies[0]
