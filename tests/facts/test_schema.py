"""Every field of the schema is an attribute of its nodes and gives a value of its type."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.facts.model import file_facts
from analyzer.facts.node import Node
from analyzer.facts.schema import SORTS, Field
from analyzer.facts.show import facts_data, facts_text
from analyzer.facts.unknown import UNKNOWN
from analyzer.source.text import Source
from analyzer.syntax.parse import parse_document

Facts = Callable[..., Any]

RICH = r"""# syntax=docker/dockerfile:1
# A rich example.
ARG VERSION=3.20 BASE
FROM --platform=linux/amd64 ghcr.io/org/alpine:${VERSION}@sha256:0123 AS Base
SHELL ["/bin/bash", "-eo", "pipefail", "-c"]
ARG MIRROR
ENV A=1 B="two words" LEGACY$A=$MIRROR
LABEL org.opencontainers.image.title="x"
RUN --mount=type=cache,id=c,target=/var/cache/apt,from=base,source=/s --network=none --security=insecure \
    # inner

    set -x && sudo DEBIAN_FRONTEND=noninteractive apt-get update -qy && apt-get install -y curl=1.0 git \
    && (curl -fsSL https://example.org/x.sh | bash) || pip install flask $EXTRA; npm install
RUN <<EOT
apk add --virtual .build gcc~=12; cat <<< "$A"
EOT
RUN ["npm", "install", "left-pad@1"]
ONBUILD COPY . /src
HEALTHCHECK CMD curl -f http://localhost || exit 1
FROM base AS base
COPY --from=base --chown=1:1 --chmod=644 a b /to/
ADD --checksum=sha256:00 https://example.org/a.tar.gz /
EXPOSE 80/tcp 1000-2000/udp 127.0.0.1:1:1 $PORT
ENV LINKED=$A
VOLUME /data
WORKDIR /srv
USER app
ENTRYPOINT ["/bin/app"]
CMD serve
COPY --from=node:8-bullseye /x /y
COPY --from=basse /x /y
COPY --from=gcr.io/distroless/static-debian11:nonroot /x /y
RUN --mount=from=python:3.14,target=/p true
LABEL k=v
ARG API_TOKEN=0123456789abcdef0
COPY old.tar.gz keep.txt /opt/
RUN apt-get update && apt-get install -y make && curl -fsSLO https://example.org/t.tgz && sha256sum -c sums && tar xf t.tgz \
    && wget -qO- https://example.org/s | sh; wget -O r.sh https://example.org/r && sh r.sh && rm r.sh && dpkg -i p.deb
RUN apt-get update && curl -o p.deb https://example.org/p.deb && dpkg -i p.deb && echo "token=abcdef12" > /c \
    && cd /opt && tar xf old.tar.gz && chmod 700 keep.txt && rm -f old.tar.gz && apt-get update && apt-get update \
    && useradd -u 9 u
# as in https://user:hunter22@example.org/
RUN --mount=type=secret,id=t,env=T,mode=0444 --mount=type=secret,id=s cp /run/secrets/s /etc/s
FROM $BASE
RUN if then
FROM alpine:3.20
RUN apk add zip bash && echo $LANG $(unset PATH) $VERSION
ENV LANG=C
RUN ls $LANG; unset LANG; f() { true; }
HEALTHCHECK CMD curl $LANG
"""
TYPES: dict[str, type] = {"string": str, "number": int, "boolean": bool, "strings": list, "node": Node, "nodes": list}
FIELDS = [(sort.name, field) for sort in SORTS.values() for field in sort.fields.values()]


def check_value(value: Any, field: Field) -> None:
    if value is None or value is UNKNOWN:
        return
    kind: Any = TYPES[field.type]
    assert isinstance(value, kind)
    assert isinstance(value, bool) is (field.type == "boolean")
    if field.type == "strings":
        assert all(isinstance(item, str) for item in value)
    if field.type == "node":
        assert value.sort == field.target
    if field.type == "nodes":
        assert all(item.sort == field.target for item in value)


@pytest.mark.parametrize(("sort", "field"), FIELDS, ids=lambda part: part if isinstance(part, str) else part.name)
def test_every_field_has_its_type(facts: Facts, everything: Any, sort: str, field: Field) -> None:
    values = [getattr(node, field.attribute) for node in facts(RICH, providers=everything).nodes(sort)]
    for value in values:
        check_value(value, field)
    assert any(value is not None and value is not UNKNOWN for value in values), "the example shows this field nowhere"


@pytest.mark.parametrize("sort", SORTS)
def test_nodes_come_in_the_order_of_the_file_and_know_where_they_are(facts: Facts, everything: Any, sort: str) -> None:
    file = facts(RICH, providers=everything)
    nodes = file.nodes(sort)
    assert nodes
    starts = [node.start for node in nodes]
    assert starts == sorted(starts)
    for node in nodes:
        assert node.file is file
        assert node.span_text == RICH[node.start : node.end]
        assert sort == "file" or node in node.ancestor("file").within(sort)
        for around in ("instruction", "command", "stage"):
            outer = node.ancestor(around)
            assert outer is None or (node in outer.within(sort) and outer.start <= node.start <= node.end <= outer.end)


def test_facts_are_shown_as_data_and_as_text(facts: Facts) -> None:
    file = facts("ARG B\nFROM a AS b\nUSER $B")
    data: Any = facts_data(file, ("stage",))
    assert data["stage"][0]["name"] == "b"
    assert data["stage"][0]["effective-user"] == {"unknown": True}
    assert data["stage"][0]["user-instruction"] == {"sort": "instruction", "at": "3:1"}
    assert facts_text(facts("# hello\nFROM a"), ("comment",)) == "comment 1:1\n  text: hello\n"


LINES = RICH.splitlines(keepends=True)


@given(st.lists(st.sampled_from([*LINES, "\\\n", "\n", "$", '"', "FROM base AS base\n", "RUN <<A\n", "A\n"]), max_size=12))
def test_facts_of_anything_are_of_their_types(lines: list[str]) -> None:
    file = file_facts(parse_document(Source("".join(lines))))
    for sort, field in FIELDS:
        for node in file.nodes(sort):
            check_value(getattr(node, field.attribute), field)
