"""Syntax that needs a release of the frontend, and the release that a file names."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from analyzer.facts.frontend import FEATURES, NEWEST, release_of
from analyzer.facts.unknown import UNKNOWN, Unknown

Facts = Callable[..., Any]

RELEASES = [
    ("docker/dockerfile:1", NEWEST, False),
    ("docker/dockerfile", NEWEST, False),
    ("docker/dockerfile:latest", NEWEST, False),
    ("docker/dockerfile:labs", NEWEST, True),
    ("docker/dockerfile:1-labs", NEWEST, True),
    ("docker/dockerfile:1.4", (1, 4), False),
    ("docker.io/docker/dockerfile:1.14.1", (1, 14), False),
    ("docker/dockerfile:1.7.0-labs", (1, 7), True),
    ("docker/dockerfile:1.1-experimental", (1, 1), True),
    ("docker/dockerfile:experimental", NEWEST, True),
    ("docker/dockerfile:1.29.0-rc1", (1, 29), False),
    ("docker/dockerfile:1.29.0-rc1-labs", (1, 29), True),
    ("docker/dockerfile-upstream:master", NEWEST, False),
    ("docker/dockerfile-upstream:master-labs", NEWEST, True),
    ("docker/dockerfile:1.4@sha256:00", (1, 4), False),
    ("docker/dockerfile:1.4 --more", (1, 4), False),
    ("docker/dockerfile@sha256:00", None, False),
    ("docker/dockerfile:2", None, False),
    ("docker/dockerfile:2.1", None, False),
    ("docker/dockerfile:1.4x", None, False),
    ("docker/dockerfile:1.4labs", None, False),
    ("docker/dockerfile:", NEWEST, False),
    ("example.org/docker/dockerfile:1.4", None, False),
    ("team/dockerfile:1.4", None, False),
    ("", None, False),
    (None, None, False),
]


@pytest.mark.parametrize(("frontend", "number", "labs"), RELEASES)
def test_releases(frontend: str | None, number: tuple[int, int] | None, labs: bool) -> None:
    release = release_of(frontend)
    if number is None:
        assert release is UNKNOWN
    else:
        assert not isinstance(release, Unknown)
        assert (release.number, release.labs) == (number, labs)


SYNTAX = [
    ("COPY --link --from=x --chmod=a+x a /b", ["COPY --link", "COPY --chmod", "a symbolic --chmod"]),
    ("COPY --chmod=755 --chown=1 a /b", ["COPY --chmod"]),
    ("COPY --chmod=$MODE a /b", ["COPY --chmod"]),
    ("COPY <<A <<B /b/\nA\nB", ["a here-document"] * 2),
    (
        "RUN --mount=target=/a,Env=X --mount=target=/b --network=none true",
        ["RUN --mount", "RUN --mount with env", "RUN --mount", "RUN --network"],
    ),
    ("ADD --checksum=sha256:00 https://example.org/a /a", ["ADD --checksum"]),
    (
        "ADD --checksum=00 https://example.org/a.git#b?c /a",
        ["ADD --checksum", "ADD --checksum of a Git repository", "ADD of a Git repository"],
    ),
    ("ADD git@example.org:a.git?ref=b a.git /a", ["ADD of a Git repository with a query"]),
    ("ADD --keep-git-dir=true $WHERE /a", ["ADD --keep-git-dir"]),
    ("ARG A B=1", ["ARG with several names"]),
    ("ARG A", []),
    ("ONBUILD COPY --from=a b c", ["ONBUILD with --from or from="]),
    ("ONBUILD RUN --mount=from=a,target=/x true", ["RUN --mount", "ONBUILD with --from or from="]),
    ("ENV A=${B:-c}${B-c}${B##c}${B/c/d}$B", ["${name-word}", "${name#word}", "${name/old/new}"]),
    ("RUN echo ${B##c}", []),
    ("HEALTHCHECK --start-interval=1s --retries=2 CMD true", ["HEALTHCHECK --start-interval"]),
]


@pytest.mark.parametrize(("text", "names"), SYNTAX)
def test_what_is_found(facts: Facts, text: str, names: list[str]) -> None:
    assert [feature.name for feature in facts(f"ARG WHERE\nFROM a\n{text}\n").nodes("feature")] == names


def test_whether_the_frontend_knows_it(facts: Facts) -> None:
    text = "FROM a\nRUN --device=x --security=insecure true\n"
    for tag, known in [
        ("1", [False, True]),
        ("1.13-labs", [False, True]),
        ("1.14-labs", [True, True]),
        ("1.19", [False, False]),
    ]:
        assert [one.known for one in facts(f"# syntax=docker/dockerfile:{tag}\n{text}").nodes("feature")] == known
    assert [one.known for one in facts(text).nodes("feature")] == [UNKNOWN, UNKNOWN]
    assert [one.since for one in facts(text).nodes("feature")] == ["1.14-labs", "1.20"]


def test_a_preview_comes_before_its_release() -> None:
    for stable, labs in FEATURES.table.values():
        assert stable is None or labs is None or labs < stable


BROKEN = [
    "features: [{name: a}]",
    "features: [{name: a, since: '1.0', until: '2.0'}]",
    "features: [{name: a, since: '1.0'}, {name: a, since: '1.1'}]",
]


@pytest.mark.parametrize("text", BROKEN)
def test_a_broken_vocabulary_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="a feature has"):
        FEATURES.build(text.encode())


NEAR = [  # stages, the name, the stage it is taken for
    ("builder", "bilder", "builder"),
    ("builder", "buidler", "builder"),
    ("builder", "Builder", None),
    ("builder", "bildre", None),
    ("dependencies", "dependancie", "dependencies"),
    ("app", "api", None),
    ("base", "bsae", "base"),
    ("base", "bsea", None),
    ("test1", "test2", None),
    ("test1 test", "tets", "test"),
    ("runner running", "runnin", "running"),
    ("debain", "debian", None),
    ("tool", "tools:1", None),
    ("tool", "team/tool", None),
    ("", "tool", None),
]


@pytest.mark.parametrize(("stages", "name", "stage"), NEAR)
def test_the_stage_a_name_is_nearly_that_of(facts: Facts, stages: str, name: str, stage: str | None) -> None:
    text = "".join(f"FROM debian:12 AS {one}\n" for one in stages.split())
    for line in (
        f"FROM {name}\n",
        f"FROM scratch\nCOPY --from={name} /a /b\n",
        f"FROM scratch\nRUN --mount=from={name},target=/x x\n",
    ):
        file = facts(text + line)
        assert file.nodes("image")[-1].near_stage is (file.stage_names[stage] if stage else None)


def test_from_sees_earlier_stages_only(facts: Facts) -> None:
    file = facts("FROM laater\nCOPY --from=laater /a /b\nFROM a AS later\n")
    first, copied = file.nodes("image")[:2]
    assert first.near_stage is None
    assert copied.near_stage is file.stages[1]


def test_many_names_are_not_all_compared(facts: Facts) -> None:
    text = "FROM a AS builder\nFROM scratch\n" + "".join("COPY --from=bilder /a /b\n" for _ in range(300))
    near = [image.near_stage is not None for image in facts(text).nodes("image")[3:]]
    assert near[0]
    assert not near[-1]
