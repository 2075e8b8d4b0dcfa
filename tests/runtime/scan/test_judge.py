"""What counts of a scan, and whether the image passes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from analyzer.runtime.failure import RefusedError
from analyzer.runtime.requests import ScanRequest
from analyzer.runtime.scan.filters import exemptions, filtered
from analyzer.runtime.scan.judge import judge
from analyzer.runtime.scan.model import PARTS, Issue, Package, Scan, ScannerRun, Vulnerability

TODAY = "2026-11-22"
PACKAGE = Package("curl", "1.0", "deb")


def one(severity: str, id_: str = "CVE-2026-1", fixed: str | None = "1.1", **more: Any) -> Vulnerability:
    return Vulnerability(id_, PACKAGE, severity, fixed, **more)


def scan(*found: Vulnerability, issues: tuple[Issue, ...] = (), missing: str = "", failed: bool = False) -> Scan:
    runs = [ScannerRun("posture"), *([ScannerRun("trivy", "failed", "it crashed")] if failed else [])]
    return Scan("app:1", "", None, runs, dict.fromkeys(PARTS, missing), list(found), issues=list(issues))


def request(**given: Any) -> ScanRequest:
    return ScanRequest("app:1", **given)


@pytest.mark.parametrize(
    ("found", "threshold", "passes"),
    [
        (one("critical"), "critical", False),
        (one("high"), "critical", True),
        (one("critical"), "high", False),
        (one("high"), "error", False),
        (one("critical"), "error", False),
        (one("medium"), "error", True),
        (one("medium"), "warning", False),
        (one("low"), "warning", True),
        (one("low"), "info", False),
        (one("negligible"), "low", True),
        (one("negligible"), "style", False),
        (one("critical"), "never", True),
        (one("unknown"), "low", True),
        (one("unknown"), "negligible", False),
        (one("unknown", cvss=9.1), "critical", False),
        (one("unknown", cvss=7.0), "error", False),
        (one("unknown", cvss=6.9), "error", True),
        (one("low", kev=True), "critical", False),
        (one("low", kev=False), "error", True),
        (one("low", cvss=9.9), "error", True),  # who rates it for a distribution knows more
    ],
)
def test_thresholds(found: Vulnerability, threshold: str, passes: bool) -> None:
    failure = judge(scan(found), request(fail_on=threshold), TODAY).failure
    assert (failure is None) is passes
    if failure is not None:
        assert failure.category == "vulnerabilities"
        assert "CVE-2026-1" in failure.evidence[0]


def test_unknown_severities_are_told() -> None:
    verdict = judge(scan(one("unknown"), one("unknown", "CVE-2026-2")), request(), TODAY)
    assert verdict.failure is None
    assert any(note.startswith("2 of unknown severity did not count") for note in verdict.notes)


def test_issues_count_too() -> None:
    issue = Issue("cis-4.1", "high", "it runs as root")
    failure = judge(scan(issues=(issue,)), request(), TODAY).failure
    assert failure is not None
    assert "cis-4.1" in failure.evidence[0]
    assert judge(scan(issues=(issue,)), request(ignore=("cis-4.1",)), TODAY).failure is None


NOT_ASSESSED: list[tuple[str, Scan, dict[str, Any]]] = [
    ("nobody has looked at vulnerabilities", scan(missing="no advisories"), {}),
    ("a scanner failed", scan(failed=True), {"scanners": ("posture", "trivy")}),
    ("a scanner failed, whatever the threshold", scan(failed=True), {"scanners": ("posture", "trivy"), "fail_on": "never"}),
    ("a scanner failed, and others found something", scan(one("high"), failed=True), {"scanners": ("posture", "trivy")}),
    ("a scanner is missing", scan(), {"scanners": ("posture", "grype")}),
    ("there is no scanner", Scan("app:1", assessed=dict.fromkeys(PARTS, "")), {"scanners": ()}),
]


@pytest.mark.parametrize(("each", "given"), [row[1:] for row in NOT_ASSESSED], ids=[row[0] for row in NOT_ASSESSED])
def test_what_nobody_has_looked_at_does_not_pass(each: Scan, given: dict[str, Any]) -> None:
    failure = judge(each, request(**given), TODAY, stage="scan").failure
    assert failure is not None
    assert (failure.category, failure.stage) == ("not_assessed", "scan")


def test_accepted_gaps_are_told_and_what_was_found_is_judged() -> None:
    gaps = request(accept_gaps=True, scanners=("posture", "trivy"))
    clean = judge(scan(missing="no advisories", failed=True), gaps, TODAY)
    assert clean.failure is None
    assert any("trivy failed" in note for note in clean.notes)
    found = judge(scan(one("high"), failed=True), gaps, TODAY).failure
    assert found is not None
    assert found.category == "vulnerabilities"


def test_nothing_to_judge_says_what_was_not_assessed() -> None:
    verdict = judge(scan(missing="no advisories"), request(fail_on="never"), TODAY)
    assert verdict.failure is None
    assert "vulnerabilities were not assessed: no advisories" in verdict.notes


# --- exemptions


@pytest.mark.parametrize(
    ("entry", "id_", "until", "reason"),
    [
        ("CVE-2026-1", "CVE-2026-1", "", ""),
        ("CVE-2026-1 until=2026-12-31", "CVE-2026-1", "2026-12-31", ""),
        ("CVE-2026-1 -- not reachable: no network", "CVE-2026-1", "", "not reachable: no network"),
        (" RHSA-2026:1234  until=2026-12-31  --  wait ", "RHSA-2026:1234", "2026-12-31", "wait"),
    ],
)
def test_an_exemption_is_read(entry: str, id_: str, until: str, reason: str) -> None:
    (found,) = exemptions([entry])
    assert (found.id, found.until, found.reason) == (id_, until, reason)
    assert exemptions([str(found)]) == [found]


@pytest.mark.parametrize(
    "entry",
    ["", " ", "-- reason", "CVE-2026-1 until=", "CVE-2026-1 until=tomorrow", "CVE-2026-1 until=2026-02-30", "CVE-2026-1 x"],
)
def test_what_is_no_exemption_is_refused(entry: str) -> None:
    with pytest.raises(RefusedError):
        filtered(scan(), request(ignore=(entry,)), TODAY)


def test_what_is_exempted_is_listed() -> None:
    found = filtered(
        scan(one("high", aliases=("GHSA-a",)), one("high", "CVE-2026-2")), request(ignore=("ghsa-A -- why",)), TODAY
    )
    assert [each.id for each in found.kept] == ["CVE-2026-2"]
    assert [(each.what.id, each.by.reason) for each in found.ignored] == [("CVE-2026-1", "why")]
    assert found.notes() == ["1 ignored: CVE-2026-1"]


@pytest.mark.parametrize(("until", "holds"), [("2026-11-21", False), ("2026-11-22", True), ("2026-11-23", True)])
def test_an_exemption_ends_after_its_day(until: str, holds: bool) -> None:
    given = request(ignore=(f"CVE-2026-1 until={until}",))
    verdict = judge(scan(one("high")), given, TODAY)
    assert (verdict.failure is None) is holds
    assert any("has expired" in note for note in verdict.notes) is not holds


def test_an_exemption_of_nothing_is_told() -> None:
    assert filtered(scan(), request(ignore=("CVE-2026-9",)), TODAY).notes() == [
        "the exemption of CVE-2026-9 leaves nothing out"
    ]


def test_only_fixable_leaves_out_and_lists_the_others() -> None:
    found = filtered(scan(one("high"), one("high", "CVE-2026-2", None)), request(only_fixable=True), TODAY)
    assert ([each.id for each in found.kept], [each.id for each in found.unfixable]) == (["CVE-2026-1"], ["CVE-2026-2"])
    assert found.notes() == ["1 without a fixed version left out: CVE-2026-2"]


def test_every_vulnerability_stands_in_one_list() -> None:
    vulnerabilities = [one("high", f"CVE-2026-{at}", "1.1" if at % 2 else None) for at in range(9)]
    found = filtered(scan(*vulnerabilities), request(only_fixable=True, ignore=("CVE-2026-1", "CVE-2026-2")), TODAY)
    ids = [each.id for each in (*found.kept, *(each.what for each in found.ignored), *found.unfixable)]
    assert sorted(ids) == [each.id for each in vulnerabilities]


def test_a_verdict_does_not_change_the_scan() -> None:
    each = scan(one("high"))
    before = replace(each, vulnerabilities=list(each.vulnerabilities))
    judge(each, request(ignore=("CVE-2026-1",)), TODAY)
    assert each == before
