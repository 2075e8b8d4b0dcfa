"""Trivy: its program, and its report on an image (JSON, SchemaVersion 2).

https://trivy.dev/docs/latest/configuration/reporting/#json. What it says of an operating system it has no advisories for is no
assessment, and neither is a report without any package.
"""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING

from analyzer.runtime.scan import program
from analyzer.runtime.scan.document import Document
from analyzer.runtime.scan.freshness import fresh
from analyzer.runtime.scan.layout import readable
from analyzer.runtime.scan.model import ImageFile, Issue, Package, Scan, ScannerRun, Vulnerability
from analyzer.runtime.scan.names import ordered, purl_type, rooted
from analyzer.runtime.scan.subject import Subject
from analyzer.runtime.scan.version_order import least_fix

if TYPE_CHECKING:
    from analyzer.runtime.image.model import Image
    from analyzer.runtime.operation import Operation
    from analyzer.runtime.requests import ScanRequest

NAME = "trivy"
SCHEMA = 2
_SEVERITIES = {"CRITICAL": "critical", "HIGH": "high", "MEDIUM": "medium", "LOW": "low", "UNKNOWN": "unknown"}
_SETTINGS = (  # where its database comes from; nothing that changes what it reports
    *("TRIVY_CACHE_DIR", "TRIVY_DB_REPOSITORY", "TRIVY_JAVA_DB_REPOSITORY", "TRIVY_OFFLINE_SCAN", "TRIVY_INSECURE"),
    *("TRIVY_SKIP_DB_UPDATE", "TRIVY_SKIP_JAVA_DB_UPDATE"),
)
_SYSTEMS = {  # whose advisories it has, by the type of their packages
    **dict.fromkeys(("debian", "ubuntu"), "deb"),
    **dict.fromkeys(("alpine", "chainguard", "wolfi", "minimos"), "apk"),
    **dict.fromkeys(("redhat", "centos", "rocky", "alma", "amazon", "oracle", "photon", "azurelinux", "cbl-mariner"), "rpm"),
    **dict.fromkeys(("opensuse", "opensuse.leap", "opensuse-leap", "opensuse.tumbleweed", "opensuse-tumbleweed"), "rpm"),
    **dict.fromkeys(("suse linux enterprise server", "sles", "suse linux enterprise micro", "slem", "bottlerocket"), "rpm"),
    **dict.fromkeys(("echo",), "deb"),
}
_LANGUAGES = {
    **dict.fromkeys(("npm", "yarn", "pnpm", "bun", "node-pkg", "javascript"), "npm"),
    **dict.fromkeys(("pip", "pipenv", "poetry", "uv", "python-pkg", "conda-pkg"), "pypi"),
    **dict.fromkeys(("gobinary", "gomod"), "golang"),
    **dict.fromkeys(("jar", "pom", "gradle", "sbt"), "maven"),
    **dict.fromkeys(("bundler", "gemspec"), "gem"),
    **dict.fromkeys(("cargo", "rustbinary", "rust-binary"), "cargo"),
    **dict.fromkeys(("nuget", "dotnet-core", "packages-props"), "nuget"),
    **dict.fromkeys(("composer", "composer-vendor"), "composer"),
}
_STATUSES = (
    *("", "unknown", "not_affected", "affected", "fixed", "under_investigation", "will_not_fix", "fix_deferred", "end_of_life"),
)
_CLASSES = ("os-pkgs", "lang-pkgs", "config", "secret", "license", "license-file", "custom")


def scan(image: Image, archive: str, request: ScanRequest, operation: Operation) -> Scan:
    """Scans an archive (`docker save`, or an OCI layout). Raises OperationError where it gives no assessment."""
    path = program.find(NAME)
    settings = {key: os.environ[key] for key in _SETTINGS if os.environ.get(key)}
    settings.setdefault("TRIVY_CACHE_DIR", _default_cache())
    begun = operation.seconds
    with readable(NAME, archive, operation) as (_, place):
        ran = program.run(NAME, path, arguments(place), operation, settings)
    if ran.code != 0:
        raise program.failed(NAME, ran)
    found = read(ran.printed, image, request.image)
    told = program.run(NAME, path, ["version", "--format", "json"], operation, settings)  # afterwards: it may have updated
    version, database = about(told.printed) if told.code == 0 else ("", "")
    fresh(NAME, database, request.oldest_database)
    found.scanners[0].version = version or found.scanners[0].version
    found.scanners[0].database = database
    found.scanners[0].seconds = operation.seconds - begun
    return found


