"""HTTP with registries: one request with its limits, and errors in words that hold nothing secret.

Requests go over TLS with a verified certificate; only a registry on the loopback interface is spoken to in the clear. The
Authorization header is never sent on to where an answer redirects.
"""

from __future__ import annotations

import http.client
import socket
import ssl
import urllib.error
import urllib.request
from urllib.parse import urlsplit

from analyzer.providers.registry_error import RegistryError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import IO, Any

LARGEST = 4 << 20  # bytes of an answer; what registries promise for manifests
_AGENT = "buildsecbot"


class Answer:
    """The answer to a request; the names of the headers are in lower case."""

    __slots__ = ("body", "headers", "status")

    def __init__(self, status: int, headers: Mapping[str, str], body: bytes) -> None:
        self.status = status
        self.headers = headers
        self.body = body


def is_loopback(host: str) -> bool:
    """A host, with or without a port, is this machine: ``localhost``, ``127.0.0.0/8`` or ``::1``."""
    if host.startswith("["):
        return host[1:].partition("]")[0] == "::1"
    name, _, port = host.partition(":")
    if port and not port.isdigit():
        return False
    parts = name.split(".")
    numbers = len(parts) == 4 and all(part.isascii() and part.isdigit() and len(part) < 4 for part in parts)
    return name == "localhost" or (numbers and parts[0] == "127")


def is_safe(url: str) -> bool:
    """A URL may be asked: it is https, or http on this machine, and holds no credentials."""
    try:
        parts = urlsplit(url)
        host = parts.netloc
    except ValueError:
        return False
    return "@" not in host and bool(host) and (parts.scheme == "https" or (parts.scheme == "http" and is_loopback(host)))


class _Redirects(urllib.request.HTTPRedirectHandler):
    """Follows a few redirects to where requests may go."""

    max_redirections = 4

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: Any, newurl: str
    ) -> urllib.request.Request | None:
        if not is_safe(newurl):
            raise RegistryError("it redirects to where no request may go")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def send(
    url: str,
    headers: Mapping[str, str],
    authorization: str,
    patience: float,
    body: bytes | None = None,
    trust: ssl.SSLContext | None = None,
) -> Answer:
    """Asks for a URL, by POST where there is a body. Answers with an error status are answers.

    `patience` is the longest time in seconds that the other side may be silent; `trust` whose certificates
    are believed, where it is not those that this machine believes. Raises RegistryError.
    """
    if not is_safe(url):
        raise RegistryError("only https is spoken, but for registries on this machine")
    request = urllib.request.Request(url, body, {"User-Agent": _AGENT, **headers})  # noqa: S310 - the scheme is checked above
    if authorization:
        request.add_unredirected_header("Authorization", authorization)
    handlers: list[urllib.request.BaseHandler] = [_Redirects()]
    if trust is not None:
        handlers.append(urllib.request.HTTPSHandler(context=trust))
    if is_loopback(urlsplit(url).netloc):
        handlers.append(urllib.request.ProxyHandler({}))
    opener = urllib.request.build_opener(*handlers)
    try:
        try:
            response = opener.open(request, timeout=patience)
        except urllib.error.HTTPError as error:
            response = error
        with response:
            content = response.read(LARGEST + 1)
            if len(content) > LARGEST:
                raise RegistryError("its answer is too long")
            if getattr(response, "length", None):  # bytes that were promised and did not come
                raise http.client.IncompleteRead(b"")
            return Answer(response.status, {name.lower(): value for name, value in response.headers.items()}, content)
    except urllib.error.URLError as error:
        raise RegistryError(*_reason(error.reason)) from None
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise RegistryError(*_reason(error)) from None


def _reason(error: object) -> tuple[str, str]:
    """What happened, in words, and its kind."""
    if isinstance(error, (TimeoutError, socket.timeout)):
        return "it does not answer in time", "silence"
    if isinstance(error, socket.gaierror):
        return "there is no such host", "dns"
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate is not trusted: {error.verify_message}", "trust"
    if isinstance(error, ssl.SSLError):
        return "it does not speak TLS as it should", "tls"
    if isinstance(error, ConnectionRefusedError):
        return "it refuses the connection", "refused"
    if isinstance(error, http.client.HTTPException):
        return "its answer is no HTTP, or is cut short", "cut"
    if isinstance(error, OSError):
        return error.strerror or "the connection failed", "connection"
    return "the connection failed", "connection"
