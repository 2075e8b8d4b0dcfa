"""The inventory as CycloneDX: valid by its schema, the same bytes each time, honest about what is missing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from hypothesis import given
from hypothesis import strategies as st
from packageurl import PackageURL

from analyzer.runtime.scan.inventory.distribution import Distribution
from analyzer.runtime.scan.inventory.installed import Installed
from analyzer.runtime.scan.inventory.purl import package_url
from analyzer.runtime.scan.model import Package, Scan
from analyzer.runtime.scan.posture.assessment import assess
from analyzer.runtime.scan.sbom import cyclonedx
from tests.runtime.posture.images import image_of, put
from tests.runtime.posture.test_inventory import ALPINE, APK, layered


def valid(document: bytes) -> dict[str, Any]:
    error = JsonStrictValidator(SchemaVersion.V1_6).validate_str(document.decode())
    assert error is None, error
    found: dict[str, Any] = json.loads(document)
    return found


def test_the_packages_of_an_image(tmp_path: Path) -> None:
    scan = assess(layered(tmp_path))
    document = valid(cyclonedx(scan, created="2026-01-02T03:04:05Z"))
    kinds = [(one["type"], one["name"], one.get("version")) for one in document["components"]]
    packages = [("library", one.name, one.version) for one in scan.packages]
    assert kinds == [("operating-system", "debian", "12"), *packages]
    assert document["metadata"]["component"]["version"] == scan.image_id
    assert document["metadata"]["timestamp"] == "2026-01-02T03:04:05Z"
    assert document["compositions"][0]["aggregate"] == "unknown"
    b = next(one for one in document["components"] if one["name"] == "b")
    assert {one["name"]: one["value"] for one in b["properties"]} == {
        "buildsecbot:type": "deb", "buildsecbot:source": "b@1", "buildsecbot:path": "/var/lib/dpkg/status",
        "buildsecbot:layer": scan.packages[1].layer, "buildsecbot:line": "30",
    }  # fmt: skip


def test_the_same_scan_is_the_same_document(tmp_path: Path) -> None:
    first = cyclonedx(assess(image_of(tmp_path, [[ALPINE, put("lib/apk/db/installed", APK)]])))
    again = cyclonedx(assess(image_of(tmp_path, [[ALPINE, put("lib/apk/db/installed", APK)]])))
    assert first == again
    assert "timestamp" not in valid(first)["metadata"]
    other = cyclonedx(assess(image_of(tmp_path, [[ALPINE, put("lib/apk/db/installed", APK + "\n")]])))
    assert json.loads(first)["serialNumber"] != json.loads(other)["serialNumber"]


def test_what_was_not_assessed_is_said(tmp_path: Path) -> None:
    document = valid(cyclonedx(assess(image_of(tmp_path, [[put("app", "x")]]))))
    assert document["components"] == []
    assert document["compositions"] == [{"aggregate": "incomplete", "assemblies": ["image"]}]
    said = {one["name"]: one["value"] for one in document["metadata"]["properties"]}
    assert said["buildsecbot:packages-not-assessed"] == "the image has files, and nothing in it tells of packages"


def test_a_path_that_is_no_text(tmp_path: Path) -> None:
    scan = assess(image_of(tmp_path, [[put("opt/\udcff.dist-info/METADATA", "Name: a\nVersion: 1")]]))
    document = valid(cyclonedx(scan))
    assert document["components"][0]["properties"][1]["value"] == "/opt/\ufffd.dist-info/METADATA"


def test_packages_of_other_scanners() -> None:
    scan = Scan("a:1", packages=[Package("x", "1", "gem"), Package("y", "", "deb", licences=("GPL-2", "MIT AND X"), line=3)])
    document = valid(cyclonedx(scan))
    assert [one["bom-ref"] for one in document["components"]] == ["x@1", "y@"]


TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"], exclude_characters="/"), min_size=1, max_size=12)


@given(TEXT, TEXT, st.sampled_from(["deb", "apk", "rpm", "pypi", "npm", "golang"]), TEXT, st.text("0123456789", max_size=2))
def test_package_urls_are_read_as_they_were_meant(name: str, version: str, kind: str, arch: str, epoch: str) -> None:
    distribution = Distribution("debian", "12")
    url = package_url(Installed(name, version, kind, arch, epoch=epoch), distribution)
    read = PackageURL.from_string(url)
    assert (read.type, read.version) == (kind, version)
    assert read.name.lower() == name.lower().replace("_", "-") if kind == "pypi" else read.name.lower() == name.lower()
    if kind in ("deb", "apk", "rpm"):
        assert read.namespace == "debian"
        assert isinstance(read.qualifiers, dict)
        assert read.qualifiers == {"arch": arch, "distro": "debian-12"} | ({"epoch": epoch} if epoch else {})


@pytest.mark.parametrize(
    ("package", "expected"),
    [
        (Installed("c++", "1:2-4+b1~x", "deb", "amd64"), "pkg:deb/debian/c%2B%2B@1:2-4%2Bb1~x?arch=amd64&distro=debian-12"),
        (Installed("@angular/core", "12.3.1", "npm"), "pkg:npm/%40angular/core@12.3.1"),
        (Installed("Django_Filter", "1.0", "pypi"), "pkg:pypi/django-filter@1.0"),
        (Installed("git.example.com/Foo/Bar", "v1.0.0+x", "golang"), "pkg:golang/git.example.com/foo/bar@v1.0.0%2Bx"),
    ],
)
def test_package_urls(package: Installed, expected: str) -> None:
    assert package_url(package, Distribution("debian", "12")) == expected
