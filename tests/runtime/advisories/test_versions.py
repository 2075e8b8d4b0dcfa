"""Versions compare as the package managers compare them."""

from __future__ import annotations

import itertools
import shutil
import subprocess

import pytest

from analyzer.runtime.scan.advisories.ecosystems import VersionError, canonical, ecosystem_of, versions_of
from analyzer.runtime.scan.inventory.distribution import Distribution
from analyzer.runtime.scan.model import Package

# in rising order
DEBIAN = [
    "1.0~~",
    "1.0~rc1-1",
    "1.0-1",
    "1.0-1+b1",
    "1.0-1+deb12u2",
    "1.0-1+deb12u10",
    "1.0a-1",
    "1.0+dfsg-1",
    "1.0.1-1",
    "1.10-1",
    "1:0.1-1",
]
ALPINE = [
    "1.2_alpha1-r0", "1.2_beta1-r0", "1.2_pre2-r1", "1.2_rc1-r0", "1.2-r0", "1.2-r9", "1.2-r10", "1.2_cvs1-r0", "1.2_svn5-r0",
    "1.2_git20230717-r4", "1.2_git20240101-r0", "1.2_hg3-r0", "1.2_p1-r0", "1.2a-r0", "1.2.3-r0", "1.2.10-r0", "1.10-r0",
]  # fmt: skip
PYPI = ["1.0.dev1", "1.0a1", "1.0b2", "1.0rc1", "1.0", "1.0.post1", "1.0.1", "1.10", "1!0.1"]
SEMVER = [
    "1.0.0-alpha",
    "1.0.0-alpha.1",
    "1.0.0-alpha.beta",
    "1.0.0-beta.2",
    "1.0.0-beta.11",
    "1.0.0-rc.1",
    "1.0.0",
    "1.0.10",
    "1.2.0",
]
GO = [
    "v0.0.0-20190101000000-abcdefabcdef",
    "v0.0.0-20200101000000-abcdefabcdef",
    "1.21rc2",
    "1.21.0",
    "1.21.1",
    "1.22",
    "v2.0.0+incompatible",
]
ORDERS = {"Debian:12": DEBIAN, "Ubuntu:24.04": DEBIAN, "Alpine:v3.20": ALPINE, "PyPI": PYPI, "npm": SEMVER, "Go": GO}


@pytest.mark.parametrize("ecosystem", ORDERS)
def test_the_order_of_versions(ecosystem: str) -> None:
    make = versions_of(ecosystem, "ECOSYSTEM")
    for less, more in itertools.combinations(ORDERS[ecosystem], 2):
        assert make(less) < make(more), (less, more)
        assert not make(more) < make(less), (less, more)
        assert make(less) != make(more)


@pytest.mark.skipif(shutil.which("dpkg") is None, reason="there is no dpkg here to ask")
def test_dpkg_agrees_on_the_order() -> None:
    for less, more in itertools.pairwise(DEBIAN):
        subprocess.run(["dpkg", "--compare-versions", less, "lt", more], check=True)


@pytest.mark.parametrize(
    ("ecosystem", "text"),
    [
        ("Debian:12", ""), ("Debian:12", "one"), ("Debian:12", "1.0 "), ("Debian:12", "1" * 500), ("Debian:12", "٣.0"),
        ("Alpine:v3.20", "1.2-x"), ("Alpine:v3.20", "1.2~abc-r0"), ("PyPI", "1.0-x-y"), ("npm", "latest"), ("npm", "1.2."),
        ("npm", "1.2.3.4"), ("Go", "(devel)"), ("Odd", "1.0"),
    ],
)  # fmt: skip
def test_what_is_no_version(ecosystem: str, text: str) -> None:
    with pytest.raises(VersionError):
        versions_of(ecosystem, "ECOSYSTEM")(text)


@pytest.mark.parametrize(
    ("kind", "distribution", "expected"),
    [
        ("deb", Distribution("debian", "12"), "Debian:12"),
        ("deb", Distribution("debian", "12.5"), "Debian:12"),
        ("deb", Distribution("debian", ""), ""),
        ("deb", Distribution("ubuntu", "24.04"), "Ubuntu:24.04"),
        ("deb", Distribution("alpine", "3.20.1"), ""),
        ("deb", Distribution("kali", "2024.1"), ""),
        ("deb", None, ""),
        ("apk", Distribution("alpine", "3.20.3"), "Alpine:v3.20"),
        ("apk", Distribution("alpine", "edge"), ""),
        ("apk", Distribution("alpine", "3.22_alpha20250108"), ""),
        ("rpm", Distribution("fedora", "40"), ""),
        ("pypi", None, "PyPI"),
        ("npm", Distribution("odd"), "npm"),
        ("golang", None, "Go"),
        ("gem", None, ""),
    ],
)
def test_ecosystems(kind: str, distribution: Distribution | None, expected: str) -> None:
    assert ecosystem_of(Package("a", "1", kind), distribution) == expected


def test_long_term_support_is_no_other_ecosystem() -> None:
    assert canonical("Ubuntu:24.04:LTS") == "Ubuntu:24.04"
    assert canonical("Ubuntu:Pro:24.04:LTS") != "Ubuntu:24.04"
