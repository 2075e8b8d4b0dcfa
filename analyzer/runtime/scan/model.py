"""What a scan says of an image, whoever has looked."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

SEVERITIES = ("critical", "high", "medium", "low", "negligible", "unknown")
"""From the gravest down. `unknown` is not a low one: nobody has said."""
PARTS = ("vulnerabilities", "packages", "files", "accounts", "configuration")


@dataclass(frozen=True, slots=True)
class Package:
    """An installed package.

    `purl` names it (package-url), `type` is deb, apk, rpm, pypi, npm, ...; `licences` is None where nothing tells. `layer` is
    the diff_id of the layer that brought it, `line` that of the Dockerfile, from 1. `source` names the source package it was
    built of, `source_version` that one's version; both are empty where nothing tells.
    """

    name: str
    version: str
    type: str
    purl: str = ""
    source: str = ""
    licences: tuple[str, ...] | None = None
    path: str = ""
    layer: str | None = None
    line: int | None = None
    source_version: str = ""


@dataclass(frozen=True, slots=True)
class Vulnerability:
    """A known vulnerability of an installed package.

    `id` is the CVE where there is one; `aliases` are its other names. `fixed` is the least version without it, None where there
    is none. `cvss` is the base score, `epss` the probability of exploitation within 30 days, `kev` whether it is in the
    catalogue of known exploited vulnerabilities; None is unknown in each. `sources` are the scanners that reported it.
    """

    id: str
    package: Package
    severity: str
    fixed: str | None = None
    aliases: tuple[str, ...] = ()
    cvss: float | None = None
    epss: float | None = None
    kev: bool | None = None
    title: str = ""
    url: str = ""
    sources: tuple[str, ...] = ()

    @property
    def fixable(self) -> bool:
        """There is a version without it."""
        return self.fixed is not None


@dataclass(frozen=True, slots=True)
class ImageFile:
    """A file worth a word: `setuid` (or setgid), a `secret` and its kind, `removed` by a later layer and still in the image."""

    path: str
    setuid: bool = False
    secret: str | None = None
    removed: bool = False
    size: int = 0
    layer: str | None = None
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """A user or group (`kind`) of the image."""

    kind: str
    name: str
    id: int


@dataclass(frozen=True, slots=True)
class Issue:
    """Something about an image's configuration or files that a benchmark asks for otherwise. `control` names it."""

    id: str
    severity: str
    message: str
    control: str = ""
    evidence: tuple[str, ...] = ()
    layer: str | None = None
    line: int | None = None


@dataclass(slots=True)
class ScannerRun:
    """What one scanner did: `version` and `database` (its date, ISO) as it told them, `status` assessed or failed, and why."""

    name: str
    status: str = "assessed"
    reason: str = ""
    version: str = ""
    database: str = ""
    seconds: float = 0.0


@dataclass(slots=True)
class Scan:
    """What is known of an image. `assessed` tells for each of PARTS the empty string, or why nobody has looked at it.

    A part that was not assessed says nothing by its emptiness.
    """

    image: str
    image_id: str = ""
    digest: str | None = None
    scanners: list[ScannerRun] = field(default_factory=list)
    assessed: dict[str, str] = field(default_factory=lambda: dict.fromkeys(PARTS, "nobody has looked"))
    vulnerabilities: list[Vulnerability] = field(default_factory=list)
    packages: list[Package] = field(default_factory=list)
    files: list[ImageFile] = field(default_factory=list)
    accounts: list[Account] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    config: dict[str, Any] = field(default_factory=dict)
