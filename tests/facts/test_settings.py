"""Traits of commands: options, and the variables in force where they run."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from analyzer.facts.unknown import UNKNOWN

Facts = Callable[..., Any]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("RUN pip install a", False),
        ("RUN pip install --no-cache-dir a", True),
        ("RUN PIP_NO_CACHE_DIR=1 pip install a", True),
        ("RUN env PIP_NO_CACHE_DIR=1 pip install a", True),
        ("RUN export PIP_NO_CACHE_DIR=1 && pip install a", True),
        ("RUN pip install a; export PIP_NO_CACHE_DIR=1", False),
        ("RUN export PIP_NO_CACHE_DIR=1 A=2; export PIP_NO_CACHE_DIR=; pip install a", False),
        ("ENV PIP_NO_CACHE_DIR=0\nRUN pip install a", False),  # what is meant; pip itself takes any value for yes
        ("ENV PIP_NO_CACHE_DIR=\nRUN pip install a", False),
        ("ENV PIP_NO_CACHE_DIR=1\nRUN PIP_NO_CACHE_DIR= pip install a", False),
        ("RUN pip install a\nENV PIP_NO_CACHE_DIR=1", False),
        ("ARG PIP_NO_CACHE_DIR\nRUN pip install a", UNKNOWN),
        ("ARG PIP_NO_CACHE_DIR=1\nRUN pip install a", True),
        ("RUN pip install $PIP_ARGS a", UNKNOWN),
        ("RUN uv sync", False),
        ("ENV UV_NO_CACHE=0\nRUN uv sync", False),
        ("ENV UV_NO_CACHE=1\nRUN uv sync", True),
        ("RUN apk add --no-cache a", True),
        ("RUN apt-get install a", None),
        ("RUN unheard-of --no-cache", None),
    ],
)
def test_no_cache(facts: Facts, text: str, expected: Any) -> None:
    command = next(one for one in facts(f"FROM x\n{text}").nodes("command") if one.name != "export")
    assert command.no_cache is expected


def test_all_traits(facts: Facts) -> None:
    apt_get = "apt-get -yqs --no-install-recommends --allow-unauthenticated install a"
    apt, npm = facts(f"FROM x\nRUN {apt_get}; npm ci --ignore-scripts --omit=dev").nodes("command")
    assert (apt.assume_yes, apt.quiet, apt.dry_run, apt.no_recommends, apt.unverified) == (True, True, True, True, True)
    assert (apt.lock_enforced, apt.no_scripts, apt.no_dev) == (None, None, None)
    assert (npm.lock_enforced, npm.no_scripts, npm.no_dev, npm.unverified) == (True, True, True, False)
