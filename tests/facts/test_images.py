from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from analyzer.facts.images import split_reference
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
        ("ARG X\nFROM a AS b\nFROM c:${X}", False, UNKNOWN, UNKNOWN),
    ],
)
def test_what_an_image_is(facts: Callable[..., Any], text: str, is_stage: Any, is_scratch: Any, floating: Any) -> None:
    image = facts(text).stages[-1].image
    assert (image.is_stage, image.is_scratch, image.floating) == (is_stage, is_scratch, floating)
