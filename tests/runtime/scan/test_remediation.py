"""What to change: a patch to the line that names a version, or a command, and the least version that helps."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from analyzer.runtime.scan.model import PARTS, Package, Scan, Vulnerability
from analyzer.runtime.scan.remediation import NOT_REBUILT, patched, remedies
from analyzer.source.text import Source

CURL = Package("curl", "7.88.1-10", "deb", line=2)


def one(id_: str, fixed: str | None, package: Package = CURL, severity: str = "high") -> Vulnerability:
    return Vulnerability(id_, package, severity, fixed)


def scan(*found: Vulnerability, packages: tuple[Package, ...] = ()) -> Scan:
    return Scan("app:1", assessed=dict.fromkeys(PARTS, ""), vulnerabilities=list(found), packages=list(packages))


def dockerfile(run: str, base: str = "FROM debian:12") -> Source:
    return Source(f"{base}\n{run}\nCMD curl\n")


def added(patch: str) -> list[str]:
    return [line[1:] for line in patch.splitlines() if line.startswith("+") and not line.startswith("+++")]


def test_the_least_version_that_clears_all_is_named() -> None:
    found = scan(one("CVE-1", "7.88.1-11"), one("CVE-2", "7.88.1-12"), one("CVE-3", None), one("CVE-4", "7.88.1-9"))
    (remedy,) = remedies(found, dockerfile("RUN apt-get install -y curl=7.88.1-10 tar=1.0"))
    assert (remedy.version, remedy.clears, remedy.left) == ("7.88.1-12", ("CVE-1", "CVE-2", "CVE-4"), ("CVE-3",))
    assert (remedy.place, remedy.line, remedy.command) == ("pin", 2, "")
    assert added(remedy.patch) == ["RUN apt-get install -y curl=7.88.1-12 tar=1.0"]
    assert NOT_REBUILT in remedy.as_dict()["notes"]


PINNED = [
    (CURL, "7.88.1-12", 'RUN apt-get install -y "curl=7.88.1-10"', 'RUN apt-get install -y "curl=7.88.1-12"'),
    (CURL, "7.88.1-12", "RUN apt-get install -y curl:amd64=7.88.1-10", "RUN apt-get install -y curl:amd64=7.88.1-12"),
    (CURL, "7.88.1-12", 'RUN ["apt-get", "install", "curl=7.88.1-10"]', 'RUN ["apt-get", "install", "curl=7.88.1-12"]'),
    (CURL, "7.88.1-12", "RUN apt-get update \\\n && apt-get install -y \\\n    curl=7.88.1-10", "    curl=7.88.1-12"),
    (Package("x", "1.2-r0", "apk", line=2), "1.2-r3", "RUN apk add 'x=1.2-r0'", "RUN apk add 'x=1.2-r3'"),
    (
        Package("x", "0:1.2-3.el9", "rpm", line=2),
        "1.2-4.el9",
        "RUN dnf install -y x-1.2-3.el9",
        "RUN dnf install -y x-1.2-4.el9",
    ),
    (Package("x", "1.2-3.el9", "rpm", line=2), "1.3-1.el9", "RUN yum install -y x-1.2", "RUN yum install -y x-1.3-1.el9"),
    (Package("My_Pkg", "1.0", "pypi", line=2), "1.1", "RUN pip install my-pkg==1.0", "RUN pip install my-pkg==1.1"),
    (Package("@a/b", "1.0.0", "npm", line=2), "1.0.1", "RUN npm i -g @a/b@1.0.0", "RUN npm i -g @a/b@1.0.1"),
]


@pytest.mark.parametrize(("package", "fixed", "before", "after"), PINNED)
def test_a_version_that_the_dockerfile_names_is_raised(package: Package, fixed: str, before: str, after: str) -> None:
    (remedy,) = remedies(scan(one("CVE-1", fixed, package)), dockerfile(before))
    assert added(remedy.patch) == [after]


def test_a_patch_applies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    source = dockerfile("RUN apt-get install -y curl=7.88.1-10 tar=1.0")
    (tmp_path / "Dockerfile").write_bytes(source.data)
    tar = Package("tar", "1.0", "deb", line=2)
    found = remedies(scan(one("CVE-1", "7.88.1-12"), one("CVE-2", "1.1", tar)), source)
    subprocess.run(["git", "apply"], input=patched(found, source).encode(), check=True, cwd=tmp_path)
    assert (tmp_path / "Dockerfile").read_text().splitlines()[1] == "RUN apt-get install -y curl=7.88.1-12 tar=1.1"


def test_packages_of_one_source_are_raised_together() -> None:
    library = replace(CURL, name="libcurl4", source="curl")
    found = scan(
        one("CVE-1", "7.88.1-12", library), one("CVE-2", "7.88.1-11"), packages=(replace(CURL, source="curl"), library)
    )
    source = dockerfile("RUN apt-get install -y curl=7.88.1-10")
    first, second = remedies(found, source)
    assert {first.package.name, second.package.name} == {"curl", "libcurl4"}
    assert added(patched([first, second], source)) == ["RUN apt-get install -y curl=7.88.1-12"]


UNPINNED = [
    ("no version", "RUN apt-get install -y curl", "instruction", "a build without cache takes the newest"),
    ("a variable", "RUN apt-get install -y curl=$VERSION", "instruction", "A variable decides its version in line 2"),
    ("another version", "RUN apt-get install -y curl=7.0", "instruction", "Line 2 brings it along"),
    ("another package", "RUN apt-get install -y git", "instruction", "Line 2 brings it along"),
    ("a base image", "RUN true", "base", "It comes with the base image"),
]


@pytest.mark.parametrize(("run", "place", "note"), [row[1:] for row in UNPINNED], ids=[row[0] for row in UNPINNED])
def test_where_no_version_is_named_there_is_a_command(run: str, place: str, note: str) -> None:
    package = replace(CURL, line=None if place == "base" else 2)
    (remedy,) = remedies(scan(one("CVE-1", "7.88.1-12", package)), dockerfile(run))
    assert (remedy.patch, remedy.place, remedy.line) == ("", place, 1 if place == "base" else 2)
    assert note in " ".join(remedy.notes)
    assert "apt-get install -y --only-upgrade curl=7.88.1-12" in remedy.command


def test_a_package_of_another_stage_is_left_alone() -> None:
    source = Source("FROM debian:12 AS build\nRUN apt-get install curl=7.88.1-10\nFROM debian:12\nCMD x\n")
    (remedy,) = remedies(scan(one("CVE-1", "7.88.1-12", replace(CURL, line=None))), source)
    assert (remedy.patch, remedy.place, remedy.line) == ("", "base", 3)


@pytest.mark.parametrize(
    ("name", "version"),
    [
        ("curl", "1.0; rm -rf /"),
        ("curl", "1.0\nRUN evil"),
        ("curl", "$(id)"),
        ("curl x", "7.88.1-12"),
        ("-o=Dir::x", "7.88.1-12"),
        ("a;b", "2"),
    ],
)
def test_what_is_more_than_a_name_becomes_no_command(name: str, version: str) -> None:
    package = replace(CURL, name=name, line=None)
    for source in (None, dockerfile(f"RUN apt-get install -y {name}=7.88.1-10")):
        (remedy,) = remedies(scan(one("CVE-1", version, package)), source)
        assert (remedy.command, remedy.patch) == ("", "")


def test_a_patch_that_would_show_a_secret_is_not_shown() -> None:
    source = dockerfile(
        "RUN apt-get install -y curl=7.88.1-10", "FROM debian:12\nENV TOKEN=ghp_0123456789abcdefghijABCDEFGHIJ012345"
    )
    package = replace(CURL, line=3)
    (remedy,) = remedies(scan(one("CVE-1", "7.88.1-12", package)), source)
    assert remedy.patch == ""
    assert "should be 7.88.1-12" in " ".join(remedy.notes)


def test_versions_that_cannot_be_compared_give_no_version() -> None:
    (remedy,) = remedies(scan(one("CVE-1", "7.88.1-12 or something else"), one("CVE-2", "7.88.1-11")))
    assert (remedy.version, remedy.command) == (None, "")
    assert "the scanners disagree" in remedy.notes[0]


def test_a_fix_in_another_release_line_is_told() -> None:
    package = Package("x", "1.0.0", "npm")
    (remedy,) = remedies(scan(one("CVE-1", "1.0.9", package), one("CVE-2", "2.0.1", package)))
    assert remedy.version == "2.0.1"
    assert "CVE-1 was fixed in another release line" in remedy.notes[0]


def test_nothing_fixable_needs_no_remedy() -> None:
    assert remedies(scan(one("CVE-1", None))) == []


def test_the_gravest_comes_first() -> None:
    tar = Package("tar", "1.0", "deb")
    found = remedies(scan(one("CVE-1", "1.1", tar, "low"), one("CVE-2", "7.88.1-11", severity="critical")))
    assert [remedy.package.name for remedy in found] == ["curl", "tar"]
