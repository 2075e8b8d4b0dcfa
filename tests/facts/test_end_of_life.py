"""When what an image holds stops being supported, and the data behind it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from itertools import pairwise
from typing import Any

import pytest

from analyzer import resources
from analyzer.facts.day import today
from analyzer.facts.imagedata import IMAGES
from analyzer.facts.lifetime import data_date
from analyzer.facts.unknown import UNKNOWN

Facts = Callable[..., Any]

# image, then: the date, and whose it is
ENDS = [
    ("debian:9", ("2022-06-30", "Debian 9")),
    ("debian:9.13-slim", ("2022-06-30", "Debian 9")),
    ("debian:stretch-20220622", ("2022-06-30", "Debian 9")),
    ("debian:stable", (UNKNOWN, UNKNOWN)),
    ("debian", (UNKNOWN, UNKNOWN)),
    ("ubuntu:20.04", ("2025-05-31", "Ubuntu 20.04")),
    ("ubuntu:focal", ("2025-05-31", "Ubuntu 20.04")),
    ("alpine:3.10", ("2021-05-01", "Alpine 3.10")),
    ("alpine:3.1", ("2016-11-01", "Alpine 3.1")),
    ("alpine:3.18.4", ("2025-05-09", "Alpine 3.18")),
    ("alpine:3", (UNKNOWN, UNKNOWN)),
    ("centos:7.9.2009", ("2024-06-30", "CentOS 7")),
    ("quay.io/centos/centos:stream8", ("2024-05-31", "CentOS stream8")),
    ("amazonlinux:2", ("2026-06-30", "Amazon Linux 2")),
    ("python:3.7", ("2023-06-27", "Python 3.7")),
    ("python:3.12-slim-stretch", ("2022-06-30", "Debian 9")),
    ("python:3.12-alpine3.19", ("2025-11-01", "Alpine 3.19")),
    ("python:3", (UNKNOWN, UNKNOWN)),
    ("node:18.19.1-alpine", ("2025-04-30", "Node.js 18")),
    ("node:hydrogen", ("2025-04-30", "Node.js 18")),
    ("node:0.10.48", ("2016-10-31", "Node.js 0.10")),
    ("golang:1.20", ("2024-02-06", "Go 1.20")),
    ("php:7.4-fpm-alpine", ("2022-11-28", "PHP 7.4")),
    ("postgres:9.6.24", ("2021-11-11", "PostgreSQL 9.6")),
    ("postgres:11.1", ("2023-11-09", "PostgreSQL 11")),
    ("eclipse-temurin:17.0.9_9-jre", ("2027-10-31", "Eclipse Temurin 17")),
    ("eclipse-temurin:19-jre-jammy", ("2023-03-21", "Eclipse Temurin 19")),
    ("maven:3.9-eclipse-temurin-20", ("2023-09-19", "Eclipse Temurin 20")),
    ("maven:3.6-jdk-14", ("2020-09-15", "Java 14")),
    ("gradle:8-jdk18", ("2022-09-20", "Java 18")),
    ("gradle:8-jdk17", (UNKNOWN, UNKNOWN)),
    ("openjdk:17-slim", ("2022-07-31", "the image openjdk 17")),
    ("mcr.microsoft.com/dotnet/sdk:6.0.427", ("2024-11-12", ".NET 6.0")),
    ("mcr.microsoft.com/windows/nanoserver:1903", ("2020-12-08", "Windows 1903")),
    ("gcr.io/distroless/base-debian10", ("2024-06-30", "Debian 10")),
    ("registry.access.redhat.com/ubi7/ubi", ("2024-06-30", "Red Hat Enterprise Linux 7")),
    ("owner/app:1.0-alpine3.10", ("2021-05-01", "Alpine 3.10")),
    ("python:$X", (UNKNOWN, UNKNOWN)),
    ("scratch", (None, None)),
]


@pytest.mark.parametrize(("image", "expected"), ENDS)
def test_the_end_of_life_of_an_image(facts: Facts, image: str, expected: tuple[Any, Any]) -> None:
    found = facts(f"ARG X\nFROM {image}").stages[0].image
    assert (found.end_of_life, found.end_of_life_of) == expected


@pytest.mark.parametrize(
    ("image", "day", "past"),
    [
        ("debian:9", "2022-06-29", False),
        ("debian:9", "2022-06-30", False),
        ("debian:9", "2022-07-01", True),
        ("debian:stable", "2099-01-01", UNKNOWN),
        ("scratch", "2099-01-01", None),
    ],
)
def test_the_last_day_is_still_a_day(facts: Facts, image: str, day: str, past: Any) -> None:
    assert facts(f"FROM {image}", today=day).stages[0].image.past_end_of_life is past


def test_the_day_is_the_present_one_unless_it_is_given(facts: Facts) -> None:
    assert abs((date.fromisoformat(facts("FROM a").today) - date.fromisoformat(today())).days) <= 1
    assert facts("FROM a", today="2020-02-02").today == "2020-02-02"


@pytest.mark.parametrize(
    ("given", "day"), [("0", "1970-01-01"), ("1700000000", "2023-11-14"), ("soon", None), ("", None), ("9" * 40, None)]
)
def test_a_build_may_be_given_its_day(monkeypatch: pytest.MonkeyPatch, given: str, day: str | None) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    present = today()
    monkeypatch.setenv("SOURCE_DATE_EPOCH", given)
    assert today() == day if day is not None else today() >= present


def test_dates_are_well_formed_and_sources_are_named() -> None:
    assert date(2026, 1, 1) <= date.fromisoformat(data_date()) <= date.fromisoformat(today())
    for name, product in IMAGES.table["products"].items():
        assert product["source"].startswith("https://"), name
        assert product["cycles"], name
        for cycle, day in product["cycles"].items():
            assert date(2010, 1, 1) <= date.fromisoformat(day) < date(2040, 1, 1), (name, cycle)
        assert set(product["names"].values()) <= set(product["cycles"]), name


@pytest.mark.parametrize("name", ["debian", "ubuntu", "alpine", "fedora", "go", "ruby", "postgres"])
def test_a_later_release_of_its_kind_does_not_end_much_earlier(name: str) -> None:
    cycles = IMAGES.table["products"][name]["cycles"]
    numbered = sorted((tuple(map(int, cycle.split("."))), day) for cycle, day in cycles.items())
    kinds = [numbered]
    if name == "ubuntu":  # every second April is a release with long support
        kinds = [[each for each in numbered if (each[0][0] % 2 == 0 and each[0][1] == 4) is long] for long in (True, False)]
    for releases in kinds:
        full = [each for each in releases if len(each[0]) == max(len(version) for version, _ in releases)]
        days = [date.fromisoformat(day) for _, day in full]
        assert all((before - after).days < 200 for before, after in pairwise(days))


MISTAKES = [
    ("as-of: soon\n", "'soon' is no date"),
    ("as-of: 2026-01-01 10:00:00\n", "is no date"),
    ("thing: {}\n", "no table 'thing'"),
    ("families: {a: {mangaer: apt}}\n", "unknown key mangaer"),
    ("families: {a: {}}\n---\nfamilies: {a: {}}\n", "a is described twice"),
    ("families: {a: {product: p}}\n", "'p' is not among the products"),
    ("families: {a: {names: {x: '1'}}, b: {names: {x: '2'}}}\n", "x names two releases"),
    ("images: {a: {os: b}}\n", "'b' is not among the families"),
    ("images: {a: {in-tag: {jdk: b}}}\n", "'b' is not among the products"),
    ("images: {1: {}}\n", "1 wants quotes"),
    ("words: {a: b}\n", "'b' is not among the families"),
    ("products: {a: {title: A, source: s, cycles: {3.10: 2026-01-01}}}\n", "3.1 wants quotes"),
    ("products: {a: {title: A, source: s, cycles: {'3.10': '2026-1-1'}}}\n", "'2026-1-1' is no date"),
]


@pytest.mark.parametrize(("text", "message"), MISTAKES)
def test_mistakes_in_the_data_are_told(tmp_path: Any, monkeypatch: pytest.MonkeyPatch, text: str, message: str) -> None:
    folder = tmp_path / "data" / "images"
    folder.mkdir(parents=True)
    (folder / "a.yaml").write_text(text, encoding="utf-8")
    monkeypatch.setattr(resources, "rules_path", lambda: str(tmp_path))
    monkeypatch.setattr(resources, "built_path", lambda name: str(tmp_path / name))
    monkeypatch.setattr(resources, "save_built", lambda name, data: None)
    with pytest.raises(ValueError, match=message):
        IMAGES.load()
