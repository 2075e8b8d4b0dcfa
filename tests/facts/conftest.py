from __future__ import annotations

from collections.abc import Callable, Mapping
from types import SimpleNamespace
from typing import Any

import pytest

from analyzer.facts.model import FileFacts, file_facts
from analyzer.facts.providers import Providers
from analyzer.source.text import Source
from analyzer.syntax.parse import parse_document


@pytest.fixture
def facts() -> Callable[..., FileFacts]:
    """The facts of a text."""

    def build(text: str, build_args: Mapping[str, str] | None = None, target: str | None = None, **more: Any) -> FileFacts:
        return file_facts(parse_document(Source(text)), build_args, target, **more)

    return build


# What a build context and a registry might say, for tests of the facts they feed.


class Ignore:
    def __init__(self, path: str = ".dockerignore", error: str = "") -> None:
        self.path = path
        self.error = error


class Matched:
    def __init__(self, files: list[str] | None, ignored: bool | None = False, missing: bool | None = False) -> None:
        self.files = files
        self.ignored = ignored
        self.missing = missing


class Context:
    """A context that holds what each source is said to name; any other source is missing."""

    def __init__(self, sources: dict[str, Matched], ignore: Ignore | None = None, size: int | None = 0) -> None:
        self.sources = sources
        self.ignore = ignore
        self.bytes = size

    def of(self, dockerfile: str) -> Context:
        return self

    def ignore_file(self) -> Ignore | None:
        return self.ignore

    def match(self, source: str) -> Matched:
        return self.sources.get(source, Matched([], missing=True))

    def size(self) -> int | None:
        return self.bytes

    def manifests(self) -> list[str] | None:
        return ["package.json"] if self.bytes is not None else None


class Found:
    def __init__(self, digest: str, platforms: list[str]) -> None:
        self.digest = digest
        self.platforms = platforms


class Registry:
    """A registry that knows some references, and counts what it is asked."""

    def __init__(self, images: dict[str, Found]) -> None:
        self.images = images
        self.asked: list[str] = []

    def look_up(self, reference: str) -> Found | None:
        self.asked.append(reference)
        return self.images.get(reference)


class Knowing(Registry):
    """A registry that knows everything."""

    def look_up(self, reference: str) -> Found | None:
        return Found("sha256:" + "0" * 64, ["linux/amd64"])


class Images:
    """What scans of the images of some Dockerfiles found."""

    def __init__(self, scans: dict[str, dict[str, Any]]) -> None:
        self.scans = scans

    def of(self, dockerfile: str) -> dict[str, Any] | None:
        return self.scans.get(dockerfile)


SCAN = {
    "names": ["app:1.2", "app"],
    "digest": "sha256:" + "0" * 64,
    "created": "2026-01-01",
    "signed": True,
    "base_signed": False,
    "attestations": ["sbom"],
    "base_name": "alpine:3.20",
    "base_digest": "sha256:" + "1" * 64,
    "base_digest_now": "sha256:" + "2" * 64,
    "vulnerabilities": [
        {"id": "CVE-2026-1", "aliases": ["GHSA-1"], "severity": "high", "package": "zlib", "installed": "1", "fixed": "2",
         "known_exploited": False, "epss": 12, "line": 9},
        {"id": "CVE-2026-2"},
    ],
    "files": [{"path": "/etc/key/", "setuid": False, "secret": "private-key", "removed": False, "line": 10}],
    "packages": [{"name": "zlib", "version": "1", "licences": ["Zlib"], "line": 9}],
    "accounts": [{"kind": "user", "name": "root", "id": 0, "line": 9}, {"kind": "user", "name": "admin", "id": 0}],
}  # fmt: skip


@pytest.fixture
def outside() -> SimpleNamespace:
    """The stubs, to make providers of."""
    return SimpleNamespace(
        Context=Context, Found=Found, Ignore=Ignore, Images=Images, Matched=Matched, Registry=Registry, Providers=Providers
    )


@pytest.fixture
def everything() -> Providers:
    """Providers that have an answer to all."""
    return Providers(Context({}, Ignore(error="syntax error in pattern"), 100), Knowing({}), Images({"Dockerfile": SCAN}))
