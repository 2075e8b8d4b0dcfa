"""Reports of scanners on one image, in the forms these publish; written for these tests."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any

from analyzer.runtime.image.model import Image, Layer

BASE, OURS = "sha256:" + "a" * 64, "sha256:" + "b" * 64
BLOBS = ("sha256:" + "1" * 64, "sha256:" + "2" * 64)
ID, DIGEST = "sha256:" + "c" * 64, "sha256:" + "d" * 64
OTHER = "sha256:" + "e" * 64
NAME = "registry.example.com/app:1"
BUILT = "2026-11-20T06:00:00Z"


def image() -> Image:
    """The image of all reports: a base layer, and one that line 3 of a Dockerfile made."""
    return Image(ID, {}, [Layer(0, BASE), Layer(1, OURS, line=3)], [NAME])


def trivy() -> dict[str, Any]:
    """Trivy's report: an operating system's package and one of Node.js, a secret, a misconfiguration, licences."""
    curl = {
        "VulnerabilityID": "CVE-2026-1001",
        "VendorIDs": ["DSA-9001-1"],
        "PkgName": "curl",
        "PkgIdentifier": {"PURL": "pkg:deb/debian/curl@7.88.1-10?arch=amd64&distro=debian-12"},
        "InstalledVersion": "7.88.1-10",
        "FixedVersion": "7.88.1-12",
        "Status": "fixed",
        "Layer": {"DiffID": BASE},
        "PrimaryURL": "https://example.com/CVE-2026-1001",
        "Title": "curl: something",
        "Severity": "HIGH",
        "CVSS": {"nvd": {"V2Score": 10, "V3Score": 8.1}, "redhat": {"V3Score": 7.5}},
    }
    tar = {
        "VulnerabilityID": "CVE-2005-2541",
        "PkgName": "tar",
        "InstalledVersion": "1:1.34-1",
        "Status": "affected",
        "Layer": {"DiffID": BASE},
        "Severity": "LOW",
        "CVSS": {"nvd": {"V2Score": 10}},
    }
    lodash = {
        "VulnerabilityID": "CVE-2021-9999",
        "VendorIDs": ["GHSA-aaaa-bbbb-cccc"],
        "PkgName": "lodash",
        "PkgPath": "app/node_modules/lodash/package.json",
        "PkgIdentifier": {"PURL": "pkg:npm/lodash@4.17.20"},
        "InstalledVersion": "4.17.20",
        "FixedVersion": "3.10.2, 4.17.21, 5.0.0",
        "Status": "fixed",
        "Layer": {"DiffID": OURS},
        "Severity": "CRITICAL",
    }
    return {
        "SchemaVersion": 2,
        "ArtifactName": "app.tar",
        "ArtifactType": "container_image",
        "Metadata": {"OS": {"Family": "debian", "Name": "12.4"}, "ImageID": ID, "DiffIDs": [BASE, OURS]},
        "Results": [
            {
                "Target": "app.tar (debian 12.4)",
                "Class": "os-pkgs",
                "Type": "debian",
                "Packages": [
                    {"Name": "curl", "Version": "7.88.1", "Release": "10", "SrcName": "curl", "Layer": {"DiffID": BASE}},
                    {"Name": "tar", "Version": "1.34", "Release": "1", "Epoch": 1, "Licenses": ["GPL-3.0-only"]},
                ],
                "Vulnerabilities": [curl, tar],
            },
            {
                "Target": "Node.js",
                "Class": "lang-pkgs",
                "Type": "node-pkg",
                "Packages": [{"Name": "lodash", "Version": "4.17.20", "FilePath": "app/node_modules/lodash/package.json"}],
                "Vulnerabilities": [lodash],
            },
            {
                "Target": "/app/id_rsa",
                "Class": "secret",
                "Secrets": [{"RuleID": "private-key", "Category": "AsymmetricPrivateKey", "Match": "----BEGIN SECRET-TEXT"}],
            },
            {
                "Target": "Dockerfile",
                "Class": "config",
                "Misconfigurations": [
                    {"ID": "DS002", "Severity": "HIGH", "Status": "FAIL", "Message": "Specify a user"},
                    {"ID": "DS026", "Severity": "LOW", "Status": "PASS", "Message": "fine"},
                ],
            },
            {
                "Target": "OS Packages",
                "Class": "license",
                "Licenses": [{"PkgName": "curl", "Name": "curl", "Severity": "LOW"}],
            },
            {"Target": "Loose", "Class": "license-file", "Licenses": [{"FilePath": "/LICENSE", "Name": "MIT"}]},
        ],
    }


def grype() -> dict[str, Any]:
    """Grype's report: the same packages, with what Trivy does not tell."""
    return {
        "matches": [
            {
                "vulnerability": {
                    "id": "CVE-2026-1001",
                    "dataSource": "https://example.com/tracker",
                    "namespace": "debian:distro:debian:12",
                    "severity": "Critical",
                    "cvss": [],
                    "epss": [{"cve": "CVE-2026-1001", "epss": 0.42, "percentile": 0.9}],
                    "knownExploited": [{"cve": "CVE-2026-1001"}],
                    "fix": {"versions": ["7.88.1-11"], "state": "fixed"},
                },
                "relatedVulnerabilities": [
                    {
                        "id": "CVE-2026-1001",
                        "description": "Something in curl.",
                        "cvss": [
                            {"version": "2.0", "metrics": {"baseScore": 10.0}},
                            {"version": "3.1", "metrics": {"baseScore": 9.8}},
                        ],
                    }
                ],
                "artifact": {
                    "name": "curl",
                    "version": "7.88.1-10",
                    "type": "deb",
                    "purl": "pkg:deb/debian/curl@7.88.1-10?arch=amd64&upstream=curl",
                    "locations": [{"path": "/var/lib/dpkg/status", "layerID": OURS}],
                    "upstreams": [{"name": "curl"}],
                    "licenses": [],
                },
            },
            {
                "vulnerability": {
                    "id": "GHSA-aaaa-bbbb-cccc",
                    "severity": "High",
                    "fix": {"versions": ["4.17.21"], "state": "fixed"},
                },
                "relatedVulnerabilities": [{"id": "CVE-2021-9999", "cvss": []}],
                "artifact": {
                    "name": "lodash",
                    "version": "4.17.20",
                    "type": "npm",
                    "purl": "pkg:npm/lodash@4.17.20",
                    "locations": [{"path": "/app/node_modules/lodash/package.json", "layerID": OURS}],
                    "licenses": ["MIT"],
                },
            },
        ],
        "ignoredMatches": [],
        "source": {
            "type": "image",
            "target": {"imageID": ID, "manifestDigest": OTHER, "layers": [{"digest": BASE}, {"digest": OURS}]},
        },
        "distro": {"name": "debian", "version": "12", "idLike": []},
        "descriptor": {
            "name": "grype",
            "version": "0.110.0",
            "db": {"status": {"schemaVersion": "v6.1.4", "built": BUILT, "valid": True}},
        },
    }


