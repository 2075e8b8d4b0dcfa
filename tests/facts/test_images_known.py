"""What is known of images by name and tag."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.facts.contents import Contents
from analyzer.facts.imagedata import IMAGES
from analyzer.facts.unknown import UNKNOWN

Facts = Callable[..., Any]

# image, then: family, release, package manager, libc
SYSTEMS = [
    ("debian:12.6-slim", ("debian", "12.6", "apt", "glibc")),
    ("debian:bookworm-20240612", ("debian", "12", "apt", "glibc")),
    ("debian:stable", ("debian", UNKNOWN, "apt", "glibc")),
    ("debian", ("debian", UNKNOWN, "apt", "glibc")),
    ("debian@sha256:ab", ("debian", UNKNOWN, "apt", "glibc")),
    ("debian:$X", ("debian", UNKNOWN, "apt", "glibc")),
    ("ubuntu:jammy", ("ubuntu", "22.04", "apt", "glibc")),
    ("ubuntu:22.04", ("ubuntu", "22.04", "apt", "glibc")),
    ("alpine:3.20.1", ("alpine", "3.20.1", "apk", "musl")),
    ("arm64v8/alpine:3.20", ("alpine", "3.20", "apk", "musl")),
    ("public.ecr.aws/docker/library/alpine:3.20", ("alpine", "3.20", "apk", "musl")),
    ("registry.example.org/alpine:3.20", (UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN)),
    ("centos:7.9.2009", ("centos", "7.9.2009", "yum", "glibc")),
    ("centos:centos7", ("centos", "7", "yum", "glibc")),
    ("quay.io/centos/centos:stream9", ("centos", "stream9", "yum", "glibc")),
    ("fedora:40", ("fedora", "40", "dnf", "glibc")),
    ("rockylinux:9-minimal", ("rocky", "9", "dnf", "glibc")),
    ("amazonlinux:2023", ("amazon", "2023", "yum", "glibc")),
    ("opensuse/leap:15.5", ("opensuse", "15.5", "zypper", "glibc")),
    ("archlinux:base", ("arch", UNKNOWN, "pacman", "glibc")),
    ("photon:5.0", ("photon", "5.0", "tdnf", "glibc")),
    ("busybox:1.36-musl", ("busybox", "1.36", "none", "musl")),
    ("python:3.12", ("debian", UNKNOWN, "apt", "glibc")),
    ("python:3.12-slim-bookworm", ("debian", "12", "apt", "glibc")),
    ("python:3.12-alpine3.20", ("alpine", "3.20", "apk", "musl")),
    ("python:3.12-alpine", ("alpine", UNKNOWN, "apk", "musl")),
    ("python:$X", (UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN)),
    ("python:$X-alpine", ("alpine", UNKNOWN, "apk", "musl")),
    ("python@sha256:ab", (UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN)),
    ("python:3.12-windowsservercore-ltsc2022", ("windows", "ltsc2022", "none", "none")),
    ("golang:1.22-nanoserver-1809", ("windows", "ltsc2019", "none", "none")),
    ("openjdk:17", (UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN)),
    ("openjdk:17-slim", ("debian", UNKNOWN, "apt", "glibc")),
    ("eclipse-temurin:21-jre-jammy", ("ubuntu", "22.04", "apt", "glibc")),
    ("eclipse-temurin:21-ubi9-minimal", ("rhel", "9", "dnf", "glibc")),
    ("amazoncorretto:17-al2023", ("amazon", "2023", "yum", "glibc")),
    ("maven:3.9-eclipse-temurin-21-alpine", ("alpine", UNKNOWN, "apk", "musl")),
    ("mongo:7.0", (UNKNOWN, UNKNOWN, "apt", "glibc")),
    ("nvidia/cuda:12.2.0-devel-ubuntu22.04", ("ubuntu", "22.04", "apt", "glibc")),
    ("bitnami/redis:7.2.4-debian-12-r3", ("debian", "12", "apt", "glibc")),
    ("ocaml/opam:debian-12-ocaml-5.1", ("debian", "12", "apt", "glibc")),
    ("owner/app:1.0-alpine", ("alpine", UNKNOWN, "apk", "musl")),
    ("owner/app:1.0-bookworm", ("debian", "12", "apt", "glibc")),
    ("owner/app:focal", (UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN)),
    ("owner/app:1.0", (UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN)),
    ("gcr.io/distroless/base-debian12:nonroot", ("distroless", "12", "none", "glibc")),
    ("gcr.io/distroless/static-debian12", ("distroless", "12", "none", "none")),
    ("gcr.io/distroless/java17", ("distroless", UNKNOWN, "none", "glibc")),
    ("cgr.dev/chainguard/wolfi-base", ("wolfi", UNKNOWN, "apk", "glibc")),
    ("cgr.dev/chainguard/python:latest-dev", ("wolfi", UNKNOWN, UNKNOWN, "glibc")),
    ("registry.access.redhat.com/ubi9/ubi-minimal:9.4", ("rhel-minimal", "9", "microdnf", "glibc")),
    ("registry.access.redhat.com/ubi8/ubi", ("rhel", "8", "dnf", "glibc")),
    ("mcr.microsoft.com/windows/servercore:ltsc2022", ("windows", "ltsc2022", "none", "none")),
    ("mcr.microsoft.com/windows/nanoserver:1809", ("windows", "ltsc2019", "none", "none")),
    ("mcr.microsoft.com/dotnet/aspnet:8.0", (UNKNOWN, UNKNOWN, "apt", "glibc")),
    ("mcr.microsoft.com/dotnet/aspnet:8.0-alpine", ("alpine", UNKNOWN, "apk", "musl")),
    ("mcr.microsoft.com/dotnet/sdk:6.0-nanoserver-1809", ("windows", "ltsc2019", "none", "none")),
    ("mcr.microsoft.com/azurelinux/base/core:3.0", ("azurelinux", UNKNOWN, "tdnf", "glibc")),
    ("scratch", (None, None, None, None)),
]


@pytest.mark.parametrize(("image", "expected"), SYSTEMS)
def test_the_system_of_an_image(facts: Facts, image: str, expected: tuple[Any, ...]) -> None:
    found = facts(f"ARG X\nFROM {image}").stages[0].image
    assert (found.os_family, found.os_release, found.package_manager, found.libc) == expected


# image, then: it is a small one, the word for a smaller one
SIZES = [
    ("python:3.12", (False, "slim")),
    ("python:3.12-bookworm", (False, "slim")),
    ("python:3.12-slim", (True, None)),
    ("python:3.12-alpine3.20", (True, None)),
    ("golang:1.22", (False, "alpine")),
    ("debian:12", (False, "slim")),
    ("debian:12-slim", (True, None)),
    ("ubuntu:24.04", (False, None)),
    ("alpine:3.20", (True, None)),
    ("gcr.io/distroless/static", (True, None)),
    ("registry.access.redhat.com/ubi9", (False, "ubi-minimal")),
    ("mcr.microsoft.com/dotnet/aspnet:8.0-noble-chiseled", (True, None)),
    ("python:$X", (UNKNOWN, UNKNOWN)),
    ("owner/app", (UNKNOWN, UNKNOWN)),
    ("owner/app:slim", (True, None)),
    ("scratch", (None, None)),
]


@pytest.mark.parametrize(("image", "expected"), SIZES)
def test_whether_an_image_is_a_small_one(facts: Facts, image: str, expected: tuple[Any, ...]) -> None:
    found = facts(f"ARG X\nFROM {image}").stages[0].image
    assert (found.minimal, found.smaller_variant) == expected


# image, then: its user, it is known to bring one, the user of a stage that sets none
USERS = [
    ("debian:12", (UNKNOWN, False, UNKNOWN)),
    ("owner/app", (UNKNOWN, False, UNKNOWN)),
    ("nginxinc/nginx-unprivileged:1.25", ("101", True, "101")),
    ("bitnami/redis:7.2", ("1001", True, "1001")),
    ("bitnami/minideb", (UNKNOWN, False, UNKNOWN)),
    ("gcr.io/distroless/static-debian12", (UNKNOWN, False, UNKNOWN)),
    ("gcr.io/distroless/static-debian12:nonroot", ("65532", True, "65532")),
    ("gcr.io/distroless/static-debian12:debug-nonroot", ("65532", True, "65532")),
    ("cgr.dev/chainguard/python", ("65532", True, "65532")),
    ("docker:27-dind-rootless", ("rootless", True, "rootless")),
    ("memcached", ("memcache", True, "memcache")),
    ("$X", (UNKNOWN, UNKNOWN, UNKNOWN)),
    ("scratch", (None, None, "root")),
]


@pytest.mark.parametrize(("image", "expected"), USERS)
def test_the_user_of_an_image_is_in_force_until_a_stage_sets_another(
    facts: Facts, image: str, expected: tuple[Any, ...]
) -> None:
    file = facts(f"ARG X\nFROM {image} AS a\nFROM a\nUSER app\nFROM a")
    found = file.stages[0].image
    assert (found.default_user, found.known_non_root, file.stages[0].effective_user) == expected
    assert file.stages[1].effective_user == "app"
    assert file.stages[2].effective_user == expected[2]


PARTS = [
    "alpine",
    "alpine3.20",
    "bookworm",
    "3.12",
    "slim",
    "\0",
    "debian",
    "12",
    "ubi9",
    "nonroot",
    "20240612",
    "",
    "ltsc2022",
]
MANAGERS = {"apt", "apk", "dnf", "yum", "microdnf", "tdnf", "zypper", "pacman", "none"}
NAMES = [*IMAGES.table["images"], *(prefix + "x" for prefix, _ in IMAGES.table["prefixes"]), "owner/app"]


@given(st.sampled_from(NAMES), st.lists(st.sampled_from(PARTS), min_size=1, max_size=4).map("-".join))
def test_any_image_has_a_place(name: str, tag: str) -> None:
    full = name if "." in name.partition("/")[0] else f"docker.io/{name if '/' in name else 'library/' + name}"
    found = Contents(full, tag)
    assert (found.entry is None) == (name == "owner/app")
    assert found.family is None or found.family in IMAGES.table["families"]
    assert found.manager is None or found.manager in MANAGERS
    assert found.libc in {None, "glibc", "musl", "none"}
    assert found.release is None or (found.family is not None and "\0" not in found.release)
