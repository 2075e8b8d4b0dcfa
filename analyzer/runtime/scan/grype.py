"""Grype: its program, and its report on an image (JSON).

https://oss.anchore.com/docs/reference/grype/json/. The report tells of the database it was made with. It holds no package that
has no match, so that the inventory of the image is not assessed by it.
"""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING

from analyzer.runtime.scan import program
from analyzer.runtime.scan.document import Document
from analyzer.runtime.scan.freshness import fresh
from analyzer.runtime.scan.layout import FOLDER, readable
from analyzer.runtime.scan.model import Package, Scan, ScannerRun, Vulnerability
from analyzer.runtime.scan.names import SYSTEM, is_cve, ordered, purl_type, rooted
from analyzer.runtime.scan.subject import Subject
from analyzer.runtime.scan.unassessed import unassessed
from analyzer.runtime.scan.version_order import least_fix

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from analyzer.runtime.image.model import Image
    from analyzer.runtime.operation import Operation
    from analyzer.runtime.requests import ScanRequest

NAME = "grype"
_SEVERITIES = {name.capitalize(): name for name in ("critical", "high", "medium", "low", "negligible", "unknown")}
_SETTINGS = ("GRYPE_DB_CACHE_DIR", "GRYPE_DB_UPDATE_URL", "GRYPE_DB_AUTO_UPDATE", "GRYPE_DB_CA_CERT")  # of its database alone
_TYPES = {
    "python": "pypi",
    "java-archive": "maven",
    "jenkins-plugin": "maven",
    "go-module": "golang",
    "rust-crate": "cargo",
    "php-composer": "composer",
    "dotnet": "nuget",
}
_SYSTEMS = frozenset(  # whose advisories it has
    (
        *("debian", "ubuntu", "raspbian", "echo", "alpine", "wolfi", "chainguard", "minimos", "secureos", "archlinux", "arch"),
        *("redhat", "rhel", "centos", "fedora", "almalinux", "rockylinux", "amazonlinux", "oraclelinux", "hummingbird"),
        *("sles", "opensuse-leap", "mariner", "azurelinux", "photon", "bottlerocket"),
    )
)
_FIXES = ("fixed", "not-fixed", "wont-fix", "unknown", "")


def scan(image: Image, archive: str, request: ScanRequest, operation: Operation) -> Scan:
    """Scans an archive (`docker save`, or an OCI layout). Raises OperationError where it gives no assessment."""
    path = program.find(NAME)
    settings = {key: os.environ[key] for key in _SETTINGS if os.environ.get(key)}
    settings.setdefault("GRYPE_DB_CACHE_DIR", _default_cache())
    settings |= {"GRYPE_CHECK_FOR_APP_UPDATE": "false", "GRYPE_DB_VALIDATE_AGE": "false"}  # its age is judged by the request
    begun = operation.seconds
    with readable(NAME, archive, operation) as (form, place):
        ran = program.run(NAME, path, arguments(form, place), operation, settings)
    if ran.code != 0:
        raise program.failed(NAME, ran)
    found = read(ran.printed, image, request.image, oldest=request.oldest_database)
    found.scanners[0].seconds = operation.seconds - begun
    return found


def arguments(form: str, path: str) -> list[str]:
    """The command line, without the program."""
    return [f"{'oci-dir' if form == FOLDER else 'docker-archive'}:{path}", "--output", "json"]


def read(report: bytes, image: Image, reference: str = "", *, oldest: float | None, now: datetime | None = None) -> Scan:
    """What a report says of an image. Its database may be `oldest` days old at `now`; None is any age.

    Raises OperationError where it is no whole report of this form, about another image, or made with an old database.
    """
    data = Document.read(NAME, report)
    if not isinstance(data.data.get("matches"), list):
        raise data.wrong("it has no list of matches")
    descriptor, source = data.object("descriptor"), data.object("source")
    if descriptor.text("name") != NAME:
        raise data.wrong(f"it was not made by {NAME}")
    if source.text("type") != "image":
        raise data.wrong(f"it is about a {source.text('type') or 'thing that it does not name'}, not about an image")
    target = source.object("target")
    subject = Subject(image, reference)
    subject.must_be(data, target.text("imageID"), [layer.text("digest") for layer in target.objects("layers")])
    built = _database(descriptor)
    fresh(NAME, built, oldest, now)
    run = ScannerRun(NAME, version=descriptor.text("version"), database=built)
    found = Scan(subject.reference, image.id, image.digest, [run])
    for match in data.objects("matches"):
        found.vulnerabilities += _vulnerabilities(match, subject)
    left_out = len(data.objects("ignoredMatches"))
    run.reason = f"left out by grype's own exceptions: {left_out}" if left_out else ""
    found.assessed = {
        "vulnerabilities": _reason(data.object("distro").text("name").lower(), bool(found.vulnerabilities)),
        "packages": "grype lists only packages with vulnerabilities",
        **dict.fromkeys(("files", "accounts", "configuration"), "grype does not look at it"),
    }
    return found


