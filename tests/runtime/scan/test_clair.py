"""Clair's report: what is made of it, and that nothing but a whole report on the image says anything."""

from __future__ import annotations

import json
from typing import Any

import pytest

from analyzer.runtime.failure import OperationError
from analyzer.runtime.scan import clair
from tests.runtime.scan import reports
from tests.runtime.scan.reports import BASE, BLOBS, DIGEST, GONE, ID, NAME, OTHER, changed, image


def read(report: dict[str, Any] | bytes) -> Any:
    data = report if isinstance(report, bytes) else json.dumps(report).encode()
    return clair.read(data, image(), DIGEST, NAME, BLOBS)


def test_a_report_becomes_a_scan() -> None:
    scan = read(reports.clair())
    curl, lodash = scan.vulnerabilities
    assert (curl.id, curl.severity, curl.fixed, curl.cvss) == ("CVE-2026-1001", "medium", "7.88.1-12", 8.8)
    assert (curl.package.type, curl.package.layer, curl.package.source) == ("deb", BASE, "curl")
    assert (lodash.id, lodash.aliases, lodash.severity) == ("CVE-2021-9999", ("GHSA-aaaa-bbbb-cccc",), "unknown")
    assert (lodash.fixed, lodash.package.type, lodash.package.line) == ("4.17.21", "npm", 3)
    assert (scan.image_id, scan.digest, scan.assessed["vulnerabilities"]) == (ID, DIGEST, "")
    assert [one.name for one in scan.packages] == ["curl", "lodash"]


REFUSED: list[tuple[str, bytes, str]] = [
    ("nothing", b"", "report-empty"),
    ("cut off", json.dumps(reports.clair()).encode()[:-9], "report-unreadable"),
    ("another image", changed(reports.clair(), manifest_hash=OTHER), "wrong-image"),
    ("no image", changed(reports.clair(), manifest_hash=GONE), "report-unknown-form"),
    ("no vulnerabilities", changed(reports.clair(), vulnerabilities=GONE), "report-unknown-form"),
    ("no relation", changed(reports.clair(), package_vulnerabilities=GONE), "report-unknown-form"),
    ("a package that is not there", changed(reports.clair(), package_vulnerabilities={"7": ["55"]}), "report-unknown-form"),
    (
        "a vulnerability that is not there",
        changed(reports.clair(), package_vulnerabilities={"1": ["7"]}),
        "report-unknown-form",
    ),
    (
        "an unknown severity",
        changed(
            reports.clair(),
            vulnerabilities={"55": {"name": "CVE-2026-1", "normalized_severity": "Defcon1"}, "56": {"name": "x"}},
        ),
        "report-unknown-form",
    ),
]


@pytest.mark.parametrize(
    ("report", "code"), [(report, code) for _, report, code in REFUSED], ids=[name for name, *_ in REFUSED]
)
def test_what_is_no_whole_report_on_the_image_is_not_assessed(report: bytes, code: str) -> None:
    with pytest.raises(OperationError) as caught:
        read(report)
    assert (caught.value.failure.category, caught.value.failure.code) == ("not_assessed", code)


def test_without_any_package_nobody_has_looked() -> None:
    report = reports.clair() | {"packages": {}, "environments": {}, "package_vulnerabilities": {}}
    assert read(report).assessed["vulnerabilities"] == "clair found no package that it knows"


def test_the_last_update_is_the_age_of_its_database() -> None:
    told = {
        "debian/updater": [{"date": "2026-11-19T00:00:00Z"}],
        "osv/npm": [{"date": "2026-11-21T00:00:00.123456789Z"}, {"date": "2026-11-01T00:00:00Z"}],
    }
    assert clair.updated(json.dumps(told).encode()) == "2026-11-21T00:00:00.123456789Z"
    assert clair.updated(b"{}") == ""
