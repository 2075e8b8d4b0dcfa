"""An image with everything wrong that can be planted, reported exactly."""

from __future__ import annotations

from pathlib import Path

import pytest

from analyzer.runtime.image.model import Image
from analyzer.runtime.operation import Operation
from analyzer.runtime.requests import ScanRequest
from analyzer.runtime.scan.posture.assessment import assess
from analyzer.runtime.scanning import load, look
from tests.runtime.advisories.osv import advisory, affected, snapshot
from tests.runtime.posture.images import Step, gone, image_of, put
from tests.runtime.posture.test_inventory import DEBIAN, dpkg
from tests.runtime.posture.test_view import KEY

LIB = "usr/local/lib/python3.12/site-packages"
ADVISORIES = [
    advisory(
        "DEBIAN-CVE-2023-0464", affected("Debian:12", "openssl", {"introduced": "0"}, {"fixed": "3.0.9-1+deb12u2"}),
        upstream=["CVE-2023-0464"], severity=[{"type": "CVSS_V3", "score": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H"}],
        details="X.509 policy constraints\nmore",
    ),
    advisory("DEBIAN-CVE-2099-1", affected("Debian:12", "openssl", {"introduced": "3.1.0-1"})),
    advisory("DEBIAN-CVE-2099-2", affected("Debian:11", "openssl", {"introduced": "0"})),
    advisory(
        "GHSA-aaaa",
        affected("PyPI", "Jinja2", {"introduced": "0"}, {"fixed": "2.11.3"}, {"introduced": "3.0"}, {"fixed": "3.1.3"}),
        aliases=["CVE-2024-22195"], database_specific={"severity": "MODERATE"}, summary="XSS",
        references=[{"type": "WEB", "url": "https://web.example.com"}, {"type": "ADVISORY", "url": "https://advisory.example.com"}],
    ),
    advisory("PYSEC-2024-1", affected("PyPI", "jinja2", versions=["3.1.2"]), aliases=["CVE-2024-22195", "GHSA-aaaa"]),
    advisory("GHSA-bbbb", affected("npm", "lodash", {"introduced": "0"}, {"last_affected": "4.17.20"}, kind="SEMVER")),
    advisory(
        "GHSA-cccc", affected("npm", "lodash", {"introduced": "0"}, {"fixed": "99.0.0"}), withdrawn="2025-01-01T00:00:00Z",
        modified="2026-02-03T00:00:00Z",
    ),
]  # fmt: skip


def planted(tmp_path: Path) -> Image:
    lodash = '{"name": "lodash", "version": "4.17.20"}'
    steps = [
        Step([DEBIAN, dpkg("libssl3|3.0.9-1|openssl"), put("usr/bin/passwd", "x", 0o4755)], "ADD rootfs.tar / # buildkit"),
        Step([put("app/id_rsa", KEY), put("big", b"\0" * 20_000_000)], "COPY . /app # buildkit"),
        Step([gone("app/id_rsa"), gone("big")], "RUN /bin/sh -c rm /app/id_rsa /big # buildkit"),
        Step([put(f"{LIB}/jinja2-3.1.2.dist-info/METADATA", "Name: Jinja2\nVersion: 3.1.2\n")], "RUN pip install"),
        Step([put("app/node_modules/lodash/package.json", lodash)], "RUN npm ci"),
    ]
    image = image_of(tmp_path, [*steps])
    for layer, line in zip(image.layers, (None, 2, 3, 4, 5), strict=True):
        layer.line = line
    return image


@pytest.mark.parametrize("archive", ["", "all.zip"])
def test_the_planted_image(archive: str, tmp_path: Path) -> None:
    image = planted(tmp_path)
    told: list[float] = []
    operation = Operation("scan", listen=lambda event: told.append(event.done))
    with operation.stage("scan"):
        scan = assess(image, operation, advisories=snapshot(tmp_path / "osv", ADVISORIES, archive), today="2026-03-01")
    assert scan.assessed == dict.fromkeys(scan.assessed, "")
    assert (scan.image, scan.image_id, scan.scanners[0].database) == ("planted:1", image.id, "2026-02-03")
    assert [(one.path, one.setuid, one.secret, one.removed, one.line) for one in scan.files] == [
        ("/app/id_rsa", False, "private-key", True, 2),
        ("/usr/bin/passwd", True, None, False, None),
    ]
    assert [(one.name, one.version, one.line) for one in scan.packages] == [
        ("libssl3", "3.0.9-1", None), ("lodash", "4.17.20", 5), ("Jinja2", "3.1.2", 4),
    ]  # fmt: skip
    found = [
        (one.id, one.aliases, one.package.name, one.severity, one.cvss, one.fixed, one.title, one.url)
        for one in scan.vulnerabilities
    ]
    assert found == [
        ("CVE-2023-0464", ("DEBIAN-CVE-2023-0464",), "libssl3", "high", 7.5, "3.0.9-1+deb12u2", "X.509 policy constraints", ""),
        ("GHSA-bbbb", (), "lodash", "unknown", None, None, "", ""),
        (
            "CVE-2024-22195",
            ("GHSA-aaaa", "PYSEC-2024-1"),
            "Jinja2",
            "medium",
            None,
            "3.1.3",
            "XSS",
            "https://advisory.example.com",
        ),
    ]
    assert [(issue.id, issue.line) for issue in scan.issues] == [("setuid-not-stripped", None)]
    assert told == sorted(told)
    assert told[-1] == pytest.approx(0.9)


def test_without_advisories_nothing_is_said_of_vulnerabilities(tmp_path: Path) -> None:
    scan = assess(planted(tmp_path))
    assert scan.vulnerabilities == []
    assert scan.assessed["vulnerabilities"] == "no advisories were given"


def test_a_snapshot_that_is_too_old_does_not_count(tmp_path: Path) -> None:
    folder = snapshot(tmp_path / "osv", ADVISORIES)
    scan = assess(planted(tmp_path), advisories=folder, oldest=5.0)
    assert "posture: its database is of 2026-02-03, " in scan.assessed["vulnerabilities"]
    assert (len(scan.vulnerabilities), scan.scanners[0].status) == (3, "assessed")


def test_a_snapshot_that_cannot_be_read_fails_the_scan(tmp_path: Path) -> None:
    folder = snapshot(tmp_path / "osv", ADVISORIES)
    (tmp_path / "osv" / "Z.json").write_text("{")
    scan = assess(planted(tmp_path), advisories=folder)
    assert scan.scanners[0].status == "failed"
    assert scan.scanners[0].reason == scan.assessed["vulnerabilities"] == f"{folder}/Z.json: it is no JSON: JSONDecodeError"
    assert scan.vulnerabilities == []
    assert [scan.assessed[part] for part in ("packages", "files", "accounts")] == ["", "", ""]


def test_the_scan_of_an_archive(tmp_path: Path) -> None:
    image = planted(tmp_path)
    archive = str(next(tmp_path.glob("*.tar")))
    request = ScanRequest(archive, advisories=snapshot(tmp_path / "osv", ADVISORIES), oldest_database=None)
    operation = Operation("scan")
    with operation.stage("load"):
        loaded = load(archive, operation, str(tmp_path), None)
    with operation.stage("scan"):
        scan = look(loaded, request, operation)
    assert (scan.image, scan.image_id) == (archive, image.id)
    assert [(one.id, one.severity) for one in scan.vulnerabilities] == [
        ("CVE-2023-0464", "high"), ("CVE-2024-22195", "medium"), ("GHSA-bbbb", "unknown"),
    ]  # fmt: skip
