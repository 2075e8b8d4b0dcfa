"""Trivy's report: what is made of it, and that nothing but a whole report on the image says anything."""

from __future__ import annotations

import json
from typing import Any

import pytest

from analyzer.runtime.failure import OperationError
from analyzer.runtime.scan import trivy
from tests.runtime.scan import reports
from tests.runtime.scan.reports import BASE, GONE, ID, NAME, OTHER, OURS, changed, image


def read(report: dict[str, Any] | bytes) -> Any:
    data = report if isinstance(report, bytes) else json.dumps(report).encode()
    return trivy.read(data, image(), NAME)


def test_a_report_becomes_a_scan() -> None:
    scan = read(reports.trivy())
    curl, tar, lodash = scan.vulnerabilities
    assert (curl.id, curl.aliases, curl.severity, curl.fixed) == ("CVE-2026-1001", ("DSA-9001-1",), "high", "7.88.1-12")
    assert (curl.cvss, curl.epss, curl.kev, curl.sources) == (8.1, None, None, ("trivy",))
    assert (curl.package.name, curl.package.type, curl.package.layer, curl.package.line) == ("curl", "deb", BASE, None)
    assert (tar.package.version, tar.fixed, tar.cvss, tar.fixable) == ("1:1.34-1", None, None, False)
    assert (lodash.severity, lodash.fixed, lodash.package.line) == ("critical", "4.17.21", 3)
    assert [(one.name, one.version, one.type, one.licences) for one in scan.packages] == [
        ("curl", "7.88.1-10", "deb", ("curl",)),
        ("tar", "1:1.34-1", "deb", ("GPL-3.0-only",)),
        ("lodash", "4.17.20", "npm", None),
    ]
    assert [(one.path, one.secret) for one in scan.files] == [("/app/id_rsa", "private-key")]
    assert [(one.id, one.severity) for one in scan.issues] == [("DS002", "high")]
    assert (scan.image, scan.image_id, scan.assessed["vulnerabilities"], scan.assessed["packages"]) == (NAME, ID, "", "")
    assert "licences of files, not taken over: 1" in scan.scanners[0].reason
    assert "SECRET-TEXT" not in repr(scan)


REFUSED: list[tuple[str, bytes, str]] = [
    ("nothing", b"", "report-empty"),
    ("white space", b" \n", "report-empty"),
    ("cut off", json.dumps(reports.trivy()).encode()[:-200], "report-unreadable"),
    ("a list", b"[]", "report-unreadable"),
    ("deep", b"[" * 100_000, "report-unreadable"),
    ("another version", changed(reports.trivy(), SchemaVersion=3), "report-unknown-form"),
    ("no version", changed(reports.trivy(), SchemaVersion=GONE), "report-unknown-form"),
    ("a file system", changed(reports.trivy(), ArtifactType="filesystem"), "report-unknown-form"),
    ("another image", changed(reports.trivy(), Metadata__ImageID=OTHER), "wrong-image"),
    ("no image", changed(reports.trivy(), Metadata__ImageID=GONE), "report-unknown-form"),
    ("other layers", changed(reports.trivy(), Metadata__DiffIDs=[BASE]), "wrong-image"),
    ("an unknown class", changed(reports.trivy(), Results__0__Class="firmware"), "report-unknown-form"),
    ("an unknown severity", changed(reports.trivy(), Results__0__Vulnerabilities__0__Severity="AWFUL"), "report-unknown-form"),
    ("an unknown status", changed(reports.trivy(), Results__0__Vulnerabilities__0__Status="x"), "report-unknown-form"),
    ("no id", changed(reports.trivy(), Results__0__Vulnerabilities__0__VulnerabilityID=GONE), "report-unknown-form"),
    ("text for a list", changed(reports.trivy(), Results="none"), "report-unknown-form"),
    (
        "a score of 11",
        changed(reports.trivy(), Results__0__Vulnerabilities__0__CVSS={"x": {"V3Score": 11}}),
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


@pytest.mark.parametrize(
    ("report", "reason"),
    [
        (changed(reports.trivy(), Results=[]), "no package"),
        (changed(reports.trivy(), Results=GONE), "no package"),
        (changed(reports.trivy(), Metadata__OS__Family="plan9"), "no advisories for plan9"),
    ],
)
def test_a_report_that_cannot_know_says_that_nobody_looked(report: bytes, reason: str) -> None:
    assert reason in read(report).assessed["vulnerabilities"]


def test_what_does_not_affect_a_package_is_counted_and_not_taken_over() -> None:
    scan = read(changed(reports.trivy(), Results__0__Vulnerabilities__1__Status="not_affected"))
    assert [one.id for one in scan.vulnerabilities] == ["CVE-2026-1001", "CVE-2021-9999"]
    assert "left out, as it does not affect the package: 1" in scan.scanners[0].reason


def test_the_end_of_a_distribution_is_an_issue() -> None:
    assert "system-end-of-life" in [one.id for one in read(changed(reports.trivy(), Metadata__OS__EOSL=True)).issues]


def test_version_and_database_are_told_by_the_program() -> None:
    told = b'{"Version": "0.58.0", "VulnerabilityDB": {"Version": 2, "UpdatedAt": "2026-11-20T18:16:12.123456789Z"}}'
    assert trivy.about(told) == ("0.58.0", "2026-11-20T18:16:12.123456789Z")
    assert trivy.about(b'{"Version": "0.58.0"}') == ("0.58.0", "")


def test_a_layer_that_two_instructions_made_has_no_line() -> None:
    ours = image()
    ours.layers[0].diff_id = OURS
    ours.layers[0].line = 2
    report = changed(reports.trivy(), Metadata__DiffIDs=[OURS, OURS])
    assert trivy.read(report, ours, NAME).vulnerabilities[2].package.line is None
