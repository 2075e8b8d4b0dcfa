"""What registries refuse, and what goes wrong on the way to them, as failures.

The codes and categories are those of the recovery table (``rules/recovery``) where it has them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from analyzer.runtime.failure import Failure

if TYPE_CHECKING:
    from analyzer.providers.registry_error import RegistryError
    from analyzer.runtime.redaction import Redaction

_SHOWN = re.compile(r"\b(bearer|basic)( +)(?=\S*[0-9=.])[A-Za-z0-9._~+/=-]{8,}", re.IGNORECASE)
_LONGEST = 2000  # characters of what others said that are shown


class Cause(NamedTuple):
    """Why something failed. `message` may name the {host}."""

    code: str
    category: str
    message: str
    remedies: tuple[str, ...]
    retryable: bool = False


DENIED = Cause(
    "pull-denied",
    "registry_auth",
    "{host} does not allow this",
    ("docker login {host}", "check the name of the repository, and that you may write to it"),
)
HELPER = Cause(
    "cred-helper-missing",
    "credential_helper",
    "the credentials for {host} cannot be had",
    ("install the credential helper, or take it out of Docker's configuration", "in CI set DOCKER_CONFIG to a clean folder"),
)
ABSENT = Cause(
    "manifest-unknown",
    "image_not_found",
    "{host} knows no such repository",
    ("create the repository first, if the registry does not do that by itself", "check the name"),
)
LIMITS = Cause(
    "registry-413",
    "registry_limits",
    "a layer is larger than {host} takes, or a proxy before it",
    ("raise the limit of the registry's proxy (client_max_body_size)", "make the layer smaller"),
)
RATE = Cause("hub-rate-limit", "rate_limit", "{host} has been asked too often", ("log in", "wait some minutes"), True)
SERVER = Cause(
    "registry-5xx",
    "registry_server",
    "{host} failed, or a proxy before it",
    ("try again later", "check the health of the registry"),
    True,
)
IMMUTABLE = Cause(
    "tag-immutable",
    "tag_immutable",
    "the tag exists at {host} and cannot be changed",
    ("use a new tag",),
)
INVALID = Cause(
    "manifest-invalid",
    "registry_rejects",
    "{host} refuses the manifest",
    ("use a format that the registry takes (Docker schema 2 or OCI)", "push all layers again"),
)
REJECTED = Cause("registry-rejects", "registry_rejects", "{host} refuses the push", ("see what the registry says",))
NETWORK = Cause(
    "net-refused-timeout",
    "network",
    "{host} is not reached, or breaks off",
    ("try again", "check the proxy, the firewall and the registry"),
    True,
)
DNS = Cause(
    "dns",
    "network_dns",
    "the name of {host} is not found",
    ("check the name", "check the engine's name servers and proxy"),
    True,
)
UNTRUSTED = Cause(
    "tls-untrusted",
    "tls_trust",
    "the certificate of {host} is not trusted",
    ("put the authority's certificate into /etc/docker/certs.d/{host}/ca.crt", "never switch the verification off"),
)
PLAIN = Cause("tls-plain-http", "tls_plain_http", "{host} does not speak TLS", ("give the registry a certificate",))
LOCAL = Cause(
    "image-not-found",
    "image_not_found",
    "the engine has no such image",
    ("build or tag it first", "see `docker image ls`"),
)
MISMATCH = Cause(
    "digest-mismatch",
    "integrity",
    "{host} does not have what was pushed",
    ("push again", "find out who else writes this tag, and what stands between you and the registry"),
)
ENGINE = Cause(
    "daemon-unreachable",
    "daemon_unavailable",
    "the engine does not answer, or breaks off",
    ("see whether the engine runs, and what its log says",),
)
UNKNOWN = Cause("push-failed", "unknown", "the push to {host} failed", ("see what the engine says",))

_TEXTS = (
    (RATE, r"toomanyrequests|429 too many requests|too many requests to registry"),
    (IMMUTABLE, r"tag[ _]invalid|immutable|cannot be overwritten"),
    (LIMITS, r"413 request entity too large|request entity too large"),
    (PLAIN, r"first record does not look like a tls handshake|server gave http response to https client"),
    (UNTRUSTED, r"x509: |certificate signed by unknown authority|failed to verify certificate"),
    (DNS, r"no such host|server misbehaving|lookup \S+(?: on \S+)?: |name resolution|name or service not known"),
    (INVALID, r"manifest[ _]invalid|manifest blob unknown"),
    (LOCAL, r"does not exist locally with the tag|no such image|tag does not exist|image not known"),
)
_STATUSES = (
    r"\bhttp (?:status:? )?([1-5]\d\d)\b",
    r"\bstatus(?: ?code)?(?: from registry)?:? ([1-5]\d\d)\b",
    r"\bunexpected status[^\n]*: ([1-5]\d\d) ",
)
_WORDS = (
    (DENIED, r"unauthori[sz]ed|denied|no basic auth credentials|insufficient_scope|authentication required|forbidden"),
    (DENIED, r"incorrect username or password|authorization failed"),
    (ABSENT, r"name unknown|repository \S+ not found|404 not found"),
    (SERVER, r"50[0234] (?:internal server error|bad gateway|service unavailable|gateway time-?out)"),
    (NETWORK, r"connection (?:refused|reset)|timeout|deadline exceeded|request canceled|\beof\b|broken pipe|closed network"),
    (NETWORK, r"no route to host|network is unreachable"),
    (REJECTED, r"invalid checksum digest format"),  # instead of a digest
    (REJECTED, r"(?:^|: )(?:unsupported|unknown|\w+ invalid|blob upload unknown|blob unknown): "),
)
_OF_STATUS = {401: DENIED, 403: DENIED, 404: ABSENT, 413: LIMITS, 429: RATE}
_OF_KIND = {"dns": DNS, "trust": UNTRUSTED, "tls": PLAIN, "digest": MISMATCH, "manifest": MISMATCH}


def of_text(text: str) -> Cause:
    """Why an engine says that a push failed; UNKNOWN where that is not known."""
    low = text.lower()
    for cause, pattern in _TEXTS:
        if re.search(pattern, low):
            return cause
    for pattern in _STATUSES:
        if found := re.search(pattern, low):
            return of_status(int(found.group(1)))
    for cause, pattern in _WORDS:
        if re.search(pattern, low):
            return cause
    return UNKNOWN


def of_status(status: int) -> Cause:
    """Why a registry answers with this status, which is not the one hoped for."""
    return _OF_STATUS.get(status, SERVER if status >= 500 else REJECTED)


def of_error(error: RegistryError) -> Cause:
    """Why a registry could not be asked, or not be understood."""
    if error.status:
        return of_status(error.status)
    return _OF_KIND.get(error.kind, NETWORK if error.kind else REJECTED)


def unauthorized(text: str) -> str:
    """The text without values of Authorization headers, which a registry may send back: the engine's are not known to us."""
    return _SHOWN.sub(r"\1\2********", text)


def shown(host: str) -> str:
    """How people call a registry, and how they log in to it."""
    return "docker.io" if host == "registry-1.docker.io" else host


def failure(cause: Cause, host: str, stage: str, said: str, secrets: Redaction, before: str = "") -> Failure:
    """A failure, with what others said; `before` is put before the message."""
    evidence = (secrets.text(unauthorized(said.strip()[:_LONGEST])),) if said.strip() else ()
    name = shown(host)
    remedies = tuple(remedy.replace("{host}", name) for remedy in cause.remedies)
    message = before + cause.message.replace("{host}", name)
    return Failure(cause.code, cause.category, stage, message, cause.retryable, evidence, remedies)
