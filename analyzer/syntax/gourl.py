"""URLs as Go's ``net/url`` reads and writes them, as far as the sources of ADD need it."""

from __future__ import annotations

from analyzer.source.patterns import Lazy

_SCHEME = Lazy(r"([A-Za-z][A-Za-z0-9+.-]*):")
_CONTROL = Lazy(r"[\x00-\x1f\x7f]")
_BAD_ESCAPE = Lazy(r"%(?![0-9A-Fa-f]{2})")
_ASCII_ESCAPE = Lazy(r"%(?!25)[0-7]")
_USER = Lazy(r"[A-Za-z0-9._~!$&'()*+,;=:%@-]*")
_PORT = Lazy(r"(?::[0-9]*)?")
_HOST = Lazy(r"(?:[A-Za-z0-9._~!$&'()*+,;=:\[\]<>\"%-]|[^\x00-\x7f])*")
_WRITTEN_PATH = Lazy(r"[A-Za-z0-9._~!$&'()*+,;=:@\[\]%/-]*")
_PATH, _USERINFO, _HOST_BYTES = b"$&+,/:;=@", b"$&+,;=", b"!$&'()*+,;=:[]<>\""
_UNRESERVED = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~"


class UrlError(ValueError):
    """A text ``net/url`` does not take for a URL."""


class Url:
    """A URL in parts. `host` (with the port), `path` and `fragment` are decoded, `written_path` is the path as Go writes it.

    `user` is the user information as Go writes it, None where there is none; `query` is as written. `bare_query` tells of a
    ``?`` with nothing behind it, which Go writes again.
    """

    __slots__ = ("bare_query", "fragment", "host", "path", "query", "scheme", "user", "written_path")

    def __init__(self, scheme: str) -> None:
        self.scheme = scheme
        self.user: str | None = None
        self.host = ""
        self.path = ""
        self.written_path = ""
        self.query = ""
        self.bare_query = False
        self.fragment = ""

    @property
    def remote(self) -> str:
        """The URL without query and fragment."""
        user = "" if self.user is None else self.user + "@"
        host = _escape(self.host, _HOST_BYTES)
        slashes = "//" if user or host or self.written_path else ""
        gap = "/" if host and self.written_path and self.written_path[0] != "/" else ""
        return f"{self.scheme}:{slashes}{user}{host}{gap}{self.written_path}{'?' if self.bare_query else ''}"


def parse_url(text: str, scheme: str = "") -> Url:
    """The parts of a URL that has an authority (``scheme://...``), or of a relative one, which gets the given scheme.

    Raises UrlError.
    """
    text, _, fragment = text.partition("#")
    if _CONTROL.search(text):
        raise UrlError("net/url: invalid control character in URL")
    match = _SCHEME.match(text)
    url = Url(match[1].lower() if match else scheme)
    rest = text[match.end() :] if match else text
    url.bare_query = rest.endswith("?") and rest.count("?") == 1
    rest, _, url.query = rest.partition("?")
    if rest.startswith("//"):
        authority, slash, path = rest[2:].partition("/")
        rest = slash + path
        _read_authority(url, authority)
    elif match is None and ":" in rest.partition("/")[0]:
        raise UrlError("first path segment in URL cannot contain colon")
    url.path = _unescape(rest)
    usual = _escape(url.path, _PATH)
    url.written_path = rest if rest == usual or _WRITTEN_PATH.fullmatch(rest) else usual
    url.fragment = _unescape(fragment)
    return url


def parse_query(query: str) -> tuple[dict[str, list[str]], bool]:
    """The values of each key, and whether all of the query could be read (``url.ParseQuery``)."""
    values: dict[str, list[str]] = {}
    whole = True
    for field in query.split("&"):
        key, _, value = field.partition("=")
        if not field:
            continue
        if ";" in field or _BAD_ESCAPE.search(field):
            whole = False
            continue
        values.setdefault(_unescape(key.replace("+", " ")), []).append(_unescape(value.replace("+", " ")))
    return values, whole


def user_text(name: str) -> str:
    """A user name as Go writes it in a URL."""
    return _escape(name, _USERINFO)


def _read_authority(url: Url, authority: str) -> None:
    user, at, host = authority.rpartition("@")
    url.host = _read_host(url.scheme, host)
    if at:
        if _USER.fullmatch(user) is None:
            raise UrlError("net/url: invalid userinfo")
        name, colon, password = user.partition(":")
        url.user = user_text(_unescape(name)) + colon + user_text(_unescape(password))


def _read_host(scheme: str, host: str) -> str:
    bracket = host.rfind("[")
    if bracket > 0:
        raise UrlError("invalid IP-literal")
    if bracket == 0:
        return _read_ip_literal(host)
    colon = host.find(":") if scheme in {"http", "https"} else host.rfind(":")
    if colon >= 0 and _PORT.fullmatch(host[colon:]) is None:
        raise UrlError("invalid port after host")
    return _unescape_host(host)


def _read_ip_literal(host: str) -> str:
    import ipaddress

    literal, closed, port = host[1:].rpartition("]")
    if not closed or _PORT.fullmatch(port) is None:
        raise UrlError("missing ']' in host" if not closed else "invalid port after host")
    address, percent, zone = literal.partition("%25")
    address = _unescape_host(address)
    zone = _unescape(zone)
    try:
        ipaddress.IPv6Address(address)
    except ValueError:
        raise UrlError("invalid host") from None
    if percent and not zone:
        raise UrlError("invalid host")
    return f"[{address}{'%' if percent else ''}{zone}]{port}"


def _unescape_host(host: str) -> str:
    if _HOST.fullmatch(host) is None or _ASCII_ESCAPE.search(host):
        raise UrlError("invalid character in host name")
    return _unescape(host)


def _unescape(text: str) -> str:
    if "%" not in text:
        return text
    if _BAD_ESCAPE.search(text):
        raise UrlError("invalid URL escape")
    plain, *escaped = text.encode("utf-8", "surrogateescape").split(b"%")
    data = plain + b"".join(bytes([int(part[:2], 16)]) + part[2:] for part in escaped)
    return data.decode("utf-8", "surrogateescape")


def _escape(text: str, kept: bytes) -> str:
    data = text.encode("utf-8", "surrogateescape")
    return "".join([chr(byte) if byte in _UNRESERVED or byte in kept else f"%{byte:02X}" for byte in data])