def clair() -> dict[str, Any]:
    """Clair's vulnerability report on the same packages."""
    return {
        "manifest_hash": DIGEST,
        "packages": {
            "1": {
                "id": "1",
                "name": "curl",
                "version": "7.88.1-10",
                "kind": "binary",
                "source": {"name": "curl", "version": "7.88.1-10"},
            },
            "2": {"id": "2", "name": "lodash", "version": "4.17.20", "kind": "binary"},
        },
        "distributions": {"9": {"id": "9", "did": "debian", "version_id": "12"}},
        "repository": {},
        "environments": {
            "1": [{"package_db": "var/lib/dpkg/status", "introduced_in": BLOBS[0], "distribution_id": "9"}],
            "2": [{"package_db": "nodejs:app/node_modules/lodash/package.json", "introduced_in": BLOBS[1]}],
        },
        "vulnerabilities": {
            "55": {
                "id": "55",
                "updater": "debian/updater",
                "name": "CVE-2026-1001",
                "description": "Something in curl.",
                "links": "https://example.com/CVE-2026-1001",
                "severity": "medium",
                "normalized_severity": "Medium",
                "fixed_in_version": "7.88.1-12",
            },
            "56": {
                "id": "56",
                "updater": "osv/npm",
                "name": "GHSA-aaaa-bbbb-cccc",
                "links": "https://example.com/advisory https://example.com/CVE-2021-9999",
                "normalized_severity": "Unknown",
                "fixed_in_version": "fixed=4.17.21&introduced=0",
            },
        },
        "package_vulnerabilities": {"1": ["55"], "2": ["56"]},
        "enrichments": {
            "message/vnd.clair.map.vulnerability; enricher=clair.cvss schema=https://example.com/cvss.json": [
                {"55": [{"version": "3.1", "baseScore": 8.8}]}
            ]
        },
    }


def changed(report: dict[str, Any], **changes: Any) -> bytes:
    """A report with other values at some places: a__0__b is key b of the first element of a; `GONE` takes a key away."""
    report = deepcopy(report)
    for path, value in changes.items():
        *way, last = [int(part) if part.isdigit() else part for part in path.split("__")]
        place: Any = report
        for part in way:
            place = place[part]
        if value is GONE:
            del place[last]
        else:
            place[last] = value
    return json.dumps(report).encode()


GONE = object()
