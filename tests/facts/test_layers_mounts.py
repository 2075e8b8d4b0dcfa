"""What mounts cover, and secrets that get past them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from analyzer.facts.unknown import UNKNOWN

Facts = Callable[..., Any]

PATHS = [
    ("type=cache,target=/c", "/c"),
    ("type=cache,target=c", "/w/c"),
    ("type=cache,target=$X", UNKNOWN),
    ("type=secret,id=s", "/run/secrets/s"),
    ("type=secret,id=a/s", "/run/secrets/s"),
    ("type=secret,source=s", "/run/secrets/s"),
    ("type=secret,target=/k", "/k"),
    ("type=secret,id=s,env=S", None),
    ("type=secret,id=s,env=S,target=/k", "/k"),
    ("type=secret", None),
    ("type=ssh", "/run/buildkit/ssh_agent.0"),
    ("type=ssh,target=/s", "/s"),
    ("type=$X,target=/s", UNKNOWN),
]


@pytest.mark.parametrize(("mount", "path"), PATHS)
def test_where_it_lies(facts: Facts, mount: str, path: Any) -> None:
    (node,) = facts(f"FROM a\nARG X\nWORKDIR /w\nRUN --mount={mount} true").nodes("mount")
    assert node.path == path


def test_what_it_covers(facts: Facts) -> None:
    (mount,) = facts("FROM a\nRUN --mount=type=cache,target=/var/cache/apt true").nodes("mount")
    covered = [path for path in ("/var/cache/apt", "/var/cache/apt/a", "/var/cache", "/var/cache/apt2") if mount.covers(path)]
    assert covered == ["/var/cache/apt", "/var/cache/apt/a"]


# A body with a secret at /run/secrets/s, and with what and where to it is written into the layer.
LEAKS = [
    ("cat /run/secrets/s", None),
    ("cp /run/secrets/s /etc/s", ("cp", "/etc/s")),
    ("cp /run/secrets/other /etc/s", None),
    ("cp /run/secrets/s /etc/s && rm /etc/s", None),
    ("cp /run/secrets/s /c/s", None),
    ("install -m 600 /run/secrets/s /etc/", ("install", "/etc/s")),
    ("cat /run/secrets/s > ~/.npmrc", ("cat", "/root/.npmrc")),
    ("cat < /run/secrets/s >> /a", ("cat", "/a")),
    ("cat /run/secrets/s | base64 -d | tee /a", ("tee", "/a")),
    ("cat /run/secrets/s | sha256sum", None),
    ('echo "token=$(cat /run/secrets/s)" > /a', ("echo", "/a")),
    ("T=$(cat /run/secrets/s) && echo $T > /a", ("echo", "/a")),
    ('export T="$(cat /run/secrets/s)"; envsubst < t > /a; echo "$T" > /b', ("echo", "/b")),
    ("T=$(cat /run/secrets/s) npm ci", None),
    ("npm config set //r/:_authToken=$(cat /run/secrets/s)", ("npm", None)),
    ('git config --global url.x.insteadOf "$(cat /run/secrets/s)"', ("git", None)),
    ("cat /run/secrets/s | docker login --password-stdin", ("docker", None)),
    ('curl -H "Authorization: $(cat /run/secrets/s)" -o /a https://x.org/a', None),
    ("make TOKEN=$(cat /run/secrets/s) > log", None),
    ("if then", None),
]


@pytest.mark.parametrize(("body", "leak"), LEAKS)
def test_secrets_that_stay(facts: Facts, body: str, leak: tuple[str, str | None] | None) -> None:
    text = f"FROM a\nRUN --mount=type=secret,id=s --mount=type=cache,target=/c {body}"
    mount = facts(text).nodes("mount")[0]
    found = (mount.persisted_by.name, mount.persisted_at) if mount.persisted_by is not None else None
    assert found == leak


def test_a_secret_in_a_variable(facts: Facts) -> None:
    (mount,) = facts("FROM a\nRUN --mount=type=secret,id=s,env=TOKEN echo $TOKEN > /t").nodes("mount")
    assert (mount.env, mount.persisted_at) == ("TOKEN", "/t")


@pytest.mark.parametrize("mount", ["type=ssh", "type=cache,target=/run/secrets/s", "type=bind,target=/run/secrets/s"])
def test_other_mounts_hold_no_secret(facts: Facts, mount: str) -> None:
    (node,) = facts(f"FROM a\nRUN --mount={mount} cp /run/secrets/s /s").nodes("mount")
    assert node.persisted_by is None


def test_the_mode_is_as_it_is_written(facts: Facts) -> None:
    (mount,) = facts("FROM a\nRUN --mount=type=secret,id=s,mode=0444 true").nodes("mount")
    assert mount.mode == "0444"
