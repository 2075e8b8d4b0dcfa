"""Credentials in the files of an image. What is told of one is its kind; its value goes nowhere."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from analyzer.facts import secret_names, secret_values
from analyzer.facts.secret_text import find

if TYPE_CHECKING:
    from collections.abc import Callable

MOST = 512 * 1024  # bytes of a file that are searched
_LARGEST = 16 * 1024 * 1024  # bytes of a file that is searched at all; no larger one was written by hand
BINARY = 4096  # bytes in which a NUL tells that a file is no text
_STORES = (".p12", ".pfx", ".jks", ".keystore", ".kdbx", ".ppk")
_DOCUMENTS = ("usr/share/doc/", "usr/share/man/", "usr/share/info/", "usr/share/locale/", "usr/share/zoneinfo/", "usr/include/")
_TESTS = frozenset(
    {"test", "tests", "testdata", "testing", "fixtures", "example", "examples", "docs", "samples", "spec", "__tests__"}
)
_LIBRARIES = (
    "node_modules/",
    "site-packages/",
    "dist-packages/",
    "usr/lib/",
    "usr/share/",
    "usr/local/lib/",
    "pkg/mod/",
    "/gems/",
)
_ASSIGNED = {
    ".npmrc": ("npm-credentials", ("_authtoken", "_auth", "_password")),
    ".yarnrc": ("npm-credentials", ("_authtoken", "_auth", "_password", "npmauthtoken")),
    ".pypirc": ("pypi-credentials", ("password",)),
    ".my.cnf": ("mysql-credentials", ("password",)),
    ".s3cfg": ("aws-credentials", ("secret_key",)),
    ".boto": ("cloud-credentials", ("gs_secret_access_key", "aws_secret_access_key", "gs_oauth2_refresh_token")),
}


def worth_reading(path: str, size: int) -> bool:
    """A file may hold a credential that can be told.

    Documentation is not read, nor tests and examples within installed libraries: their keys open nothing.
    """
    if not 0 < size <= _LARGEST or path.startswith(_DOCUMENTS):
        return False
    if any(folder in path for folder in _LIBRARIES):
        return _TESTS.isdisjoint(path.lower().split("/"))
    return True


def is_store(path: str) -> bool:
    """A path is that of a file in which programs keep private keys, encrypted or not."""
    return path.lower().endswith(_STORES) and not any(folder in path for folder in _LIBRARIES)


def kind_of(path: str, data: bytes) -> str | None:
    """The kind of the credential in a file, the first if there are several; None where there is none."""
    lower = path.lower()
    if is_store(path):
        return "key-store"
    if b"\x00" in data[:BINARY]:
        return None
    text = data.decode("utf-8", "replace")
    name = lower.rpartition("/")[2]
    if (own := _of_its_form(lower, name, text)) is not None:
        return own
    kinds = [hit.kind for hit in find(text) if hit.confidence == "high"]
    if any(folder in path for folder in _LIBRARIES):
        kinds = [kind for kind in kinds if kind != "url-credentials"]  # they show how addresses are written
    return kinds[0] if kinds else None


def _of_its_form(path: str, name: str, text: str) -> str | None:
    if name in _ASSIGNED:
        kind, keys = _ASSIGNED[name]
        return kind if any(key.lower().rpartition(":")[2] in keys and _real(value) for key, value in _pairs(text)) else None
    for ends, kind, holds in _FORMS:
        if path == ends or path.endswith("/" + ends):
            return kind if holds(text) else None
    if (name == ".env" or name.startswith(".env.")) and not name.endswith((".example", ".sample", ".template", ".dist")):
        return "environment-file" if any(_promises(key, value) for key, value in _pairs(text)) else None
    return None


def _pairs(text: str) -> list[tuple[str, str]]:
    """Keys and values of ``key = value`` and ``key: value``."""
    found = []
    for line in text.split("\n"):
        bare = line.strip().removeprefix("export ")
        if bare and bare[0] not in "#;[":
            key, sign, value = bare.partition("=")
            if not sign:
                key, sign, value = bare.partition(":")
            if sign:
                found.append((key.strip().strip("\"'"), value.strip().strip("\"'")))
    return found


def _real(value: str) -> bool:
    return secret_values.judge(value) == "literal"


def _promises(key: str, value: str) -> bool:
    level = secret_names.judge(key)
    if not level or not _real(value):
        return False
    return level == secret_names.STRONG or (len(value) >= 8 and not secret_values.is_digest(value))


def _aws(text: str) -> bool:
    keys = ("aws_secret_access_key", "aws_session_token")
    return any(key.lower() in keys and _real(value) and "EXAMPLE" not in value for key, value in _pairs(text))


def _netrc(text: str) -> bool:
    words = text.split()
    return any(word == "password" and _real(value) for word, value in pairwise(words))


def _git(text: str) -> bool:
    return any(hit.confidence != "low" for hit in find(text))


def _pgpass(text: str) -> bool:
    return any(line.count(":") >= 4 and line[0] != "#" and _real(line.rpartition(":")[2]) for line in text.split("\n") if line)


def _docker(text: str) -> bool:
    """A registry's login in Docker's configuration; with a credential store there is none in the file."""
    config = _json(text)
    servers = config.get("auths", config) if isinstance(config, dict) else None
    entries = servers.values() if isinstance(servers, dict) else ()
    names = ("auth", "identitytoken", "registrytoken", "password")
    return any(isinstance(one, dict) and any(_text(one.get(name)) for name in names) for one in entries)


def _kube(text: str) -> bool:
    keys = ("client-key-data", "token", "password", "id-token", "refresh-token")
    return any(key.lstrip("- ") in keys and _real(value) for key, value in _pairs(text))


def _gcloud(text: str) -> bool:
    config = _json(text)
    names = ("refresh_token", "client_secret", "private_key")
    return isinstance(config, dict) and any(_text(config.get(name)) and _real(config[name]) for name in names)


def _cargo(text: str) -> bool:
    return any(key == "token" and _real(value) for key, value in _pairs(text))


def _shadow(text: str) -> bool:
    """A password's hash: whoever has the image can guess at it for as long as they like."""
    return any(line.split(":")[1][:1] == "$" for line in text.split("\n") if line.count(":") >= 2)


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


_FORMS: tuple[tuple[str, str, Callable[[str], bool]], ...] = (
    (".aws/credentials", "aws-credentials", _aws),
    (".aws/config", "aws-credentials", _aws),
    (".netrc", "netrc", _netrc),
    ("_netrc", "netrc", _netrc),
    (".git-credentials", "git-credentials", _git),
    (".pgpass", "database-password", _pgpass),
    (".docker/config.json", "docker-credentials", _docker),
    (".dockercfg", "docker-credentials", _docker),
    (".dockerconfigjson", "docker-credentials", _docker),
    (".kube/config", "kube-credentials", _kube),
    ("application_default_credentials.json", "gcloud-credentials", _gcloud),
    (".cargo/credentials", "cargo-credentials", _cargo),
    (".cargo/credentials.toml", "cargo-credentials", _cargo),
    ("etc/shadow", "password-hash", _shadow),
)
