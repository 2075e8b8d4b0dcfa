"""What a RUN leaves in its layer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from analyzer.facts.unknown import UNKNOWN

Facts = Callable[..., Any]

# A RUN, and the managers whose files stay.
RUNS = [
    ("apt-get update", ["apt"]),
    ("apt-get update && apt-get install -y a", ["apt"]),
    ("apt-get install -y a", []),
    ("apt-get update && apt-get install -y a && rm -rf /var/lib/apt/lists/*", []),
    ("rm -rf /var/lib/apt/lists/* && apt-get update", ["apt"]),
    ("apt-get update && rm -rf /var/lib/apt/lists && apt-get update", ["apt"]),
    ("apt-get update && apt-get clean", ["apt"]),
    ("apt-get update && apt-get dist-clean", []),
    ('apt-get update && retry() { "$@"; } && retry apt-get distclean', []),
    ("bash -c 'apt-get update' && find /var/lib/apt/lists -type f -exec rm {} +", []),
    ("apt-get update && rm -r /tmp/* /var/lib/{apt,dpkg}/", []),
    ("apt-get update && find /var/lib/apt/lists -type f -delete", []),
    ("apt-get update && find /var/lib/apt/lists -type f", ["apt"]),
    ("--mount=type=cache,target=/var/lib/apt apt-get update", []),
    ("--mount=type=cache,target=/var/lib/apt/lists apt-get update", []),
    ("--mount=type=tmpfs,target=/var/lib/apt/lists apt-get update", []),
    ("--mount=type=cache,target=/var/cache/apt apt-get update", ["apt"]),
    ("--mount=type=cache,target=$T apt-get update", []),
    ("if x; then apt-get update; fi", ["apt"]),
    ("sudo apt update", ["apt"]),
    ("bash -c 'apt update'", ["apt"]),
    ("echo apt-get update", []),
    ("apk add a", ["apk"]),
    ("apk add --no-cache a", []),
    ("apk --no-cache add a", []),
    ("ls | xargs apk add --no-network --virtual .rundeps", []),
    ("apk update && apk add a && rm -rf /var/cache/apk/*", []),
    ("yum install -y a", ["yum"]),
    ("yum install -y a && yum clean all", []),
    ("yum install -y a && yum clean metadata", ["yum"]),
    ("dnf install -y a && dnf clean packages", ["dnf"]),
    ("dnf install-nevra -y a", ["dnf"]),
    ("yum install -y a && yum -y clean all && rm -rf /var/cache/yum", []),
    ("dnf install -y a && rm -rf /var/cache/dnf/*", []),
    ("microdnf install -y a", ["dnf"]),
    ("microdnf install -vy a", ["dnf"]),
    ("dnf in -y a", ["dnf"]),
    ("dnf up", ["dnf"]),
    ("dnf up-min", ["dnf"]),
    ("dnf module install -y a", ["dnf"]),
    ("dnf -y --assumeno install a", []),
    ("microdnf install -y a && microdnf clean all", []),
    ("zypper -n in a", ["zypper"]),
    ("zypper -n in a && zypper cc -a", []),
    ("zypper clean && zypper rm a", ["zypper"]),
    ("pip install a", ["pip"]),
    ("pip3 install a", ["pip"]),
    ("python3 -m pip install a", ["pip"]),
    ("pip --no-cache-dir install a", []),
    ("pip install --no-cache-dir a", []),
    ("PIP_NO_CACHE_DIR=1 pip install a", []),
    ("export PIP_NO_CACHE_DIR=1 && pip install a", []),
    ("pip install a && rm -rf ~/.cache/pip", []),
    ("pip install a && rm -rf /root/.cache", []),
    ("pip install a && pip cache purge", []),
    ("pip install --help", []),
    ("PIP_NO_CACHE_DIR=0 pip install a", ["pip"]),
    ("PIP_NO_CACHE_DIR= pip install a", ["pip"]),
    ("pip install --dry-run a", []),
    ("uv pip install a", ["uv"]),
    ("UV_NO_CACHE=1 uv sync", []),
    ("UV_NO_CACHE=0 uv sync", ["uv"]),
    ("--mount=type=cache,target=/root/.cache/pip pip install a", []),
    ("npm ci", ["npm"]),
    ("npm ci && npm cache clean --force", []),
    ("npm run build", []),
    ("yarn", ["yarn"]),
    ("yarn --version", []),
    ("yarn -v", []),
    ("npm ci -s", ["npm"]),
    ("yarn global add a", ["yarn"]),
    ("yarn install && yarn cache clean", []),
    ("conda install -y a && conda clean -afy", []),
    ("conda install -y a", ["conda"]),
    ("bundle install", ["bundler"]),
    ("bundle", ["bundler"]),
    ("bundle -v", []),
    ("go mod download", ["go"]),
    ("--mount=type=cache,target=/go/pkg/mod go build ./...", []),
    ("apt-get update && pip install a && apk add b", ["apt", "pip", "apk"]),
]


@pytest.mark.parametrize(("run", "managers"), RUNS)
def test_residue(facts: Facts, run: str, managers: list[str]) -> None:
    file = facts(f"FROM a\nARG T\nRUN {run}")
    assert [residue.manager for residue in file.instructions[-1].residue] == managers


def test_where_it_lies_and_what_left_it(facts: Facts) -> None:
    (residue,) = facts("FROM a\nRUN true && apt-get update -q").nodes("residue")
    assert (residue.kind, residue.paths, residue.command.name) == ("index", ["/var/lib/apt/lists"], "apt-get")
    assert residue.span_text == "apt-get update -q"


@pytest.mark.parametrize(
    ("before", "managers"),
    [
        ("ENV PIP_NO_CACHE_DIR=1", []),
        ("ARG PIP_NO_CACHE_DIR=on", []),
        ("ARG PIP_NO_CACHE_DIR=off", ["pip"]),
        ("ENV OTHER=1", ["pip"]),
        ("ENV PIP_NO_CACHE_DIR=1\nFROM b", ["pip"]),
        ("ENV PIP_NO_CACHE_DIR=1\nFROM x", []),
    ],
)
def test_variables_turn_a_cache_off(facts: Facts, before: str, managers: list[str]) -> None:
    run = facts(f"FROM a AS x\n{before}\nRUN pip install b\nENV PIP_NO_CACHE_DIR=1").instructions[-2]
    assert [residue.manager for residue in run.residue] == managers


def test_only_run_makes_layers_of_files(facts: Facts) -> None:
    file = facts("FROM a\nCMD apt-get update\nRUN if")
    assert file.instructions[1].residue == []
    assert file.instructions[2].residue is UNKNOWN


CLEAN = "rm -f /etc/apt/apt.conf.d/docker-clean"
BOTH = "--mount=type=cache,target=/var/lib/apt --mount=type=cache,target=/var/cache/apt"
INSTALL = "apt-get update && apt-get install -y a"


@pytest.mark.parametrize(
    ("text", "paths"),
    [
        (f"FROM debian\nRUN --mount=type=cache,target=/var/lib/apt {INSTALL}", []),
        (f"FROM debian\nRUN {CLEAN}\nRUN --mount=type=cache,target=/var/lib/apt {INSTALL}", ["/var/cache/apt/archives"]),
        (f"FROM debian AS b\nRUN {CLEAN}\nFROM b\nRUN {INSTALL}", ["/var/lib/apt/lists", "/var/cache/apt/archives"]),
        (f"FROM debian AS b\nRUN {CLEAN}\nFROM debian\nRUN {INSTALL}", ["/var/lib/apt/lists"]),
        (f"FROM debian\nRUN apt-get install -y a\nRUN {CLEAN}\nRUN true", []),
        (f"FROM debian\nRUN {CLEAN}; apt-get install -y a && apt-get clean", []),
        (f"FROM debian\nRUN {CLEAN}\nRUN {BOTH} {INSTALL}", []),
        (f"ONBUILD RUN {CLEAN}\nONBUILD RUN apt-get install -y a", ["/var/cache/apt/archives"]),
    ],
)
def test_apt_keeps_what_it_downloads_where_it_is_told_to(facts: Facts, text: str, paths: list[str]) -> None:
    assert [path for one in facts(text).nodes("residue") for path in one.paths] == paths
