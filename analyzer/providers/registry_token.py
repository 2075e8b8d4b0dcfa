"""How a registry wants to be asked: its challenge, and the token that answers it (distribution/spec, auth/token.md)."""

from __future__ import annotations

import json
from urllib.parse import urlencode, urlsplit

from analyzer.providers.registry_error import RegistryError
from analyzer.providers.registry_http import is_loopback, is_safe, send
from analyzer.source.patterns import Lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ssl import SSLContext

    from analyzer.providers.docker_config import Credentials

_FIELD = Lazy(r'([A-Za-z_]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))')
_CLIENT = "buildsecbot"


def authorization(
    challenge: str,
    host: str,
    repository: str,
    held: Credentials | None,
    patience: float,
    trust: SSLContext | None = None,
) -> str:
    """The Authorization header that answers a registry's WWW-Authenticate; empty where there is nothing to answer with.

    `trust` is whose certificates are believed, where it is not those that this machine believes. Raises RegistryError.
    """
    scheme, _, fields = challenge.strip().partition(" ")
    if scheme.lower() == "basic":
        return held.basic if held is not None and held.user else ""
    if scheme.lower() != "bearer":
        raise RegistryError("it asks for a kind of credentials that is not known")
    given = {name.lower(): quoted or plain for name, quoted, plain in _FIELD.findall(fields)}
    realm = given.get("realm", "")
    if not is_safe(realm) or (is_loopback(urlsplit(realm).netloc) and not is_loopback(host)):
        raise RegistryError("it sends for a token to where no request may go")
    query = {"service": given.get("service", ""), "scope": given.get("scope") or f"repository:{repository}:pull"}
    if held is not None and not held.user:
        form = {**query, "grant_type": "refresh_token", "client_id": _CLIENT, "refresh_token": held.secret}
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        answer = send(realm, kind, "", patience, urlencode(form).encode("ascii"), trust)
    else:
        joint = "&" if "?" in realm else "?"
        answer = send(f"{realm}{joint}{urlencode(query)}", {}, held.basic if held is not None else "", patience, trust=trust)
    if answer.status != 200:
        again = answer.headers.get("retry-after", "")
        raise RegistryError(refusal(answer.status, host, "its token service"), "status", answer.status, again)
    return "Bearer " + _token(answer.body)


def _token(body: bytes) -> str:
    try:
        data = json.loads(body)
        token = data.get("token") or data.get("access_token")
    except (ValueError, AttributeError, RecursionError):
        token = None
    if not isinstance(token, str) or not token.isascii() or not token.isprintable():
        raise RegistryError("its token service gives no token")
    return token


def refusal(status: int, host: str, who: str = "it") -> str:
    """An error status in words."""
    if status in (401, 403):
        return f"{who} does not allow this; log in with: docker login {host}"
    if status == 404:
        return f"{who} knows no such image"
    if status == 429:
        return f"{who} has been asked too often; try later"
    return f"{who} answers with the status {status}"
