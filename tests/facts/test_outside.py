"""Facts that a build context and a registry feed."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from analyzer.facts.unknown import UNKNOWN

Facts = Callable[..., Any]
ONE, TWO = "sha256:" + "1" * 64, "sha256:" + "2" * 64


def test_without_providers_nothing_is_known(facts: Facts) -> None:
    file = facts("FROM alpine\nCOPY a b\nRUN true")
    assert [file.dockerignore, file.dockerignore_error, file.context_size, file.context_manifests] == [UNKNOWN] * 4
    copy, run = file.instructions[1:]
    assert [copy.ignored_sources, copy.missing_sources, copy.copied_files] == [UNKNOWN] * 3
    assert [run.ignored_sources, run.missing_sources, run.copied_files] == [[]] * 3
    image = file.stages[0].image
    assert [image.registry_digest, image.registry_platforms] == [UNKNOWN] * 2


def test_the_context_of_a_file(facts: Facts, outside: SimpleNamespace) -> None:
    context = outside.Context({}, outside.Ignore("docker/Dockerfile.dockerignore"), 12)
    file = facts("FROM a", providers=outside.Providers(context))
    assert (file.dockerignore, file.dockerignore_error) == ("docker/Dockerfile.dockerignore", None)
    assert (file.context_size, file.context_manifests) == (12, ["package.json"])
    bare = facts("FROM a", providers=outside.Providers(outside.Context({}, None, None)))
    assert (bare.dockerignore, bare.dockerignore_error) == (None, None)
    assert (bare.context_size, bare.context_manifests) == (UNKNOWN, UNKNOWN)


# instruction, then: ignored, missing, copied
COPIES = [
    ("COPY kept to/", [], [], ["kept"]),
    ("COPY left kept to/", ["left"], [], ["kept"]),
    ("COPY gone kept to/", [], ["gone"], ["kept"]),
    ('COPY ["kept", "to/"]', [], [], ["kept"]),
    ("ADD kept to/", [], [], ["kept"]),
    ("COPY outside to/", UNKNOWN, UNKNOWN, UNKNOWN),
    ("COPY outside left to/", ["left"], UNKNOWN, UNKNOWN),
    ("COPY $X to/", UNKNOWN, UNKNOWN, UNKNOWN),
    ("COPY $X gone to/", UNKNOWN, ["gone"], UNKNOWN),
    ("COPY $K to/", [], [], ["kept"]),
    ("COPY --exclude=*.md kept to/", [], [], UNKNOWN),
    ("COPY --from=other left to/", [], [], []),
    ("COPY <<EOF kept to/\nx\nEOF", [], [], ["kept"]),
    ("ADD https://example.org/left to/", [], [], []),
    ("ADD git@example.org:a/left.git to/", [], [], []),
    ("COPY https://example.org/left to/", [], ["https://example.org/left"], []),
    ("ONBUILD COPY left to/", [], [], []),
    ("RUN cp left to/", [], [], []),
]


@pytest.mark.parametrize(("line", "ignored", "missing", "copied"), COPIES)
def test_what_an_instruction_takes(
    facts: Facts, outside: SimpleNamespace, line: str, ignored: Any, missing: Any, copied: Any
) -> None:
    matched = outside.Matched
    sources = {"kept": matched(["kept"]), "left": matched([], ignored=True), "outside": matched(None, None, None)}
    file = facts(f"FROM a\nARG X\nENV K=kept\n{line}", providers=outside.Providers(outside.Context(sources)))
    step = file.instructions[-1]

    def texts(words: Any) -> Any:
        return words if words is UNKNOWN else [word.text for word in words]

    assert (texts(step.ignored_sources), texts(step.missing_sources), step.copied_files) == (ignored, missing, copied)


def test_the_trigger_of_an_onbuild_copies_from_another_context(facts: Facts, outside: SimpleNamespace) -> None:
    file = facts("FROM a\nONBUILD COPY gone to/", providers=outside.Providers(outside.Context({})))
    assert file.instructions[-1].trigger.missing_sources is UNKNOWN


LOOK_UPS = [
    ("FROM app:1", (ONE, ["linux/amd64", "linux/arm64/v8"], None)),
    ("FROM --platform=linux/amd64 app:1", (ONE, ["linux/amd64", "linux/arm64/v8"], True)),
    ("FROM --platform=linux/arm64 app:1", (ONE, ["linux/amd64", "linux/arm64/v8"], True)),
    ("FROM --platform=linux/s390x app:1", (ONE, ["linux/amd64", "linux/arm64/v8"], False)),
    ("FROM --platform=$TARGETPLATFORM app:1", (ONE, ["linux/amd64", "linux/arm64/v8"], UNKNOWN)),
    ("FROM --platform=linux app:1", (ONE, ["linux/amd64", "linux/arm64/v8"], UNKNOWN)),
    ("FROM --platform=linux/arm/v7 app:2", (TWO, ["linux/arm/v6"], True)),
    ("FROM --platform=linux/arm/v5 app:2", (TWO, ["linux/arm/v6"], False)),
    ("ARG V=1\nFROM app:$V", (ONE, ["linux/amd64", "linux/arm64/v8"], None)),
    ("FROM --platform=linux/amd64 app:3", (UNKNOWN, UNKNOWN, UNKNOWN)),
    ("ARG V\nFROM --platform=linux/amd64 app:$V", (UNKNOWN, UNKNOWN, UNKNOWN)),
    ("FROM --platform=linux/amd64 scratch", (None, None, None)),
]


@pytest.mark.parametrize(("text", "expected"), LOOK_UPS)
def test_what_a_registry_says(facts: Facts, outside: SimpleNamespace, text: str, expected: tuple[Any, ...]) -> None:
    registry = outside.Registry(
        {"app:1": outside.Found(ONE, ["linux/amd64", "linux/arm64/v8"]), "app:2": outside.Found(TWO, ["linux/arm/v6"])}
    )
    image = facts(text, providers=outside.Providers(None, registry)).stages[0].image
    assert (image.registry_digest, image.registry_platforms, image.platform_available) == expected


def test_only_what_is_asked_for_is_looked_up(facts: Facts, outside: SimpleNamespace) -> None:
    registry = outside.Registry({})
    file = facts("FROM app:1 AS a\nFROM a\nCOPY --from=b:2 x y\nFROM scratch", providers=outside.Providers(None, registry))
    assert [image.floating for image in file.nodes("image")] == [False] * 4
    assert registry.asked == []
    assert [image.registry_digest for image in file.nodes("image")] == [UNKNOWN, None, UNKNOWN, None]
    assert registry.asked == ["app:1", "b:2"]
