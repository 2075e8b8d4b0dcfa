"""The score: a further finding never lowers it, and every number of it can be traced."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.runtime.scan.model import PARTS, SEVERITIES, ImageFile, Issue, Package, Scan, Vulnerability
from analyzer.runtime.scan.risk import Risk, explain, risk

PACKAGE = Package("curl", "1.0", "deb")
VULNERABILITIES = st.builds(
    Vulnerability,
    id=st.sampled_from([f"CVE-2026-{at}" for at in range(5)]),
    package=st.just(PACKAGE),
    severity=st.sampled_from(SEVERITIES),
    cvss=st.none() | st.floats(0, 10),
    epss=st.none() | st.floats(0, 1),
    kev=st.sampled_from([None, False, True]),
)
FILES = st.builds(ImageFile, path=st.sampled_from(["a", "b"]), secret=st.sampled_from([None, "key"]))
ISSUES = st.builds(Issue, id=st.sampled_from(["x", "y"]), severity=st.sampled_from(SEVERITIES), message=st.just("m"))


def scan(vulnerabilities: list[Vulnerability], files: list[ImageFile] | None = None, issues: list[Issue] | None = None) -> Scan:
    assessed = dict.fromkeys(PARTS, "")
    return Scan("app:1", assessed=assessed, vulnerabilities=vulnerabilities, files=files or [], issues=issues or [])


def score(*found: Vulnerability) -> float:
    value = risk(scan(list(found))).score
    assert value is not None
    return value


@given(st.lists(VULNERABILITIES), VULNERABILITIES)
def test_a_further_vulnerability_never_lowers_it(found: list[Vulnerability], more: Vulnerability) -> None:
    assert score(*found, more) >= score(*found)


@given(st.lists(VULNERABILITIES), st.lists(FILES), st.lists(ISSUES), FILES, ISSUES)
def test_neither_does_anything_else(
    found: list[Vulnerability], files: list[ImageFile], issues: list[Issue], file: ImageFile, issue: Issue
) -> None:
    before = risk(scan(found, files, issues)).at_least
    assert before <= risk(scan(found, [*files, file], issues)).at_least <= 100
    assert before <= risk(scan(found, files, [*issues, issue])).at_least <= 100


@given(st.lists(VULNERABILITIES), st.randoms())
def test_order_does_not_matter(found: list[Vulnerability], random: object) -> None:
    assert score(*found) == score(*reversed(found))


@given(VULNERABILITIES, st.floats(0, 10), st.floats(0, 1))
def test_more_of_anything_never_lowers_it(one: Vulnerability, cvss: float, epss: float) -> None:
    assert score(replace(one, kev=True)) >= score(one)
    if one.cvss is not None:
        assert score(replace(one, cvss=max(cvss, one.cvss))) >= score(one)
    if one.epss is not None:
        assert score(replace(one, epss=max(epss, one.epss))) >= score(one)


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ([], 0.0),
        ([Vulnerability("CVE-2021-44228", PACKAGE, "critical", cvss=10, epss=0.94, kev=True)], 90.0),
        ([Vulnerability("CVE-2026-1", PACKAGE, "high", cvss=7.5)], 6.4),
        ([Vulnerability("CVE-2026-1", PACKAGE, "low", cvss=3.1, epss=0.01, kev=False)], 0.56),
        ([Vulnerability("CVE-2026-1", PACKAGE, "unknown")], 3.03),
    ],
)
def test_the_documented_numbers(found: list[Vulnerability], expected: float) -> None:
    assert score(*found) == expected


@given(st.lists(VULNERABILITIES, min_size=1), st.lists(FILES), st.lists(ISSUES))
def test_every_number_can_be_traced(found: list[Vulnerability], files: list[ImageFile], issues: list[Issue]) -> None:
    rated = risk(scan(found, files, issues))
    counted = len(found) + len(issues) + sum(1 for one in files if one.secret)
    assert len(rated.contributions) == counted
    assert len(explain(rated)) == counted + 1
    left = 1.0
    for part in rated.contributions:
        assert part.weight == pytest.approx(part.impact**2 * part.likelihood, abs=1e-4)
        left *= 1 - part.weight
        assert part.after == pytest.approx(100 * (1 - left), abs=0.011)
    assert rated.contributions[-1].after == rated.score


def test_unknown_is_unknown() -> None:
    (part,) = risk(scan([Vulnerability("CVE-2026-1", PACKAGE, "unknown")])).contributions
    assert (part.cvss, part.epss, part.kev) == (None, None, None)
    assert "unknown" in part.because_impact
    assert "EPSS unknown" in part.because_likelihood


def test_it_is_unknown_where_nobody_has_looked() -> None:
    missing = scan([], [ImageFile("key", secret="private-key")])
    missing.assessed["vulnerabilities"] = "no advisories"
    rated: Risk = risk(missing)
    assert (rated.score, rated.at_least) == (None, 19.2)
    assert explain(rated)[0] == "risk unknown, at least 19.20 of 100"
