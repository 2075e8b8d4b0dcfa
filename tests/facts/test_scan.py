"""What the scan of an image tells, and where it stands."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from analyzer.facts.unknown import UNKNOWN

TEXT = """\
FROM alpine:3.20 AS build
RUN make
FROM alpine:3.20 AS app
RUN apk add \\
  curl
COPY . /app
"""
Scan = Callable[..., Any]


@pytest.fixture
def scan(facts: Callable[..., Any], outside: SimpleNamespace) -> Scan:
    def found(record: dict[str, Any], text: str = TEXT, **more: Any) -> Any:
        providers = outside.Providers(images=outside.Images({"Dockerfile": record}))
        return facts(text, providers=providers, **more).scan

    return found


def test_without_a_scan_nothing_is_known(facts: Callable[..., Any], outside: SimpleNamespace) -> None:
    for providers in (outside.Providers(), outside.Providers(images=outside.Images({"other/Dockerfile": {}}))):
        file = facts(TEXT, providers=providers)
        assert file.scan is UNKNOWN
        assert [list(file.nodes(sort)) for sort in ("scan", "vulnerability", "image-file", "image-package", "account")] == [
            []
        ] * 5


def test_what_was_not_looked_at_is_unknown(scan: Scan) -> None:
    found = scan({})
    for name in ("names", "tags", "age", "signed", "vulnerabilities", "files", "packages", "accounts"):
        assert getattr(found, name) is UNKNOWN
    assert scan({"files": []}).files == []
    (file,) = scan({"files": [{"path": "/a/b/"}]}).files
    assert (file.name, file.secret) == ("b", UNKNOWN)


PLACES = [  # the line of a record, the line it stands at, whether it is of an instruction
    (None, 3, False),
    (2, 2, True),
    (4, 4, True),
    (5, 4, True),
    (6, 6, True),
    (99, 3, False),
]


@pytest.mark.parametrize(("line", "at", "known"), PLACES)
def test_where_a_record_stands(scan: Scan, line: int | None, at: int, known: bool) -> None:
    record = {"id": "CVE-2026-1"} if line is None else {"id": "CVE-2026-1", "line": line}
    (found,) = scan({"vulnerabilities": [record]}).vulnerabilities
    assert found.file.source.position(found.start)[0] == at
    assert (found.instruction is not None) is known


def test_the_scan_stands_at_the_stage_that_was_built(scan: Scan) -> None:
    assert scan({}, target="build").span_text == "FROM alpine:3.20 AS build"
    assert scan({}).span_text == "FROM alpine:3.20 AS app"
    assert scan({}, text="").span_text == ""


def test_records_come_in_the_order_of_the_file(scan: Scan) -> None:
    found = scan({"files": [{"path": "/3", "line": 6}, {"path": "/1"}, {"path": "/2", "line": 4}, {"path": "/1b"}]})
    assert [file.path for file in found.files] == ["/1", "/1b", "/2", "/3"]
    assert found.file.nodes("image-file") == found.files


NAMES = [
    (["app"], ["latest"]),
    (["registry.example.com:5000/app"], ["latest"]),
    (["app:1.2", "app:latest"], ["1.2", "latest"]),
    (["app@sha256:00"], []),
    (["app:1@sha256:00"], ["1"]),
    ([], []),
]


@pytest.mark.parametrize(("names", "tags"), NAMES)
def test_tags(scan: Scan, names: list[str], tags: list[str]) -> None:
    assert scan({"names": names}).tags == tags


AGES = [("2026-01-01", 31), ("2026-01-31T23:59:59Z", 1), ("2026-02-01", 0), ("soon", UNKNOWN), (None, None)]


@pytest.mark.parametrize(("created", "age"), AGES)
def test_age_in_days(scan: Scan, created: str | None, age: object) -> None:
    assert scan({"created": created}, today="2026-02-01").age == age


FIXES = [({"fixed": "2"}, True), ({"fixed": ""}, False), ({"fixed": None}, False), ({}, UNKNOWN)]


@pytest.mark.parametrize(("record", "fixable"), FIXES)
def test_fixable(scan: Scan, record: dict[str, Any], fixable: object) -> None:
    assert scan({"vulnerabilities": [record]}).vulnerabilities[0].fixable is fixable


def test_accounts_that_share_a_number(scan: Scan) -> None:
    accounts = [("user", "root", 0), ("group", "root", 0), ("user", "admin", 0), ("user", "root", 0), ("user", "app", None)]
    found = scan({"accounts": [{"kind": kind, "name": name, "id": id_} for kind, name, id_ in accounts]}).accounts
    first = found[0]
    assert [account.duplicate_of for account in found] == [None, None, first, None, None]
