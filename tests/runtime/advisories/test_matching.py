"""Packages against advisories: what is one vulnerability, and what was not looked at."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from analyzer.runtime.scan.advisories.matching import match
from analyzer.runtime.scan.inventory.distribution import Distribution
from analyzer.runtime.scan.model import Package
from tests.runtime.advisories.osv import advisory, affected, snapshot

BOOKWORM = Distribution("debian", "12")
SSL = Package("libssl3", "3.0.9-1", "deb", source="openssl", source_version="3.0.9-1")
OPENSSL = Package("openssl", "3.0.9-1", "deb", source="openssl", source_version="3.0.9-1")
REBUILT = Package("libssl3", "3.0.9-1+b7", "deb", source="openssl", source_version="3.0.9-1")
MUSL = Package("musl", "1.2.4_git20230717-r4", "apk", source="musl", source_version="1.2.4_git20230717-r4")
ZERO = {"introduced": "0"}


def debian(fixed: str = "", name: str = "openssl") -> dict[str, Any]:
    return affected("Debian:12", name, ZERO, *([{"fixed": fixed}] if fixed else []))


def npm(fixed: str = "") -> dict[str, Any]:
    return affected("npm", "a", ZERO, *([{"fixed": fixed}] if fixed else []), kind="SEMVER")


A = Package("a", "1.0.0", "npm")
HIGH: dict[str, Any] = {"severity": [{"type": "CVSS_V3", "score": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H"}]}
Found = list[tuple[str, tuple[str, ...], str, str | None]]

CASES: dict[str, tuple[Package, list[dict[str, Any]], Found]] = {
    "a name of its own": (SSL, [advisory("DSA-1", debian("3.0.9-2"))], [("DSA-1", (), "unknown", "3.0.9-2")]),
    "binary packages have no advisories": (SSL, [advisory("DSA-1", debian("9", "libssl3")), advisory("X", debian("1-1"))], []),
    "a rebuilt package has the version of its source": (
        REBUILT, [advisory("DSA-1", debian("3.0.9-1")), advisory("DSA-2", debian("3.0.9-1+a"))],
        [("DSA-2", (), "unknown", "3.0.9-1+a")],
    ),
    "the CVE comes first": (
        SSL, [advisory("DEBIAN-CVE-2024-1", debian(), upstream=["CVE-2024-1"])],
        [("CVE-2024-1", ("DEBIAN-CVE-2024-1",), "unknown", None)],
    ),
    "an advisory about several": (
        SSL, [advisory("DSA-1", debian("3.0.9-5"), upstream=["CVE-2024-2", "CVE-2024-1"], **HIGH)],
        [("CVE-2024-1", (), "high", "3.0.9-5"), ("CVE-2024-2", (), "high", "3.0.9-5")],
    ),
    "two sources of one CVE": (
        SSL,
        [
            advisory("DSA-1", debian("3.0.9-5"), upstream=["CVE-2024-2", "CVE-2024-1"]),
            advisory("DEBIAN-CVE-2024-1", debian("3.0.9-4"), upstream=["CVE-2024-1"], **HIGH),
        ],
        [("CVE-2024-1", ("DEBIAN-CVE-2024-1",), "high", "3.0.9-5"), ("CVE-2024-2", (), "unknown", "3.0.9-5")],
    ),
    "aliases in a row": (
        A,
        [
            advisory("GHSA-1", npm("1.2.0"), aliases=["CVE-2024-1"]), advisory("SNYK-1", npm("1.10.0"), aliases=["GHSA-1"]),
            advisory("OTHER-1", npm(), aliases=["SNYK-1"]), advisory("MAL-1", npm()),
        ],
        [("CVE-2024-1", ("GHSA-1", "OTHER-1", "SNYK-1"), "unknown", "1.10.0"), ("MAL-1", (), "unknown", None)],
    ),
    "two groups that a third joins": (
        A,
        [advisory("A-1", npm("1.1.0")), advisory("B-1", npm("1.2.0")), advisory("C-1", npm("1.3.0"), aliases=["A-1", "B-1"])],
        [("A-1", ("B-1", "C-1"), "unknown", "1.3.0")],
    ),
    "the same advisory twice": (A, [advisory("A-1", npm("1.1.0"), npm("1.1.0"))], [("A-1", (), "unknown", "1.1.0")]),
    "the least version that clears all parts": (
        A,
        [advisory("A-1", npm("1.1.0"), affected("npm", "a", {"introduced": "1.1.0"}, {"fixed": "1.5.0"}, kind="SEMVER"))],
        [("A-1", (), "unknown", "1.5.0")],
    ),
    "withdrawn": (A, [advisory("A-1", npm(), withdrawn="2024-01-01T00:00:00Z"), advisory("A-2", npm("0.1.0"))], []),
    "Python names": (
        Package("Foo_Bar.baz", "1.0", "pypi"), [advisory("P-1", affected("PyPI", "foo-bar-baz", ZERO, {"fixed": "1.0.post1"}))],
        [("P-1", (), "unknown", "1.0.post1")],
    ),
    "Go": (
        Package("stdlib", "1.21", "golang"),
        [advisory("GO-1", affected("Go", "stdlib", ZERO, {"fixed": "1.21.1"}, kind="SEMVER"))],
        [("GO-1", (), "unknown", "1.21.1")],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_vulnerabilities(name: str, tmp_path: Path) -> None:
    package, advisories, expected = CASES[name]
    matched = match([package], BOOKWORM, snapshot(tmp_path, advisories))
    assert [(one.id, one.aliases, one.severity, one.fixed) for one in matched.vulnerabilities] == expected
    assert all(one.package is package and one.sources == ("posture",) for one in matched.vulnerabilities)
    assert matched.not_assessed == ""


def test_each_package_of_a_source_has_the_vulnerability(tmp_path: Path) -> None:
    matched = match([SSL, OPENSSL], BOOKWORM, snapshot(tmp_path, [advisory("DSA-1", debian())]))
    assert [one.package.name for one in matched.vulnerabilities] == ["libssl3", "openssl"]


def test_versions_of_alpine_that_come_from_repositories(tmp_path: Path) -> None:
    part = affected("Alpine:v3.20", "musl", ZERO, {"fixed": "1.2.4_git20230717-r5"})
    matched = match([MUSL], Distribution("alpine", "3.20.1"), snapshot(tmp_path, [advisory("ALPINE-1", part)]))
    assert [one.fixed for one in matched.vulnerabilities] == ["1.2.4_git20230717-r5"]


GAPS: dict[str, tuple[list[Package], Distribution | None, list[dict[str, Any]], str]] = {
    "no advisories for the distribution": (
        [SSL], BOOKWORM, [advisory("N-1", npm())], "the snapshot has no advisories for Debian:12",
    ),
    "those of another release": (
        [SSL], BOOKWORM, [advisory("D-1", affected("Debian:11", "openssl", ZERO))],
        "the snapshot has no advisories for Debian:12",
    ),
    "only withdrawn ones": (
        [A], None, [advisory("N-1", npm(), withdrawn="2024-01-01T00:00:00Z")], "the snapshot has no advisories for npm",
    ),
    "a distribution nobody advises on": (
        [Package("a", "1", "rpm")], Distribution("fedora", "40"), [advisory("N-1", npm())],
        "no advisories are known for the rpm packages of fedora 40",
    ),
    "no distribution": (
        [SSL], None, [advisory("N-1", npm())], "no advisories are known for the deb packages of an unknown distribution",
    ),
    "revisions alone": (
        [A], None, [advisory("N-1", affected("npm", "a", ZERO, kind="GIT"))],
        "N-1 for a 1.0.0: it names neither versions nor a range of versions that can be compared",
    ),
    "an installed version that is none": (
        [Package("a", "latest", "npm")], None, [advisory("N-1", npm("2.0.0"))],
        "N-1 for a latest: 'latest' is no version of semver",
    ),
    "many": (
        [Package("a", "latest", "npm")], None, [advisory(f"N-{n}", npm("2.0.0")) for n in range(7)],
        "and 2 more advisories that cannot be judged",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", GAPS)
def test_what_was_not_assessed_is_said(name: str, tmp_path: Path) -> None:
    packages, distribution, advisories, reason = GAPS[name]
    matched = match(packages, distribution, snapshot(tmp_path, advisories))
    assert matched.not_assessed.endswith(reason)
    assert matched.vulnerabilities == []
