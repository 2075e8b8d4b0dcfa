"""Which instruction failed, by the name of a step."""

from __future__ import annotations

import pytest

from analyzer.runtime.recovery.classify import classify
from analyzer.runtime.recovery.place import place_of_vertex
from analyzer.source.text import Source
from analyzer.syntax.nodes import Document
from analyzer.syntax.parse import parse_document

STAGES = """\
ARG V=1
FROM debian:12 AS build
WORKDIR /src
ENV A=b
COPY go.mod \\
     go.sum ./
RUN make $V

FROM build
RUN make install

FROM scratch AS final
COPY --from=build /a /a
COPY --from=1 /b /b
"""
ONE = "FROM debian:12\nRUN one\nUSER nobody\nRUN two\n"


def document(text: str) -> Document:
    return parse_document(Source(text, "Dockerfile"))


@pytest.mark.parametrize(
    ("text", "name", "line"),
    [
        (STAGES, "[build 1/4] FROM docker.io/library/debian:12@sha256:0123", 2),
        (STAGES, "[build 2/4] WORKDIR /src", 3),
        (STAGES, "[build 3/4] COPY go.mod      go.sum ./", 5),
        (STAGES, "[build 4/4] RUN make 1", 7),
        (STAGES, "[linux/arm64 build 4/4] RUN make 1", 7),
        (STAGES, "[BUILD  4/4] RUN make 1", 7),
        (STAGES, "[stage-1 1/1] RUN make install", 10),
        (STAGES, "[final 2/2] COPY --from=1 /b /b", 14),
        (STAGES, "[internal] load metadata for docker.io/library/debian:12", 2),
        (ONE, "[2/3] RUN one", 2),
        (ONE, "[linux/arm64 3/3] RUN two", 4),
        (ONE, "[ 3/3] RUN two", 4),
        # what does not fit
        (STAGES, "[build 4/4] COPY make", None),
        (STAGES, "[other 1/1] RUN make", None),
        (STAGES, "[stage-0 2/4] WORKDIR /src", None),
        (STAGES, "[stage-9 1/1] RUN make", None),
        (STAGES, "[2/4] WORKDIR /src", None),
        (STAGES, "exporting to image", None),
        (STAGES, "[internal] load metadata for docker.io/library/alpine:3", None),
        ("FROM a:1\nFROM a:1\nRUN x\n", "[internal] load metadata for docker.io/library/a:1", None),
        ("FROM a AS x\nRUN one\nFROM b AS x\nRUN one\n", "[x 2/2] RUN one", None),
        # a base image with triggers has more steps than the file tells; the text still does
        (ONE, "[3/5] RUN two", 4),
        ("FROM a\nRUN one\nRUN one\n", "[3/5] RUN one", None),
        ("", "[1/1] FROM a", None),
    ],
)
def test_the_instruction_of_a_vertex(text: str, name: str, line: int | None) -> None:
    found = place_of_vertex(name, document(text))
    assert (found.line if found is not None else None) == line


@pytest.mark.parametrize(
    ("text", "log", "line"),
    [
        (STAGES, "Step 6/12 : RUN make $V\nThe command '/bin/sh -c make $V' returned a non-zero code: 2\n", 7),
        (STAGES, "Step 6/12 : COPY a\nThe command '/bin/sh -c make $V' returned a non-zero code: 2\n", None),
        (STAGES, "Step 99/99 : RUN a\nstop\n", None),
        (ONE, 'STEP 4/4: RUN two\nError: building at STEP "RUN two": while running runtime: exit status 2\n', 4),
        (STAGES, "[2/3] STEP 2/2: RUN make install\nError: while running runtime: exit status 2\n", 10),
        (STAGES, "STEP 2/2: RUN make install\nError: while running runtime: exit status 2\n", None),
        (STAGES, "Dockerfile:6\n----------\n   6 | >>>      go.sum ./\n----------\nERROR: failed to solve: x\n", 5),
        (STAGES, "Dockerfile:8\n----------\n   8 | >>> \n----------\nERROR: failed to solve: x\n", None),
        (ONE, "dockerfile parse error on line 2: unknown instruction: ONE", 2),
        (ONE, "dockerfile parse error on line 200: unknown instruction: ONE", None),
        ("FROM a\nENV\n", "failed to parse Dockerfile: ENV requires at least one argument", 2),
        ("FROM a\nENV\nENV\n", "failed to parse Dockerfile: ENV requires at least one argument", None),
        (ONE, "it is raining", None),
    ],
)  # fmt: skip
def test_the_line_of_a_log(text: str, log: str, line: int | None) -> None:
    assert classify(log, document=document(text)).line == line


def test_without_the_file_only_the_builder_s_word_counts() -> None:
    assert classify("Dockerfile:8\n----------\n   8 | >>> RUN x\n----------\nERROR: failed to solve: x\n").line == 8
    assert classify("Step 6/12 : RUN make\nThe command '/bin/sh -c make' returned a non-zero code: 2\n").line is None
