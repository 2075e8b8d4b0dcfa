"""Clair, version 4: its report on an image that lies in a registry.

https://quay.github.io/clair/reference/api.html. Clair fetches the layers from the registry itself, so that it can look only
at an image that was pushed. It is told where they are, and given the registry's token for them where the registry wants one -
never a password.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from analyzer.runtime.failure import refused
from analyzer.runtime.scan.document import Document
from analyzer.runtime.scan.freshness import fresh, moment
from analyzer.runtime.scan.model import SEVERITIES, Package, Scan, ScannerRun, Vulnerability
from analyzer.runtime.scan.names import CVE, ordered, rooted
from analyzer.runtime.scan.subject import Subject
from analyzer.runtime.scan.unassessed import unassessed
from analyzer.runtime.scan.version_order import least_fix

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from analyzer.runtime.image.model import Image
    from analyzer.runtime.operation import Operation
    from analyzer.runtime.requests import ScanRequest

NAME = "clair"
_SEVERITIES = {name.capitalize(): name for name in SEVERITIES}
_SYSTEMS = {
    **dict.fromkeys(("debian", "ubuntu"), "deb"),
    **dict.fromkeys(("alpine", "chainguard", "wolfi"), "apk"),
    **dict.fromkeys(("rhel", "centos", "fedora", "amzn", "ol", "sles", "opensuse", "opensuse-leap", "photon", "rhcos"), "rpm"),
}
_DATABASES = {
    "python": "pypi",
    "nodejs": "npm",
    "maven": "maven",
    "jar": "maven",
    "java": "maven",
    "go": "golang",
    "ruby": "gem",
}


def scan(image: Image, archive: str, request: ScanRequest, operation: Operation) -> Scan:
    """Has Clair look at an image. The archive is only what it is compared with. Raises OperationError without an assessment."""
    from analyzer.runtime.scan.clair_service import Service, pushed

    if not request.clair_url:
        raise refused("Clair is asked over HTTP, and there is no address of it", "name it with --clair-url URL")
    begun = operation.seconds
    manifest = pushed(image, request.image, operation)
    service = Service(request.clair_url, operation)
    service.index(manifest)
    database = updated(service.updates())
    fresh(NAME, database, request.oldest_database)
    found = read(service.report(manifest.digest), image, manifest.digest, request.image, manifest.layers)
    found.scanners[0].database = database
    found.scanners[0].seconds = operation.seconds - begun
    return found


def updated(report: bytes) -> str:
    """When Clair's vulnerabilities were last updated, by its list of updates; empty where it does not tell."""
    data = Document.read(NAME, report)
    dates = [(moment(text), text) for name in data.data for each in data.objects(name) if (text := each.text("date"))]
    return max((date for date in dates if date[0] is not None), default=(None, ""), key=lambda date: str(date[0]))[1]


def read(report: bytes, image: Image, digest: str, reference: str = "", layers: Sequence[str] = ()) -> Scan:
    """What a vulnerability report says of an image.

    `digest` is that of its manifest, `layers` those of the layers there. Raises OperationError where it is no whole report, or
    about another image.
    """
    data = Document.read(NAME, report)
    if data.text("manifest_hash", None) != digest:
        raise unassessed(NAME, "wrong-image", f"its report is about {data.text('manifest_hash')}, not about {digest}")
    for key in ("packages", "environments", "vulnerabilities", "package_vulnerabilities"):
        if key not in data.data:
            raise data.wrong(f"{key} is missing")
    subject = Subject(image, reference)
    reader = _Reader(data, subject, layers)
    found = Scan(subject.reference, image.id, digest, [ScannerRun(NAME)])
    found.packages = list(reader.packages.values())
    found.vulnerabilities = list(reader.vulnerabilities())
    reason = "" if found.packages else "clair found no package that it knows"
    found.assessed = {
        "vulnerabilities": reason,
        "packages": reason,
        **dict.fromkeys(("files", "accounts", "configuration"), "clair does not look at it"),
    }
    return found


