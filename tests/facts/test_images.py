from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from analyzer.facts.references import familiar, split_reference
from analyzer.facts.unknown import UNKNOWN

SPLITS = [
    ("alpine", (None, "alpine", None, None)),
    ("alpine:3.20", (None, "alpine", "3.20", None)),
    ("library/alpine", (None, "library/alpine", None, None)),
    ("ghcr.io/owner/app:1", ("ghcr.io", "owner/app", "1", None)),
    ("localhost/app", ("localhost", "app", None, None)),
    ("localhost:5000/app", ("localhost:5000", "app", None, None)),
    ("registry:5000/app:2@sha256:ab", ("registry:5000", "app", "2", "sha256:ab")),
    ("app@sha256:ab", (None, "app", None, "sha256:ab")),
    ("registry:5000", (None, "registry", "5000", None)),
    ("Host/app", ("Host", "app", None, None)),
    ("[::1]:5000/app", ("[::1]:5000", "app", None, None)),
]


@pytest.mark.parametrize(("text", "parts"), SPLITS)
def test_a_reference_is_split_as_docker_does(text: str, parts: tuple[str | None, ...]) -> None:
    found = split_reference(text)
    assert (found.registry, found.repository, found.tag, found.digest) == parts


NAMES = [
    ("alpine", "docker.io/library/alpine", "alpine"),
    ("library/alpine:3", "docker.io/library/alpine", "alpine"),
    ("docker.io/alpine", "docker.io/library/alpine", "alpine"),
    ("index.docker.io/library/alpine@sha256:ab", "docker.io/library/alpine", "alpine"),
    ("bitnami/redis", "docker.io/bitnami/redis", "bitnami/redis"),
    ("docker.io/bitnami/redis:7", "docker.io/bitnami/redis", "bitnami/redis"),
    ("ghcr.io/owner/app", "ghcr.io/owner/app", "ghcr.io/owner/app"),
    ("quay.io/app", "quay.io/app", "quay.io/app"),
    ("localhost:5000/library/app", "localhost:5000/library/app", "localhost:5000/library/app"),
]


@pytest.mark.parametrize(("text", "full", "short"), NAMES)
def test_a_name_is_normalised_as_docker_does(text: str, full: str, short: str) -> None:
    found = split_reference(text).name
    assert (found, familiar(found)) == (full, short)


# image as written, then: registry, repository, tag, digest, floating
RESOLVED = [
    ("ARG V=1.2\nFROM app:$V", (None, "app", "1.2", None, False)),
    ("ARG V\nFROM app:$V", (None, "app", UNKNOWN, UNKNOWN, UNKNOWN)),
    ("ARG V\nFROM app:1.2-$V", (None, "app", UNKNOWN, UNKNOWN, UNKNOWN)),
    ("ARG V\nFROM app:${V:-1.2}", (None, "app", "1.2", None, False)),
    ("ARG V=\nFROM app:${V:-latest}", (None, "app", "latest", None, True)),
    ("ARG R\nFROM $R/app:7", (UNKNOWN, UNKNOWN, "7", None, False)),
    ("ARG R\nFROM ghcr.io/$R/app:7", ("ghcr.io", UNKNOWN, "7", None, False)),
    ("ARG D\nFROM app@$D", (None, "app", None, UNKNOWN, UNKNOWN)),
    ("ARG I\nFROM $I", (UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN)),
    ("ARG I\nFROM ${I}@sha256:ab", (UNKNOWN, UNKNOWN, None, "sha256:ab", False)),
    ("FROM app", (None, "app", None, None, True)),
    ("FROM app:latest", (None, "app", "latest", None, True)),
    ("FROM app:latest@sha256:ab", (None, "app", "latest", "sha256:ab", False)),
    ("FROM --platform=$BUILDPLATFORM app:$TARGETARCH", (None, "app", UNKNOWN, UNKNOWN, UNKNOWN)),
    ('ARG I="app:3"\nFROM $I', (None, "app", "3", None, False)),
]


@pytest.mark.parametrize(("text", "expected"), RESOLVED)
def test_variables_leave_only_what_depends_on_them_unknown(
    facts: Callable[..., Any], text: str, expected: tuple[Any, ...]
) -> None:
    image = facts(text).stages[0].image
    assert (image.registry, image.repository, image.tag, image.digest, image.floating) == expected


def test_build_arguments_override_defaults(facts: Callable[..., Any]) -> None:
    file = facts("ARG TAG=1\nFROM app:$TAG", {"TAG": "2"})
    assert file.stages[0].image.resolved == "app:2"


@pytest.mark.parametrize(
    ("text", "is_stage", "is_scratch", "floating"),
    [
        ("FROM scratch", False, True, False),
        ("FROM a AS scratch\nFROM scratch", True, False, False),
        ("FROM a AS b\nFROM b", True, False, False),
        ("FROM a AS B\nFROM B", False, False, True),
        ("FROM a AS b\nFROM ${X}", False, False, True),
        ("ARG X\nFROM a AS b\nFROM ${X}", UNKNOWN, UNKNOWN, UNKNOWN),
        ("ARG X\nFROM a AS b\nFROM c:${X}", False, False, UNKNOWN),
        ("ARG X\nFROM a AS b\nFROM ${X}/c", False, False, True),
        ("ARG X\nFROM s${X}h", False, UNKNOWN, True),
    ],
)
def test_what_an_image_is(facts: Callable[..., Any], text: str, is_stage: Any, is_scratch: Any, floating: Any) -> None:
    image = facts(text).stages[-1].image
    assert (image.is_stage, image.is_scratch, image.floating) == (is_stage, is_scratch, floating)