def arguments(path: str) -> list[str]:
    """The command line, without the program."""
    what = ["image", "--input", path, "--scanners", "vuln,secret", "--list-all-pkgs"]
    return [*what, "--format", "json", "--exit-code", "0", "--quiet", "--no-progress"]


def about(report: bytes) -> tuple[str, str]:
    """The version, and the date of the database, of what ``trivy version --format json`` prints."""
    data = Document.read(NAME, report)
    return data.text("Version"), data.object("VulnerabilityDB").text("UpdatedAt")


def read(report: bytes, image: Image, reference: str = "") -> Scan:
    """What a report says of an image; of the database it was made with it tells nothing.

    Raises OperationError where it is no whole report of this form, or about another image.
    """
    data = Document.read(NAME, report)
    if data.data.get("SchemaVersion") != SCHEMA:
        raise data.wrong(f"its SchemaVersion is {data.data.get('SchemaVersion')!r}, and {SCHEMA} is the one that is known")
    if data.text("ArtifactType", None) != "container_image":
        raise data.wrong(f"it is about a {data.text('ArtifactType')}, not about an image")
    metadata = data.object("Metadata")
    subject = Subject(image, reference)
    subject.must_be(data, metadata.text("ImageID"), metadata.texts("DiffIDs"))
    return _Reader(data, metadata, subject).scan()


