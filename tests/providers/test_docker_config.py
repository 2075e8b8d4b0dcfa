"""Credentials from Docker's configuration."""

from __future__ import annotations

import base64
import json
import os
import stat
import sys
from pathlib import Path
from typing import Any

import pytest

from analyzer.providers.docker_config import Credentials, credentials
from analyzer.providers.registry_error import RegistryError

SECRET = "s3cret-word"
AUTH = base64.b64encode(f"me:{SECRET}".encode()).decode()
ECHO = """read host; printf '{"Username": "%s", "Secret": "%s"}' "$host" "$1\""""
NONE = "echo credentials not found in native keychain; exit 1"
posix = pytest.mark.skipif(sys.platform == "win32", reason="the helpers are shell scripts")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DOCKER_CONFIG", str(tmp_path))
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    return tmp_path


def write(folder: Path, config: Any) -> None:
    (folder / "config.json").write_text(config if isinstance(config, str) else json.dumps(config))


def helper(folder: Path, script: str) -> None:
    path = folder / "docker-credential-test"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)


def pair(found: Credentials | None) -> tuple[str, str] | None:
    return (found.user, found.secret) if found is not None else None


FOUND = [
    ({}, "example.org", None),
    ({"auths": {"example.org": {"auth": AUTH}}}, "example.org", ("me", SECRET)),
    ({"auths": {"https://example.org/v1/": {"auth": AUTH}}}, "example.org", ("me", SECRET)),
    ({"auths": {"example.org:5000": {"auth": AUTH}}}, "example.org", None),
    ({"auths": {"example.org": {"username": "me", "password": SECRET}}}, "example.org", ("me", SECRET)),
    ({"auths": {"example.org": {"identitytoken": SECRET, "auth": AUTH}}}, "example.org", ("", SECRET)),
    ({"auths": {"example.org": {}}}, "example.org", None),
    ({"auths": {"https://index.docker.io/v1/": {"auth": AUTH}}}, "registry-1.docker.io", ("me", SECRET)),
    ({"auths": {"example.org": {"auth": AUTH}}}, "registry-1.docker.io", None),
    ({"auths": [], "credHelpers": 3, "credsStore": {}}, "example.org", None),
    ([1], "example.org", None),
]


@pytest.mark.parametrize(("config", "host", "expected"), FOUND)
def test_entries_of_the_configuration(folder: Path, config: Any, host: str, expected: tuple[str, str] | None) -> None:
    write(folder, config)
    assert pair(credentials(host, 1)) == expected


def test_without_a_configuration_there_are_no_credentials(folder: Path) -> None:
    assert credentials("example.org", 1) is None


def test_credentials_do_not_show_themselves() -> None:
    found = Credentials("me", SECRET)
    assert SECRET not in f"{found} {found!r}"
    assert found.basic == f"Basic {AUTH}"


@posix
@pytest.mark.parametrize(
    ("config", "script", "expected"),
    [
        ({"credHelpers": {"example.org": "test"}}, ECHO, ("example.org", "get")),
        ({"credsStore": "test"}, """echo '{"Username": "<token>", "Secret": "t"}'""", ("", "t")),
        ({"credsStore": "test", "auths": {"example.org": {"auth": AUTH}}}, NONE, ("me", SECRET)),
        ({"credsStore": "test"}, NONE, None),
    ],
)
def test_a_helper_is_asked(folder: Path, config: Any, script: str, expected: tuple[str, str] | None) -> None:
    write(folder, config)
    helper(folder, script)
    assert pair(credentials("example.org", 10)) == expected


BROKEN = [
    ("{", None, "is no JSON"),
    ("[" * 100_000, None, "is no JSON"),
    ({"auths": {"example.org": {"auth": "ä" + SECRET}}}, None, "not readable"),
    ({"auths": {"example.org": {"auth": base64.b64encode(b"\xff\xff").decode()}}}, None, "not readable"),
    ({"credsStore": "missing"}, None, "'docker-credential-missing' of Docker's configuration is not installed"),
    ({"credsStore": "../../bin/sh"}, None, "is not installed"),
    ({"credsStore": "test"}, f"echo {SECRET}; echo {SECRET} >&2; exit 3", "docker-credential-test failed with exit code 3"),
    ({"credsStore": "test"}, f"echo {SECRET}", "not readable"),
    ({"credsStore": "test"}, f"echo '[\"{SECRET}\"]'", "not readable"),
    ({"credsStore": "test"}, f"echo {SECRET}; sleep 60 & sleep 60", "did not answer within 0.2 s"),
]


@posix
@pytest.mark.parametrize(("config", "script", "message"), BROKEN)
def test_what_cannot_be_read_is_told_without_its_content(folder: Path, config: Any, script: str | None, message: str) -> None:
    write(folder, config)
    if script is not None:
        helper(folder, script)
    with pytest.raises(RegistryError, match=message) as caught:
        credentials("example.org", 0.2 if script is not None and "sleep" in script else 10)
    assert SECRET not in str(caught.value)
    assert AUTH not in str(caught.value)
