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


@pytest.fixture
def outside() -> SimpleNamespace:
    """The stubs, to make providers of."""
    return SimpleNamespace(Context=Context, Found=Found, Ignore=Ignore, Matched=Matched, Registry=Registry, Providers=Providers)


@pytest.fixture
def everything() -> Providers:
    """Providers that have an answer to all."""
    return Providers(Context({}, Ignore(error="syntax error in pattern"), 100), Knowing({}))