def _reason(system: str, matched: bool) -> str:
    """Why its silence would say nothing; empty where it does."""
    if system and system not in _SYSTEMS:
        return f"grype has no advisories for {system}"
    if not system and not matched:
        return "grype found no distribution that it knows and no match, and does not list packages"
    return ""


def _database(descriptor: Document) -> str:
    """The date of the database; older versions tell it one level higher."""
    database = descriptor.object("db")
    status = database.object("status") if "status" in database else database
    if status.data.get("valid") is False or status.text("error"):
        raise unassessed(NAME, "database-invalid", f"its database is not valid: {status.text('error')}", "grype db update")
    return status.text("built")


def _vulnerabilities(match: Document, subject: Subject) -> Iterator[Vulnerability]:
    """What a match says. An advisory on several CVEs is taken for each of them."""
    data, related = match.object("vulnerability"), match.objects("relatedVulnerabilities")
    package = _package(match.object("artifact"), subject)
    severity = data.text("severity", "Unknown")
    if severity not in _SEVERITIES:
        raise data.wrong(f"there is a severity that is not known: {severity!r}")
    fix = data.object("fix")
    if fix.text("state") not in _FIXES:
        raise fix.wrong(f"there is a state that is not known: {fix.text('state')!r}")
    versions = fix.texts("versions") if fix.text("state") == "fixed" else []
    names = [data.text("id", None), *(each.text("id", None) for each in related)]
    told = [data, *related]
    whole = Vulnerability(
        id=names[0],
        package=package,
        severity=_SEVERITIES[severity],
        fixed=least_fix(package.type, package.version, versions),
        cvss=_cvss(told),
        epss=_epss(told),
        kev=_kev(told),
        title=next((text for each in told if (text := each.text("description"))), ""),
        url=data.text("dataSource"),
        sources=(NAME,),
    )
    cves = {name for name in names if is_cve(name)}
    if len(cves) <= 1 or is_cve(names[0]):
        id_, aliases = ordered([name for name in names if not (is_cve(names[0]) and is_cve(name)) or name == names[0]])
        yield replace(whole, id=id_, aliases=aliases)
        return
    for each in sorted(cves):
        of_it = [document for document in related if document.text("id") == each]
        yield replace(whole, id=each, cvss=_cvss(of_it), epss=_epss(of_it), kev=_kev(of_it))


def _package(artifact: Document, subject: Subject) -> Package:
    purl = artifact.text("purl")
    type_ = artifact.text("type")
    type_ = purl_type(purl) or _TYPES.get(type_, type_)
    place = next(iter(artifact.objects("locations")), None)
    upstream = next(iter(artifact.objects("upstreams")), None)
    # Of a system's package it names the layer that wrote the package database last, which need not have brought the package.
    layer = subject.layer(place.text("layerID")) if place is not None and type_ not in SYSTEM else None
    return Package(
        name=artifact.text("name", None),
        version=artifact.text("version"),
        type=type_,
        purl=purl,
        source=upstream.text("name") if upstream is not None else "",
        source_version=upstream.text("version") if upstream is not None else "",
        licences=tuple(artifact.texts("licenses")) or None,
        path=rooted(place.text("path")) if place is not None and type_ not in SYSTEM else "",
        layer=layer,
        line=subject.line(layer),
    )


def _cvss(told: list[Document]) -> float | None:
    """The highest base score. Those of version 2 do not count: they are of another scale."""
    scores: list[float] = []
    for score in [each for document in told for each in document.objects("cvss")]:
        value = score.object("metrics").number("baseScore")
        if value is not None and not 0 <= value <= 10:
            raise score.wrong(f"there is a CVSS score of {value:g}")
        if value and not score.text("version").startswith("2"):
            scores.append(value)
    return max(scores, default=None)


def _epss(told: list[Document]) -> float | None:
    values = [value for document in told for each in document.objects("epss") if (value := each.number("epss")) is not None]
    return max(values) if values else None


def _kev(told: list[Document]) -> bool | None:
    """True where it is in the catalogue; None otherwise: that the report is silent may be due to an old database."""
    return True if any(document.objects("knownExploited") for document in told) else None


def _default_cache() -> str:
    """Where it keeps its database, as the home it is given is an empty one."""
    base = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    return os.path.join(base, "grype", "db")
