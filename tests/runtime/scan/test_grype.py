"""Grype's report: what is made of it, and that nothing but a whole report on the image says anything."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from analyzer.runtime.failure import OperationError
from analyzer.runtime.scan import grype
from tests.runtime.scan import reports
from tests.runtime.scan.reports import BASE, BUILT, GONE, NAME, OTHER, OURS, changed, image

NOW = datetime(2026, 11, 22, tzinfo=UTC)


def read(report: dict[str, Any] | bytes, oldest: float | None = 5.0) -> Any:
    data = report if isinstance(report, bytes) else json.dumps(report).encode()
    return grype.read(data, image(), NAME, oldest=oldest, now=NOW)


def test_a_report_becomes_a_scan() -> None:
    scan = read(reports.grype())
    curl, lodash = scan.vulnerabilities
    assert (curl.id, curl.aliases, curl.severity, curl.fixed) == ("CVE-2026-1001", (), "critical", "7.88.1-11")
    assert (curl.cvss, curl.epss, curl.kev, curl.title) == (9.8, 0.42, True, "Something in curl.")
    # The layer of the package database is not that of the package.
    assert (curl.package.layer, curl.package.line, curl.package.path) == (None, None, "")
    assert (lodash.id, lodash.aliases, lodash.kev, lodash.cvss) == ("CVE-2021-9999", ("GHSA-aaaa-bbbb-cccc",), None, None)
    assert (lodash.package.layer, lodash.package.line, lodash.package.licences) == (OURS, 3, ("MIT",))
    assert (scan.assessed["vulnerabilities"], bool(scan.assessed["packages"])) == ("", True)
    assert (scan.scanners[0].version, scan.scanners[0].database) == ("0.110.0", BUILT)


MATCH = "matches__0__vulnerability__"
REFUSED: list[tuple[str, bytes, str]] = [
    ("nothing", b"", "report-empty"),
    ("cut off", json.dumps(reports.grype()).encode()[:500], "report-unreadable"),
    ("no matches", changed(reports.grype(), matches=GONE), "report-unknown-form"),
    ("matches that are none", changed(reports.grype(), matches=None), "report-unknown-form"),
    ("another program's", changed(reports.grype(), descriptor__name="trivy"), "report-unknown-form"),
    ("a folder", changed(reports.grype(), source__type="directory"), "report-unknown-form"),
    ("another image", changed(reports.grype(), source__target__imageID=OTHER), "wrong-image"),
    ("no image", changed(reports.grype(), source__target__imageID=GONE), "report-unknown-form"),
    ("other layers", changed(reports.grype(), source__target__layers=[{"digest": BASE}]), "wrong-image"),
    ("an old database", changed(reports.grype(), descriptor__db__status__built="2026-11-10T00:00:00Z"), "database-stale"),
    ("a database of no age", changed(reports.grype(), descriptor__db={}), "database-unknown"),
    ("a database to come", changed(reports.grype(), descriptor__db__status__built="2027-01-01T00:00:00Z"), "database-unknown"),
    ("a bad database", changed(reports.grype(), descriptor__db__status__valid=False), "database-invalid"),
    ("an unknown severity", changed(reports.grype(), **{MATCH + "severity": "Awful"}), "report-unknown-form"),
    ("an unknown state", changed(reports.grype(), **{MATCH + "fix__state": "perhaps"}), "report-unknown-form"),
    ("no id", changed(reports.grype(), **{MATCH + "id": ""}), "report-unknown-form"),
    ("no package", changed(reports.grype(), matches__0__artifact=GONE), "report-unknown-form"),
]


@pytest.mark.parametrize(
    ("report", "code"), [(report, code) for _, report, code in REFUSED], ids=[name for name, *_ in REFUSED]
)
def test_what_is_no_whole_report_on_the_image_is_not_assessed(report: bytes, code: str) -> None:
    with pytest.raises(OperationError) as caught:
        read(report)
    assert (caught.value.failure.category, caught.value.failure.code) == ("not_assessed", code)


def test_any_database_will_do_where_no_age_is_asked_for() -> None:
    assert read(changed(reports.grype(), descriptor__db={}), oldest=None).vulnerabilities


def test_older_versions_tell_of_the_database_one_level_higher() -> None:
    assert read(changed(reports.grype(), descriptor__db={"built": BUILT, "valid": True})).scanners[0].database == BUILT


@pytest.mark.parametrize(
    ("system", "matches", "reason"),
    [
        ("debian", [], ""),
        ("plan9", [], "grype has no advisories for plan9"),
        ("", [], "grype found no distribution that it knows and no match, and does not list packages"),
        ("", None, ""),
    ],
)
def test_silence_says_something_only_where_it_knows_the_system(system: str, matches: list[Any] | None, reason: str) -> None:
    report = reports.grype()
    report["distro"]["name"] = system
    if matches is not None:
        report["matches"] = matches
    assert read(report).assessed["vulnerabilities"] == reason


def test_an_advisory_on_several_vulnerabilities_is_each_of_them() -> None:
    report = reports.grype()
    match = report["matches"][0]
    match["vulnerability"] |= {"id": "ALAS2-2026-7"}
    match["relatedVulnerabilities"] = [{"id": "CVE-2026-1001"}, {"id": "CVE-2026-1002"}]
    assert [(one.id, one.aliases) for one in read(report).vulnerabilities[:2]] == [("CVE-2026-1001", ()), ("CVE-2026-1002", ())]


def test_what_grype_was_told_to_leave_out_is_counted() -> None:
    scan = read(changed(reports.grype(), ignoredMatches=[{}, {}]))
    assert scan.scanners[0].reason == "left out by grype's own exceptions: 2"