PRECISIONS = [
    ("app", None, None),
    ("app:latest", "latest", None),
    ("app:stable-slim", "channel", None),
    ("app:lts", "channel", None),
    ("app:3", "major", "3"),
    ("app:v3-slim", "major", "3"),
    ("app:3.12-slim", "minor", "3.12"),
    ("app:3.13-rc", "minor", "3.13"),
    ("app:3.12.4", "patch", "3.12.4"),
    ("app:17.0.9_9-jre", "patch", "17.0.9"),
    ("app:8u342-jdk", "minor", "8"),
    ("app:1.2.3.4", "patch", "1.2.3.4"),
    ("app:20240612", "date", "20240612"),
    ("app:bookworm-20240612-slim", "date", None),
    ("app:bookworm", "name", None),
    ("app:sha-0a1b2c3", "name", None),
    ("app:3.12@sha256:ab", "minor", "3.12"),
    ("app@sha256:ab", None, None),
    ("app:3.12-$X", "minor", "3.12"),
    ("app:$X", UNKNOWN, UNKNOWN),
    ("app$X", UNKNOWN, UNKNOWN),
    ("scratch", None, None),
]


@pytest.mark.parametrize(("image", "precision", "version"), PRECISIONS)
def test_how_closely_a_tag_names_one_image(facts: Callable[..., Any], image: str, precision: Any, version: Any) -> None:
    found = facts(f"ARG X\nFROM {image}").stages[0].image
    assert (found.tag_precision, found.version) == (precision, version)


KINDS = [
    ("FROM scratch", "scratch"),
    ("FROM a AS b\nFROM b", "stage"),
    ("FROM alpine", "external"),
    ("FROM spiped", "external"),
    ("FROM my-base", "context"),
    ("FROM my-base:1", "external"),
    ("FROM my-base@sha256:ab", "external"),
    ("FROM owner/my-base", "external"),
    ("FROM localhost/my-base", "external"),
    ("ARG X\nFROM a AS b\nFROM $X", UNKNOWN),
    ("ARG X\nFROM ghcr.io/a/$X", "external"),
    ("ARG X\nFROM my-base:1-$X", "external"),
]


@pytest.mark.parametrize(("text", "kind"), KINDS)
def test_the_kind_of_an_image(facts: Callable[..., Any], text: str, kind: Any) -> None:
    assert facts(text).stages[-1].image.kind == kind


VALUES = [
    ("ARG V=1\nFROM app:$V", ["app:1"]),
    ("ARG V\nFROM app:1${V:+-debug}", ["app:1", "app:1-debug"]),
    ("ARG V\nARG W\nFROM app:1${V:+-a}${W+-b}", ["app:1", "app:1-a", "app:1-b", "app:1-a-b"]),
    ("ARG V\nARG T=2\nFROM app:$T${V:+-debug}", ["app:2", "app:2-debug"]),
    ("ARG V\nFROM app:$V", UNKNOWN),
    ("ARG V\nFROM app:${V:+-a}$V", UNKNOWN),
    ("ARG A\nARG B\nARG C\nARG D\nFROM app:1${A:+1}${B:+1}${C:+1}${D:+1}", UNKNOWN),
]


@pytest.mark.parametrize(("text", "values"), VALUES)
def test_the_values_of_a_reference(facts: Callable[..., Any], text: str, values: Any) -> None:
    assert facts(text).stages[0].image.values == values


def test_the_stages_that_a_build_argument_may_choose(facts: Callable[..., Any]) -> None:
    file = facts("ARG V\nFROM a AS base-dev\nFROM a AS base-prod\nFROM a AS other\nFROM base-$V\nFROM other")
    assert [stage.name for stage in file.stages[3].image.candidates] == ["base-dev", "base-prod"]
    assert file.stages[4].image.candidates == []


SOURCES = [
    ("COPY --from=nginx:1.25 /a /b", [("copy", "nginx:1.25", "docker.io/library/nginx", "1.25")]),
    ("COPY --from=build /a /b", []),
    ("COPY --from=BUILD /a /b", []),
    ("COPY --from=0 /a /b", []),
    ("COPY --from=7 /a /b", []),
    ("COPY --from=$X /a /b", []),
    ("COPY --from=ghcr.io/o/$X /a /b", []),
    ("COPY a b", []),
    ("RUN --mount=type=bind,from=ghcr.io/o/x:2,target=/t x", [("mount", "ghcr.io/o/x:2", "ghcr.io/o/x", "2")]),
    ("RUN --mount=type=cache,from=build,target=/t x", []),
    ("RUN --mount=type=bind,target=/t x", []),
    (
        "RUN --mount=from=a:1,target=/t --mount=from=b,target=/u x",
        [("mount", "a:1", "docker.io/library/a", "1"), ("mount", "b", "docker.io/library/b", None)],
    ),
    ("ONBUILD COPY --from=nginx:1.25 /a /b", [("copy", "nginx:1.25", "docker.io/library/nginx", "1.25")]),
]


@pytest.mark.parametrize(("line", "expected"), SOURCES)
def test_images_that_files_come_from(facts: Callable[..., Any], line: str, expected: Any) -> None:
    file = facts(f"ARG X\nFROM golang AS build\nFROM alpine\n{line}\n")
    found = [image for image in file.nodes("image") if image.role != "from"]
    assert [(image.role, image.text, image.name, image.tag) for image in found] == expected
    assert all(image.span_text == image.text for image in found)
    assert all(image.stage is None and image.is_stage is False for image in found)


def test_what_a_stage_begins_with(facts: Callable[..., Any]) -> None:
    file = facts("FROM python:3.12-slim AS a\nFROM a AS b\nFROM b\nFROM scratch")
    assert [stage.root_image.text for stage in file.stages] == ["python:3.12-slim"] * 3 + ["scratch"]