class _Reader:
    """Reads the results of one report."""

    def __init__(self, data: Document, metadata: Document, subject: Subject) -> None:
        self.data = data
        self.subject = subject
        self.family = metadata.object("OS").text("Family").lower()
        self.ended = metadata.object("OS").data.get("EOSL") is True
        self.listed = 0
        self.notes: dict[str, int] = {}
        self.licences: dict[str, set[str]] = {}
        version = data.object("Trivy").text("Version")
        self.found = Scan(subject.reference, subject.image.id, subject.image.digest, [ScannerRun(NAME, version=version)])

    def scan(self) -> Scan:
        for result in self.data.objects("Results"):
            class_ = result.text("Class")
            if class_ not in _CLASSES:
                raise result.wrong(f"there is a result of a class that is not known: {class_!r}")
            self._result(result, class_)
        found = self.found
        found.packages = [self._licensed(package) for package in found.packages]
        if self.ended:
            message = f"the distribution of the image ({self.family}) gets no more security updates, so what is new is not told"
            found.issues.append(Issue("system-end-of-life", "high", message))
        reason = self._reason()
        found.assessed = {
            "vulnerabilities": reason,
            "packages": reason,
            "files": "trivy looks for secrets alone",
            "accounts": "trivy does not look at accounts",
            "configuration": "trivy was not asked for it",
        }
        found.scanners[0].reason = "; ".join(f"{what}: {count}" for what, count in sorted(self.notes.items()))
        return found

    def _reason(self) -> str:
        """Why its silence would say nothing; empty where it does."""
        if self.family and self.family not in _SYSTEMS:
            return f"trivy has no advisories for {self.family}"
        if not self.listed:
            return "trivy found no package that it knows"
        return ""

    def _result(self, result: Document, class_: str) -> None:
        kind = result.text("Type")
        type_ = _SYSTEMS.get(self.family, "") if class_ == "os-pkgs" else _LANGUAGES.get(kind, kind)
        place = result.text("Target")
        for package in result.objects("Packages"):
            self.listed += 1
            self.found.packages.append(self._package(package, type_))
        for finding in result.objects("Vulnerabilities"):
            if finding.text("Status") not in _STATUSES:
                raise finding.wrong(f"there is a status that is not known: {finding.text('Status')!r}")
            if finding.text("Status") == "not_affected":
                self._note("left out, as it does not affect the package", 1)
            else:
                self.found.vulnerabilities.append(self._vulnerability(finding, type_))
        for finding in result.objects("Secrets"):
            self._secret(finding, place)
        for finding in result.objects("Misconfigurations"):
            self._misconfiguration(finding, place)
        for licence in result.objects("Licenses"):
            self._licence(licence)
        for key, what in (
            ("CustomResources", "results of modules, not taken over"),
            ("ExperimentalModifiedFindings", "left out by trivy's own exceptions"),
        ):
            self._note(what, len(result.objects(key)))

    def _package(self, data: Document, type_: str) -> Package:
        made = self._made(data, data.text("Name", None), _version(data), type_, data.text("FilePath"))
        source, version = data.text("SrcName"), _version(data, "Src")
        return replace(made, source=source, source_version=version, licences=tuple(data.texts("Licenses")) or None)

    def _made(self, data: Document, name: str, version: str, type_: str, path: str) -> Package:
        purl = data.object("Identifier" if "Identifier" in data else "PkgIdentifier").text("PURL")
        layer = self.subject.layer(data.object("Layer").text("DiffID"))
        type_ = purl_type(purl) or type_
        return Package(name, version, type_, purl, path=rooted(path), layer=layer, line=self.subject.line(layer))

    def _vulnerability(self, data: Document, type_: str) -> Vulnerability:
        installed = data.text("InstalledVersion")
        package = self._made(data, data.text("PkgName", None), installed, type_, data.text("PkgPath"))
        severity = data.text("Severity", "UNKNOWN")
        if severity not in _SEVERITIES:
            raise data.wrong(f"there is a severity that is not known: {severity!r}")
        id_, aliases = ordered([data.text("VulnerabilityID", None), *data.texts("VendorIDs")])
        fixed = least_fix(package.type, installed, data.text("FixedVersion").split(","))
        return Vulnerability(
            id_, package, _SEVERITIES[severity], fixed, aliases, _cvss(data), None, None, data.text("Title"),
            data.text("PrimaryURL"), (NAME,),
        )  # fmt: skip

    def _secret(self, data: Document, place: str) -> None:
        kind = data.text("RuleID") or data.text("Category", None)
        layer = self.subject.layer(data.object("Layer").text("DiffID"))
        line = self.subject.line(layer)
        self.found.files.append(ImageFile(rooted(place), secret=kind, layer=layer, line=line))

    def _misconfiguration(self, data: Document, place: str) -> None:
        if data.text("Status", None) != "FAIL":
            return
        severity = _SEVERITIES.get(data.text("Severity", "UNKNOWN"))
        if severity is None:
            raise data.wrong("there is a severity that is not known")
        message = data.text("Message") or data.text("Title")
        self.found.issues.append(Issue(data.text("ID", None), severity, message, evidence=(place,)))

    def _licence(self, data: Document) -> None:
        if name := data.text("PkgName"):
            self.licences.setdefault(name, set()).add(data.text("Name"))
        else:
            self._note("licences of files, not taken over", 1)

    def _licensed(self, package: Package) -> Package:
        more = self.licences.get(package.name)
        if not more:
            return package
        return replace(package, licences=tuple(sorted({*(package.licences or ()), *more} - {""})))

    def _note(self, what: str, count: int) -> None:
        if count:
            self.notes[what] = self.notes.get(what, 0) + count


def _version(data: Document, prefix: str = "") -> str:
    """The version of a package (or with `prefix` Src of its source) with epoch and release, as its system writes it."""
    version = data.text(f"{prefix}Version")
    if release := data.text(f"{prefix}Release"):
        version = f"{version}-{release}"
    epoch = data.number(f"{prefix}Epoch")
    return f"{epoch:g}:{version}" if epoch else version


def _cvss(data: Document) -> float | None:
    """The highest base score that a source gives. Those of version 2 do not count: they are of another scale."""
    told = [source.number(key) for source in data.named("CVSS").values() for key in ("V40Score", "V3Score")]
    scores = [score for score in told if score]
    if any(not 0 <= score <= 10 for score in scores):
        raise data.wrong("there is a CVSS score that is none")
    return max(scores, default=None)


def _default_cache() -> str:
    """Where it keeps its database, as the home it is given is an empty one."""
    base = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    return os.path.join(base, "trivy")
