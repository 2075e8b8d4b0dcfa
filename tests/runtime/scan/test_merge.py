"""Several scans of one image as one."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.runtime.failure import Failure, OperationError
from analyzer.runtime.scan import clair, grype, trivy
from analyzer.runtime.scan.merge import failed, merge
from analyzer.runtime.scan.model import PARTS, SEVERITIES, ImageFile, Package, Scan, ScannerRun, Vulnerability
from tests.runtime.scan import reports
from tests.runtime.scan.reports import BLOBS, DIGEST, ID, NAME, changed, image


def scans() -> list[Scan]:
    return [
        trivy.read(changed(reports.trivy()), image(), NAME),
        grype.read(changed(reports.grype()), image(), NAME, oldest=None),
        clair.read(changed(reports.clair()), image(), DIGEST, NAME, BLOBS),
    ]


def test_three_scanners_make_one_scan() -> None:
    scan = merge(scans())
    found = {one.id: one for one in scan.vulnerabilities}
    assert sorted(found) == ["CVE-2005-2541", "CVE-2021-9999", "CVE-2026-1001"]
    curl, lodash = found["CVE-2026-1001"], found["CVE-2021-9999"]
    assert (curl.severity, curl.fixed, curl.cvss, curl.epss, curl.kev) == ("critical", "7.88.1-11", 9.8, 0.42, True)
    assert (curl.sources, curl.aliases) == (("clair", "grype", "trivy"), ("DSA-9001-1",))
    assert (lodash.severity, lodash.fixed, lodash.package.line) == ("critical", "4.17.21", 3)
    assert found["CVE-2005-2541"].sources == ("trivy",)
    assert [one.name for one in scan.scanners] == ["clair", "grype", "trivy"]
    assert (scan.assessed["vulnerabilities"], scan.assessed["packages"]) == ("", "")
    assert "grype" in scan.assessed["accounts"]
    assert sorted({one.name for one in scan.packages}) == ["curl", "lodash", "tar"]
    assert (scan.image_id, scan.digest) == (ID, DIGEST)


def test_a_scanner_that_failed_stays_in_the_result() -> None:
    error = OperationError(Failure("scanner-failed", "not_assessed", "scan", "grype: it crashed"))
    scan = merge([scans()[0], failed("grype", error, NAME, ID)])
    assert {one.name: one.status for one in scan.scanners} == {"trivy": "assessed", "grype": "failed"}
    assert (scan.assessed["vulnerabilities"], len(scan.vulnerabilities)) == ("", 3)
    assert "grype: it crashed" in scan.assessed["accounts"]
    alone = merge([failed("grype", error, NAME, ID)])
    assert set(alone.assessed) == set(PARTS)
    assert set(alone.assessed.values()) == {"grype: it crashed"}


def test_scans_of_different_images_are_no_scan() -> None:
    first, second, _ = scans()
    second.image_id = reports.OTHER
    with pytest.raises(OperationError, match="different images") as caught:
        merge([first, second])
    assert caught.value.failure.category == "not_assessed"


def test_no_scan_is_no_scan() -> None:
    with pytest.raises(OperationError, match="nobody has looked"):
        merge([])


CURL = Package("curl", "1.0-1", "deb", "pkg:deb/debian/curl@1.0-1?arch=amd64")


def one(id_: str, *aliases: str, package: Package = CURL, fixed: str | None = None, severity: str = "low") -> Vulnerability:
    return Vulnerability(id_, package, severity, fixed, aliases, sources=("x",))


def scan(*found: Vulnerability) -> Scan:
    return Scan(NAME, ID, None, [ScannerRun("x")], dict.fromkeys(PARTS, ""), list(found))


SAME = [
    ("the same name", one("CVE-2026-1"), one("CVE-2026-1"), 1),
    ("a common alias", one("CVE-2026-1", "GHSA-x"), one("GHSA-x"), 1),
    ("no common name", one("CVE-2026-1"), one("CVE-2026-2"), 2),
    ("an advisory on both", one("CVE-2026-1", "DSA-1-1"), one("CVE-2026-2", "DSA-1-1"), 2),
    ("an advisory alone", one("DSA-1-1"), one("DSA-1-1"), 1),
    ("another package", one("CVE-2026-1"), one("CVE-2026-1", package=replace(CURL, name="wget", purl="")), 2),
    ("another version", one("CVE-2026-1"), one("CVE-2026-1", package=replace(CURL, version="1.0-2")), 2),
    ("no package-url", one("CVE-2026-1"), one("CVE-2026-1", package=replace(CURL, purl="")), 1),
    (
        "other qualifiers",
        one("CVE-2026-1"),
        one("CVE-2026-1", package=replace(CURL, purl="pkg:deb/debian/curl@1.0-1?x=y#z")),
        1,
    ),
    (
        "a name written otherwise",
        one("CVE-2026-1", package=Package("My_Pkg", "1.0", "pypi", "pkg:pypi/my-pkg@1.0")),
        one("CVE-2026-1", package=Package("my.pkg", "1.0", "pypi")),
        1,
    ),
    (
        "a group written otherwise",
        one("CVE-2026-1", package=Package("org.x:y", "1.0", "maven")),
        one("CVE-2026-1", package=Package("y", "1.0", "maven", "pkg:maven/org.x/y@1.0")),
        1,
    ),
    (
        "Go's versions",
        one("CVE-2026-1", package=Package("stdlib", "v1.22.0", "golang")),
        one("CVE-2026-1", package=Package("stdlib", "go1.22.0", "golang")),
        1,
    ),
    (
        "a scope in percent signs",
        one("CVE-2026-1", package=Package("@a/b", "1.0.0", "npm", "pkg:npm/%40a/b@1.0.0")),
        one("CVE-2026-1", package=Package("@a/b", "1.0.0", "npm")),
        1,
    ),
]


@pytest.mark.parametrize(("first", "second", "count"), [row[1:] for row in SAME], ids=[row[0] for row in SAME])
def test_what_is_one_vulnerability(first: Vulnerability, second: Vulnerability, count: int) -> None:
    assert len(merge([scan(first), scan(second)]).vulnerabilities) == count


@pytest.mark.parametrize(
    ("fixes", "fixed"),
    [
        (("1.0-9", "1.0-10"), "1.0-9"),
        ((None, "1.0-10"), "1.0-10"),
        ((None, None), None),
        (("1:0.5", "2.0"), "2.0"),
        (("not a version", "1.0-10"), "1.0-10 or not a version"),
    ],
)
def test_the_least_version_is_kept(fixes: tuple[str | None, str | None], fixed: str | None) -> None:
    merged = merge([scan(one("CVE-2026-1", fixed=each)) for each in fixes])
    assert [each.fixed for each in merged.vulnerabilities] == [fixed]


def test_a_file_that_two_scanners_report_is_one() -> None:
    layer = "sha256:1"
    first, second = scan(), scan()
    first.files = [ImageFile("/app/key", True, None, False, 9, layer, 3), ImageFile("/app/key", layer="sha256:2")]
    second.files = [ImageFile("app/key", secret="private-key", layer=layer)]
    assert merge([first, second]).files == [
        ImageFile("/app/key", layer="sha256:2"),
        ImageFile("/app/key", True, "private-key", False, 9, layer, 3),
    ]


NAMES = st.sampled_from(["CVE-2026-1", "CVE-2026-2", "GHSA-a", "GHSA-b", "DSA-1-1", "PYSEC-3"])
VERSIONS = st.sampled_from(["1.0-1", "1.0-2", "2.0-1", "1:1.0-1", "no version"])
PACKAGES = st.builds(
    Package,
    name=st.sampled_from(["curl", "tar"]),
    version=VERSIONS,
    type=st.sampled_from(["deb", "npm", ""]),
    purl=st.sampled_from(["", "pkg:deb/debian/curl@1.0-1?arch=amd64"]),
    source=st.sampled_from(["", "curl"]),
    licences=st.sampled_from([None, ("MIT",), ("MIT", "X")]),
    path=st.sampled_from(["", "a/b"]),
    layer=st.sampled_from([None, "sha256:1"]),
    line=st.sampled_from([None, 2]),
)
VULNERABILITIES = st.builds(
    Vulnerability,
    id=NAMES,
    package=PACKAGES,
    severity=st.sampled_from(SEVERITIES),
    fixed=st.none() | VERSIONS,
    aliases=st.lists(NAMES, max_size=2).map(tuple),
    cvss=st.none() | st.sampled_from([0.0, 5.0, 9.8]),
    epss=st.none() | st.sampled_from([0.0, 0.5]),
    kev=st.sampled_from([None, False, True]),
    title=st.sampled_from(["", "a", "b"]),
    url=st.sampled_from(["", "https://example.com/a"]),
    sources=st.sampled_from([("x",), ("y",)]),
)
FILES = st.builds(
    ImageFile,
    path=st.sampled_from(["/a", "a", "b"]),
    setuid=st.booleans(),
    secret=st.sampled_from([None, "key", "token"]),
    removed=st.booleans(),
    size=st.integers(0, 9),
    layer=st.sampled_from([None, "sha256:1", "sha256:2"]),
    line=st.sampled_from([None, 2, 3]),
)
SCANS = st.builds(
    Scan,
    image=st.just(NAME),
    image_id=st.sampled_from(["", ID]),
    scanners=st.lists(st.builds(ScannerRun, name=st.sampled_from(["x", "y"]), status=st.sampled_from(["assessed", "failed"]))),
    assessed=st.fixed_dictionaries({part: st.sampled_from(["", "nobody has looked", "broken", "a; b"]) for part in PARTS}),
    vulnerabilities=st.lists(VULNERABILITIES, max_size=5),
    packages=st.lists(PACKAGES, max_size=5),
    files=st.lists(FILES, max_size=4),
    config=st.sampled_from([{}, {"a": 1}, {"a": 2}, {"a": 1, "b": 2}]),
)


@given(SCANS, SCANS)
def test_the_order_of_scans_changes_nothing(first: Scan, second: Scan) -> None:
    assert merge([first, second]) == merge([second, first])


@given(SCANS)
def test_a_scan_twice_is_a_scan_once(each: Scan) -> None:
    once = merge([each])
    assert merge([each, each]) == once
    assert merge([once, once]) == once
    assert merge([once, each]) == once


@given(SCANS, SCANS)
def test_nothing_is_taken_back(first: Scan, second: Scan) -> None:
    merged = merge([first, second])
    names = {name for each in merged.vulnerabilities for name in (each.id, *each.aliases)}
    for each in (*first.vulnerabilities, *second.vulnerabilities):
        assert {each.id, *each.aliases} <= names
    ranks = [SEVERITIES.index(each.severity) for each in (*first.vulnerabilities, *second.vulnerabilities)]
    assert min(ranks, default=9) == min((SEVERITIES.index(each.severity) for each in merged.vulnerabilities), default=9)
    for part in PARTS:
        assert (merged.assessed[part] == "") == ("" in (first.assessed[part], second.assessed[part]))
