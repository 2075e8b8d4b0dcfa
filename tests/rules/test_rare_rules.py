"""Rules that public Dockerfiles hardly ever break, on files as they are written in practice."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from analyzer.facts.scan import LISTS
from analyzer.providers.rule_examples import evaluate
from analyzer.resources import rules_path
from analyzer.rules.load import load_rules

RULES = load_rules([rules_path()])

GO = """\
FROM golang:1.22 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -o /out/server ./cmd/server
"""
# A rule, the files that break it, those that do not.
CASES: dict[str, tuple[list[str], list[str]]] = {
    "copy-from-empty-stage": (
        [
            "FROM scratch AS assets\nLABEL stage=assets\n" + GO + "COPY --from=assets /static /static\n",
            "FROM scratch AS certs\nFROM alpine:3.20\nCOPY --from=0 /etc/ssl/certs /etc/ssl/certs\n",
            "FROM scratch AS base\nENV A=1\nFROM base AS x\nUSER 1000\nFROM alpine:3.20\nRUN --mount=from=x,target=/x ls /x\n",
        ],
        [
            "FROM scratch AS assets\nCOPY static /static\nFROM nginx:1.27\nCOPY --from=assets /static /usr/share/nginx/html\n",
            GO + "FROM scratch\nCOPY --from=build /out/server /server\n",
            "FROM scratch AS root\nADD rootfs.tar.xz /\nFROM root AS next\nFROM alpine:3.20\nCOPY --from=next /etc /etc\n",
        ],
    ),
    "copy-from-self": (
        [
            GO + "COPY --from=build /out/server /usr/local/bin/\n",
            "FROM node:22 AS deps\nRUN npm ci\nFROM node:22 AS app\nCOPY --from=app /node_modules ./node_modules\n",
            "FROM rust:1 AS Build\nRUN --mount=type=bind,from=build,source=/x,target=/x make\n",
        ],
        [
            GO + "FROM alpine:3.20 AS final\nCOPY --from=build /out/server /usr/local/bin/\n",
            "FROM composer:2 AS vendor\nFROM php:8.3 AS app\nCOPY --from=composer:2 /usr/bin/composer /usr/bin/\n",
            "FROM rust:1 AS build\nRUN --mount=type=cache,target=/usr/local/cargo/registry cargo build\n",
        ],
    ),
    "dnf-missing-yes": (
        [
            "FROM fedora:40\nRUN dnf install git make && dnf clean all\n",
            "FROM registry.access.redhat.com/ubi9/ubi-minimal:9.4\nRUN microdnf install --nodocs java-21-openjdk-headless\n",
            "FROM fedora:40\nRUN set -ex; dnf -q upgrade --refresh; dnf clean all\n",
        ],
        [
            "FROM fedora:40\nRUN dnf -y --setopt=install_weak_deps=False install git && dnf clean all\n",
            "FROM registry.access.redhat.com/ubi9/ubi-minimal:9.4\nRUN microdnf install -y --nodocs java-21-openjdk-headless\n",
            "FROM fedora:40\nRUN dnf config-manager --set-enabled crb && dnf makecache && dnf info git\n",
        ],
    ),
    "yum-missing-yes": (
        [
            "FROM centos:7\nRUN yum update && yum clean all\n",
            "FROM centos:7\nRUN yum install epel-release \\\n  && yum install -y nginx\n",
            'FROM centos:7\nRUN ["yum", "groupinstall", "Development Tools"]\n',
        ],
        [
            "FROM centos:7\nRUN yum -y update && yum -y install epel-release nginx && yum clean all\n",
            "FROM centos:7\nRUN echo 'assumeyes=1' >> /etc/yum.conf && yum install nginx\n",
            "FROM centos:7\nRUN yum makecache fast && yum list installed\n",
        ],
    ),
    "zypper-missing-noninteractive": (
        [
            "FROM opensuse/leap:15.6\nRUN zypper refresh && zypper install git\n",
            "FROM opensuse/leap:15.6\nRUN zypper --gpg-auto-import-keys dup && zypper clean -a\n",
            "FROM registry.suse.com/bci/bci-base:15.6\nRUN zypper in --no-recommends curl\n",
        ],
        [
            "FROM opensuse/leap:15.6\nRUN zypper --non-interactive refresh && zypper -n install git && zypper clean\n",
            "FROM opensuse/leap:15.6\nRUN zypper dup -y\n",
            "FROM registry.suse.com/bci/bci-base:15.6\nRUN zypper addrepo https://example.org/a.repo && zypper search curl\n",
        ],
    ),
    "env-unset-in-later-layer": (
        [
            "FROM python:3.12\nENV PIP_INDEX_URL=https://example.org/simple\nRUN pip install app\nRUN unset PIP_INDEX_URL\n",
            "FROM debian:12\nENV http_proxy=http://proxy:3128\nRUN apt-get update && unset http_proxy\n",
            "FROM node:22 AS base\nENV NPM_CONFIG_X=1\nFROM base\nRUN npm ci; unset NPM_CONFIG_X\n",
        ],
        [
            "FROM debian:12\nENV http_proxy=http://proxy:3128\nRUN unset http_proxy && curl http://localhost\n",
            "FROM debian:12\nRUN export TOKEN=1 && make && unset TOKEN\n",
            "FROM debian:12\nARG TOKEN\nRUN make && unset TOKEN\n",
        ],
    ),
    "expose-invalid-format": (
        [
            "FROM nginx:1.27\nEXPOSE 8080:80\n",
            "FROM postgres:16\nEXPOSE 127.0.0.1:5432:5432/tcp\n",
            "FROM redis:7\nARG PORT=6379\nEXPOSE ${PORT}:${PORT}\n",
        ],
        [
            "FROM nginx:1.27\nEXPOSE 80 443\n",
            "FROM debian:12\nEXPOSE 5000-5010/udp\n",
            "FROM redis:7\nARG PORT\nEXPOSE ${PORT}\n",
        ],
    ),
    "from-platform-redundant": (
        [
            GO + "FROM --platform=$TARGETPLATFORM gcr.io/distroless/static\n",
            "FROM --platform=${TARGETPLATFORM} alpine:3.20\nARG TARGETPLATFORM\n",
            "FROM --platform=${TARGETPLATFORM:-linux/amd64} node:22 AS app\n",
        ],
        [
            "FROM --platform=$BUILDPLATFORM golang:1.22 AS build\nARG TARGETOS TARGETARCH\n",
            "FROM --platform=linux/$TARGETARCH alpine:3.20\n",
            "FROM alpine:3.20\nARG TARGETPLATFORM\nRUN echo $TARGETPLATFORM\n",
        ],
    ),
    "healthcheck-tool-absent": (
        [
            "FROM node:22-alpine\nCOPY . .\nRUN npm ci\nHEALTHCHECK CMD curl -f http://localhost:3000/ || exit 1\n",
            "FROM python:3.12-slim-bookworm\nRUN pip install app\nHEALTHCHECK CMD wget -qO- http://localhost:8000/health\n",
            GO + 'FROM gcr.io/distroless/static-debian12\nCOPY --from=build /out/server /\nHEALTHCHECK CMD ["curl", "x"]\n',
        ],
        [
            "FROM node:22-alpine\nRUN apk add --no-cache curl\nHEALTHCHECK CMD curl -f http://localhost:3000/ || exit 1\n",
            "FROM node:22-alpine\nHEALTHCHECK CMD wget -qO- http://localhost:3000/ || exit 1\n",
            "FROM nginx:1.27\nHEALTHCHECK CMD curl -f http://localhost/ || exit 1\n",
        ],
    ),
    "instruction-order-invalid": (
        ["MAINTAINER me\nFROM debian:12\n", "# base\nENV A=1\nFROM debian:12\nENV B=2\n", "RUN make\n"],
        [
            "# syntax=docker/dockerfile:1\n\nARG BASE=debian:12\nFROM $BASE\nENV A=1\n",
            "# escape=`\nFROM mcr.microsoft.com/windows/nanoserver:ltsc2022\nRUN dir\n",
            "ARG A\nARG B=$A\n\n# the base\nFROM debian:$B AS base\nFROM base\n",
        ],
    ),
    "label-value-invalid": (
        [
            "FROM debian:12\nLABEL org.opencontainers.image.licenses=Apache2\n",
            "FROM debian:12\nLABEL org.opencontainers.image.source=github.com/owner/app\n",
            'FROM debian:12\nLABEL org.opencontainers.image.created="2026-01-31 12:00"\n',
        ],
        [
            "FROM debian:12\nLABEL org.opencontainers.image.licenses=Apache-2.0 org.opencontainers.image.version=latest\n",
            "FROM debian:12\nARG CREATED\nLABEL org.opencontainers.image.created=$CREATED\n",
            "FROM debian:12\nLABEL org.opencontainers.image.source=https://example.org/app.git licenses=any\n",
        ],
    ),
    "onbuild-invalid-trigger": (
        [
            "FROM node:22\nONBUILD FROM node:22-alpine\n",
            "FROM node:22\nONBUILD ONBUILD COPY . .\n",
            "FROM node:22\nonbuild maintainer me\n",
        ],
        [
            "FROM node:22\nONBUILD COPY package*.json ./\nONBUILD RUN npm ci\n",
            "FROM node:22\nonbuild arg NODE_ENV\nONBUILD ENV NODE_ENV=$NODE_ENV\n",
            "FROM node:22\nMAINTAINER me\n",
        ],
    ),
    "stage-cycle": (
        [
            "FROM node:22 AS web\nCOPY --from=api /types /types\nFROM golang:1.22 AS api\nCOPY --from=web /dist /dist\n",
            "FROM debian:12 AS a\nCOPY --from=c /x /x\nFROM a AS b\nFROM b AS c\nFROM alpine:3.20\n",
            "FROM debian:12 AS a\nRUN --mount=from=b,target=/b make\nFROM debian:12 AS b\nRUN --mount=from=a,target=/a make\n",
        ],
        [
            "FROM node:22 AS web\nFROM golang:1.22 AS api\nCOPY --from=web /dist /dist\nFROM api\nCOPY --from=web /dist /d\n",
            "FROM debian:12 AS late\nCOPY --from=early /x /x\nFROM debian:12 AS early\nFROM late\n",
            GO + "FROM build AS test\nRUN go test ./...\nFROM scratch\nCOPY --from=build /out /\n",
        ],
    ),
    "stage-name-reserved": (
        ["FROM alpine:3.20 AS scratch\nFROM scratch\n", "FROM scratch AS context\nCOPY . /\n", "from alpine:3.20 as SCRATCH\n"],
        ["FROM scratch\nCOPY a /\n", "FROM alpine:3.20 AS scratchpad\n", "FROM alpine:3.20 AS build-context\n"],
    ),
    "user-name-without-passwd": (
        [
            GO + 'FROM scratch\nCOPY --from=build /out/server /server\nUSER nobody:nogroup\nENTRYPOINT ["/server"]\n',
            GO + 'FROM scratch\nCOPY --from=build /out/server /\nUSER appuser\nENTRYPOINT ["/server"]\n',
            "FROM scratch\nCOPY --chown=www-data:www-data site.conf /conf/site.conf\n",
        ],
        [
            GO
            + "FROM scratch\nCOPY --from=build /etc/passwd /etc/passwd\nCOPY --from=build /out/server /server\nUSER nobody\n",
            GO + "FROM scratch\nCOPY --from=build /out/server /server\nUSER 65534:65534\n",
            GO + "FROM gcr.io/distroless/static\nCOPY --from=build /out/server /server\nUSER nonroot\n",
        ],
    ),
}
READ = yaml.safe_load((Path(__file__).parent / "rare_rules.yaml").read_text(encoding="utf-8"))
POSITIVE = [(rule, case) for rule, (bad, _) in CASES.items() for case in bad]
POSITIVE += [(rule, case) for rule, cases in READ.items() for case in cases["bad"]]
NEGATIVE = [(rule, case) for rule, (_, good) in CASES.items() for case in good]
NEGATIVE += [(rule, case) for rule, cases in READ.items() for case in cases["good"]]


def pairs(record: dict[str, Any]) -> tuple[tuple[str, Any], ...]:
    """A record of a scan, mappings as pairs, with the names that the scan has for the fields."""
    values = ((key, [pairs(one) for one in value] if key in LISTS else value) for key, value in record.items())
    return tuple((key.replace("-", "_"), tuple(value) if isinstance(value, list) else value) for key, value in values)


def found(rule: str, case: str | dict[str, Any]) -> int:
    """How often a rule speaks of a case."""
    if isinstance(case, str):
        return len(evaluate(RULES, rule, case))
    rules = RULES.configured({rule: case["settings"]}) if "settings" in case else RULES
    given: list[tuple[str, Any]] = []
    if "context" in case:
        given.append(("context", tuple(case["context"].items())))
    if "registry" in case:
        given.append(("registry", tuple((name, "", tuple(platforms)) for name, platforms in case["registry"].items())))
    if "image" in case:
        given.append(("image", pairs(case["image"])))
    if "today" in case:
        given.append(("today", case["today"]))
    return len(evaluate(rules, rule, case["dockerfile"], tuple(given)))


@pytest.mark.parametrize(("rule", "case"), POSITIVE)
def test_is_found(rule: str, case: str | dict[str, Any]) -> None:
    assert found(rule, case) == 1


@pytest.mark.parametrize(("rule", "case"), NEGATIVE)
def test_is_quiet(rule: str, case: str | dict[str, Any]) -> None:
    assert found(rule, case) == 0


def test_every_case_names_a_rule() -> None:
    assert not CASES.keys() & READ.keys()
    assert CASES.keys() | READ.keys() <= RULES.by_id.keys()


def test_every_rule_that_the_corpus_does_not_break_has_cases() -> None:
    kept = json.loads((Path(__file__).parents[1] / "corpus" / "findings.json").read_text(encoding="utf-8"))
    assert sorted(RULES.by_id.keys() - kept["ALL"].keys() - CASES.keys() - READ.keys()) == []


def test_there_are_three_of_each() -> None:
    assert {len(cases) for pair in CASES.values() for cases in pair} == {3}
    assert {len(each) for cases in READ.values() for each in (cases["bad"], cases["good"])} == {3}