class _Reader:
    """Reads one report."""

    def __init__(self, data: Document, subject: Subject, layers: Sequence[str]) -> None:
        self.data = data
        self.subject = subject
        known = [layer.diff_id for layer in subject.image.layers]
        self.diff_ids = dict(zip(layers, known, strict=True)) if len(layers) == len(known) else {}
        self.systems = data.named("distributions")
        self.found = data.named("vulnerabilities")
        self.scores = {kind: self._enriched(kind) for kind in ("clair.cvss", "clair.epss", "clair.kev")}
        self.packages = {id_: self._package(id_, package) for id_, package in data.named("packages").items()}

    def vulnerabilities(self) -> Iterator[Vulnerability]:
        for id_ in self.data.object("package_vulnerabilities").data:
            of_package = self.data.object("package_vulnerabilities")
            if id_ not in self.packages:
                raise of_package.wrong(f"there is no package {id_!r}")
            for name in of_package.texts(id_):
                if name not in self.found:
                    raise of_package.wrong(f"there is no vulnerability {name!r}")
                yield from self._vulnerability(name, self.found[name], self.packages[id_])

    def _vulnerability(self, key: str, data: Document, package: Package) -> Iterator[Vulnerability]:
        severity = data.text("normalized_severity", "Unknown")
        if severity not in _SEVERITIES:
            raise data.wrong(f"there is a severity that is not known: {severity!r}")
        name = data.text("name", None)
        own = name.split()[0].rstrip(":,")
        links = data.text("links").split()
        cves = sorted(set(CVE.findall(name)) or {cve for link in links for cve in CVE.findall(link)})
        fixed = data.text("fixed_in_version")
        fixed = ",".join(parse_qs(fixed).get("fixed", [])) if "=" in fixed else fixed
        versions = [] if fixed in {"0", ""} else [fixed]
        # An advisory on several CVEs is taken for each of them; the scores are those of all, so they are nobody's.
        for names in [[cve] for cve in cves] if len(cves) > 1 else [[*cves, own]]:
            id_, aliases = ordered(names)
            alone = len(cves) <= 1
            yield Vulnerability(
                id=id_,
                package=package,
                severity=_SEVERITIES[severity],
                fixed=least_fix(package.type, package.version, versions),
                aliases=aliases,
                cvss=self._highest("clair.cvss", key, "baseScore", 10) if alone else None,
                epss=self._highest("clair.epss", key, "epss", 1) if alone else None,
                kev=True if alone and self.scores["clair.kev"].get(key) else None,
                title=data.text("description"),
                url=next((link for link in links if link.startswith(("https://", "http://"))), ""),
                sources=(NAME,),
            )

    def _package(self, id_: str, data: Document) -> Package:
        place = next(iter(self.data.object("environments").objects(id_)), None)
        database = place.text("package_db") if place is not None else ""
        system = self.systems.get(place.text("distribution_id")) if place is not None else None
        type_ = _DATABASES.get(database.partition(":")[0], "") if ":" in database else ""
        if not type_ and system is not None:
            type_ = _SYSTEMS.get(system.text("did").lower(), "")
        layer = self.diff_ids.get(place.text("introduced_in")) if place is not None else None
        source = data.object("source")
        return Package(
            name=data.text("name", None),
            version=data.text("version"),
            type=type_,
            source=source.text("name"),
            source_version=source.text("version"),
            path=rooted(database.partition(":")[2]) if type_ in _DATABASES.values() else "",
            layer=layer,
            line=self.subject.line(layer),
        )

    def _enriched(self, kind: str) -> dict[str, list[Document]]:
        """What an enricher adds, by vulnerability."""
        found: dict[str, list[Document]] = {}
        enrichments = self.data.object("enrichments")
        for name in enrichments.data:
            if f"enricher={kind}" in name.split() or f"enricher={kind};" in name:
                for each in enrichments.objects(name):
                    for key in each.data:
                        found.setdefault(key, []).extend(each.objects(key))
        return found

    def _highest(self, kind: str, key: str, field: str, most: float) -> float | None:
        values = []
        for each in self.scores[kind].get(key, ()):
            value = each.number(field)
            if value is not None and not 0 <= value <= most:
                raise each.wrong(f"there is a score of {value:g}")
            if value is not None and not each.text("version").startswith("2"):
                values.append(value)
        return max(values, default=None)
