"""A scan as the rules see it: what `analyzer.facts.scan` makes nodes of."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from analyzer.runtime.scan.model import Scan

_BASE_NAME = "org.opencontainers.image.base.name"  # labels of the OCI image specification, annotations.md
_BASE_DIGEST = "org.opencontainers.image.base.digest"
_PLACEHOLDERS = ("0001-01-01", "1970-01-01")  # what builders that are reproducible write in place of a date


class ScannedImages:
    """The scans of images by the Dockerfiles they were built of (`analyzer.facts.providers.Images`)."""

    def __init__(self, scans: Mapping[str, Scan]) -> None:
        self._records = {os.path.abspath(path): record_of(scan) for path, scan in scans.items()}

    def of(self, dockerfile: str) -> Mapping[str, Any] | None:
        """What the scan of a Dockerfile's image found; None where there is none."""
        return self._records.get(os.path.abspath(dockerfile))


def record_of(scan: Scan) -> dict[str, Any]:
    """The scan as plain data. What nobody looked at is left out: to a rule it is unknown, not absent."""
    found: dict[str, Any] = {"names": [scan.image]}
    if scan.digest:
        found["digest"] = scan.digest
    found |= _configured(scan.config)
    if not scan.assessed.get("vulnerabilities", "-"):
        found["vulnerabilities"] = [
            {
                "id": one.id,
                "aliases": list(one.aliases),
                "severity": one.severity,
                "package": one.package.name,
                "installed": one.package.version,
                "fixed": one.fixed,
                **_given(known_exploited=one.kev, epss=one.epss, line=one.package.line),
            }
            for one in scan.vulnerabilities
        ]
    if not scan.assessed.get("packages", "-"):
        found["packages"] = [
            {
                "name": one.name,
                "version": one.version,
                **_given(licences=None if one.licences is None else list(one.licences), line=one.line),
            }
            for one in scan.packages
        ]
    if not scan.assessed.get("files", "-"):
        found["files"] = [
            {
                "path": "/" + one.path.lstrip("/"),
                "setuid": one.setuid,
                "secret": one.secret,
                "removed": one.removed,
                **_given(line=one.line),
            }
            for one in scan.files
        ]
    if not scan.assessed.get("accounts", "-"):
        found["accounts"] = [{"kind": one.kind, "name": one.name, "id": one.id} for one in scan.accounts]
    return found


def _configured(config: Mapping[str, Any]) -> dict[str, Any]:
    """What the configuration of the image itself tells."""
    found: dict[str, Any] = {}
    created = config.get("created")
    if isinstance(created, str) and not created.startswith(_PLACEHOLDERS):
        found["created"] = created
    labels = (config.get("config") or {}).get("Labels") or {}
    for key, label in (("base_name", _BASE_NAME), ("base_digest", _BASE_DIGEST)):
        if isinstance(labels.get(label), str):
            found[key] = labels[label]
    return found


def _given(**values: Any) -> dict[str, Any]:
    """What is known; None says that nothing is."""
    return {name: value for name, value in values.items() if value is not None}
