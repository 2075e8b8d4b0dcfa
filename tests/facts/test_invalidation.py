"""Which steps run again after a change outside of the file."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from analyzer.facts.invalidation import rerun_by_argument, rerun_by_image, rerun_by_path, takes
from analyzer.facts.unknown import UNKNOWN

Facts = Callable[..., Any]


def numbers(file: Any, reruns: dict[Any, Any]) -> list[str]:
    """The steps by their number in the file, those that are only possible with a question mark."""
    return [
        f"{number}{'?' if reruns[step] is UNKNOWN else ''}" for number, step in enumerate(file.instructions) if step in reruns
    ]


MULTI = """FROM node AS deps
WORKDIR /app
COPY package.json ./
RUN npm ci
FROM deps AS build
COPY . .
RUN npm run build
FROM nginx
COPY --from=build /app/dist /srv
ENV A=b
RUN true
"""
# A file, a changed path of the context, and the steps that run again.
PATHS = [
    (MULTI, "package.json", ["2", "3", "5", "6", "8?", "10?"]),
    (MULTI, "src/a.js", ["5", "6", "8?", "10?"]),
    ("FROM a\nRUN x\nCOPY src /s\nRUN y\nUSER u", "src/a", ["2", "3"]),
    ("FROM a\nCOPY src /s\nRUN y", "srcs", []),
    ("FROM a\nCOPY *.txt /s\nRUN y", "a.txt", ["1", "2"]),
    ("FROM a\nCOPY *.txt /s\nRUN y", "d/a.txt", []),
    ("FROM a\nCOPY --exclude=*.md . /s\nRUN y", "README.md", []),
    ("FROM a\nCOPY --exclude=*.md . /s\nRUN y", "a.py", ["1", "2"]),
    ("FROM a\nRUN --mount=type=bind,target=/s y\nRUN z", "a", ["1", "2"]),
    ("FROM a\nRUN --mount=source=src,target=/s y", "docs/a", []),
    ("FROM a\nRUN --mount=type=cache,target=/s y", "a", []),
    ("FROM a\nCOPY --link a /a\nCOPY --link b /b\nRUN y", "a", ["1", "3"]),
    ("FROM a\nCOPY --link --chmod=1 b /b\nCOPY --link --chmod=1 a /a\nRUN y", "b", ["1", "2", "3"]),
    ("FROM a\nARG S\nCOPY $S /s\nRUN y", "a", ["2?", "3?"]),
    ("FROM a\nADD https://x.org/a /a\nRUN y", "a", []),
    ("FROM a AS x\nCOPY a /a\nFROM b\nRUN --mount=from=x,target=/x y\nRUN z", "a", ["1", "3?", "4?"]),
    ("FROM a\nCOPY /a /b", "./a", ["1"]),
    ("FROM a\nONBUILD COPY . .\nRUN y", "a", []),
]


@pytest.mark.parametrize(("text", "path", "steps"), PATHS)
def test_a_path_of_the_context_changes(facts: Facts, text: str, path: str, steps: list[str]) -> None:
    file = facts(text)
    assert numbers(file, rerun_by_path(file, path)) == steps


def test_a_known_context_tells_what_is_copied(facts: Facts, outside: Any) -> None:
    sources = {".": outside.Matched(["a", "b"]), "secret": outside.Matched([], ignored=True)}
    file = facts("FROM a\nCOPY secret /\nCOPY . /s", providers=outside.Providers(outside.Context(sources)))
    assert numbers(file, rerun_by_path(file, "a")) == ["2"]
    assert numbers(file, rerun_by_path(file, "secret")) == ["2"]


# A file, a changed argument, and the steps that run again.
ARGUMENTS = [
    ("FROM a\nRUN x\nARG V\nCOPY a /a\nRUN y", "V", ["4"]),
    ("FROM a\nRUN x\nARG V\nCOPY a $V\nRUN y", "V", ["3", "4"]),
    ("FROM a\nARG V\nUSER $V\nCOPY a /a", "V", []),
    ("FROM a\nARG V\nWORKDIR /$V\nCOPY a /a", "V", ["2", "3"]),
    ("FROM a\nARG V\nRUN y", "W", []),
    ("ARG V\nFROM a:$V\nRUN y", "V", ["1", "2"]),
    ("ARG V\nFROM a\nRUN y", "V", []),
    ("ARG V\nFROM a\nARG V\nRUN y", "V", ["3"]),
    ("ARG V\nARG W=$V\nFROM a:$W\nRUN y", "V", ["2", "3"]),
    ("FROM a\nARG V\nARG W=$V\nENV V=1\nRUN y", "V", ["4"]),
    ("FROM a\nARG V\nENV V=1\nRUN y", "V", []),
    ("FROM a\nARG V\nENV W=$V\nENV V=1\nCOPY a $W\nFROM b\nRUN z", "V", ["4"]),
    ("FROM a AS x\nARG V\nFROM x\nRUN y", "V", ["3"]),
    ("FROM a\nARG BUILDKIT_SBOM_SCAN_STAGE\nRUN y", "BUILDKIT_SBOM_SCAN_STAGE", []),
    ("FROM a\nRUN y", "HTTP_PROXY", []),
    ("FROM a\nARG HTTP_PROXY\nRUN y", "HTTP_PROXY", ["2"]),
]


@pytest.mark.parametrize(("text", "name", "steps"), ARGUMENTS)
def test_an_argument_changes(facts: Facts, text: str, name: str, steps: list[str]) -> None:
    file = facts(text)
    assert numbers(file, rerun_by_argument(file, name)) == steps


IMAGES = [
    (MULTI, "node", ["0", "1", "2", "3", "5", "6", "8?", "10?"]),
    (MULTI, "nginx", ["7", "8", "10"]),
    (MULTI, "deps", []),
    ("FROM a\nCOPY --from=b /x /x\nRUN y", "b", ["1", "2"]),
    ("FROM a\nRUN --mount=from=b,target=/b y", "b", ["1"]),
    ("ARG V=1\nFROM a:$V\nRUN y", "a:1", ["1", "2"]),
    ("ARG V\nFROM a:$V\nRUN y", "a:1", ["1?", "2?"]),
]


@pytest.mark.parametrize(("text", "reference", "steps"), IMAGES)
def test_an_image_changes(facts: Facts, text: str, reference: str, steps: list[str]) -> None:
    file = facts(text)
    assert numbers(file, rerun_by_image(file, reference)) == steps


# A file, and for its last instruction the numbers of those that make it run again.
CAUSES = [
    ("FROM a\nRUN y", [0]),
    ("FROM scratch\nCOPY a /a\nRUN y", [1]),
    ("FROM a\nARG V\nCOPY a /a\nRUN y", [0, 1, 2]),
    ("FROM a\nARG V\nCOPY a /a", [0, 2]),
    ("FROM a\nARG V\nCOPY a /$V", [0, 1, 2]),
    ("FROM a\nARG V\nENV W=$V\nCOPY a /$W", [0, 1, 3]),
    ("FROM a\nCOPY a /a\nCOPY --link b /b", [2]),
    ("FROM a\nADD https://x.org/a /a\nRUN y", [0, 1]),
    ("FROM a AS x\nCOPY a /a\nFROM b\nCOPY --from=x /a /a", [0, 1, 2]),
    ("FROM a AS x\nCOPY a /a\nFROM b\nCOPY --from=c /a /a", [2, 3]),
    ("ARG V\nFROM a:$V\nRUN y", [0, 1]),
    ("FROM a AS x\nARG V\nFROM x\nRUN y", [0, 1]),
    ("FROM a\nCOPY a /a\nUSER u", []),
    ("FROM a\nRUN --mount=type=bind,target=/s y", [0, 1]),
    ("FROM a\nONBUILD COPY . .", []),
    ("FROM a AS x\nFROM x", []),
]


@pytest.mark.parametrize(("text", "causes"), CAUSES)
def test_the_causes_of_a_step(facts: Facts, text: str, causes: list[int]) -> None:
    file = facts(text)
    assert [file.instructions.index(step) for step in file.instructions[-1].invalidated_by] == causes


@pytest.mark.parametrize(
    ("text", "paths"),
    [
        ("COPY a b /c/", ["a", "b"]),
        ("COPY --from=x a /c", []),
        ("COPY $X /c", UNKNOWN),
        ("ADD https://x.org/a /a", []),
        ("COPY <<E /e\nE", []),
        ("RUN --mount=target=/s true", ["/"]),
        ("RUN --mount=source=s,target=/s true", ["s"]),
    ],
)
def test_what_of_the_context_is_read(facts: Facts, text: str, paths: Any) -> None:
    assert facts(f"FROM a\nARG X\n{text}").instructions[-1].context_paths == paths


@pytest.mark.parametrize(
    ("source", "path", "expected"),
    [
        (".", "a/b", True),
        ("/", "a", True),
        ("a", "a", True),
        ("a/", "a/b", True),
        ("a", "ab", False),
        ("./a", "a", True),
        ("a/../b", "b", True),
        ("a*", "abc/d", True),
        ("*/b", "a/b/c", True),
        ("[^a]x", "bx", True),
        ("[^a]x", "ax", False),
        ("a/./b", "a/b", True),
    ],
)
def test_what_a_source_takes(source: str, path: str, expected: bool) -> None:
    assert takes(source, path) is expected
