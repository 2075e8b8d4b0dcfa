"""The inventory of an image as a CycloneDX document (ECMA-424, version 1.6 in JSON)."""

from __future__ import annotations

import json
import uuid
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, quote

from analyzer.version import VERSION

if TYPE_CHECKING:
    from analyzer.runtime.scan.model import Package, Scan

_PROPERTY = "buildsecbot:"


def cyclonedx(scan: Scan, *, created: str = "") -> bytes:
    """The packages of a scan as CycloneDX, always the same bytes for the same scan.

    `created` is the time (RFC 3339) the document shows; without it there is none. Where the packages were not all assessed, the
    document says so: its composition is incomplete, and a property has the reason.
    """
    components: dict[str, dict[str, Any]] = {}
    for package in scan.packages:
        component = _component(package)
        components.setdefault(component["bom-ref"], component)
    document = {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{_serial(scan, components)}",
        "version": 1,
        "metadata": _metadata(scan, created),
        "components": [*_distributions(scan), *components.values()],
        "dependencies": [{"ref": "image", "dependsOn": sorted(components)}],
        "compositions": [{"aggregate": "incomplete" if _reason(scan) else "unknown", "assemblies": ["image"]}],
    }
    return (json.dumps(document, indent=2, ensure_ascii=True) + "\n").encode("ascii")


def _reason(scan: Scan) -> str:
    return scan.assessed.get("packages", "nobody has looked")


def _serial(scan: Scan, components: dict[str, dict[str, Any]]) -> uuid.UUID:
    """Not random: the same image with the same packages has the same document."""
    return uuid.uuid5(uuid.NAMESPACE_URL, "\n".join([scan.image_id, VERSION, _reason(scan), *components]))


def _metadata(scan: Scan, created: str) -> dict[str, Any]:
    image: dict[str, Any] = {"type": "container", "bom-ref": "image", "name": scan.image or scan.image_id or "image"}
    version = scan.digest or scan.image_id
    if version:
        image["version"] = version
    properties = [("image-id", scan.image_id), ("digest", scan.digest or ""), ("packages-not-assessed", _reason(scan))]
    metadata: dict[str, Any] = {"timestamp": created} if created else {}
    tool = {"type": "application", "name": "buildsecbot", "version": VERSION}
    metadata |= {"tools": {"components": [tool]}, "component": image, "properties": _properties(properties)}
    return metadata


def _component(package: Package) -> dict[str, Any]:
    component: dict[str, Any] = {
        "type": "library",
        "bom-ref": f"{package.purl}#{quote(_text(package.path))}"
        if package.path
        else package.purl or f"{package.name}@{package.version}",
        "name": package.name,
        "version": package.version,
    }
    if package.licences:
        component["licenses"] = [{"license": {"name": licence}} for licence in package.licences]
    if package.purl:
        component["purl"] = package.purl
    source = f"{package.source}@{package.source_version}" if package.source_version else package.source
    line = "" if package.line is None else str(package.line)
    told = [
        ("type", package.type),
        ("source", source),
        ("path", _text(package.path)),
        ("layer", package.layer or ""),
        ("line", line),
    ]
    component["properties"] = _properties(told)
    return component


def _distributions(scan: Scan) -> list[dict[str, Any]]:
    """The distributions that the packages are told to belong to."""
    named = {value for package in scan.packages for value in parse_qs(package.purl.partition("?")[2]).get("distro", ())}
    found = []
    for value in sorted(named):
        name, _, version = value.partition("-")
        component = {"type": "operating-system", "bom-ref": f"os:{value}", "name": name}
        found.append(component | {"version": version} if version else component)
    return found


def _properties(values: list[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"name": _PROPERTY + name, "value": value} for name, value in values if value]


def _text(path: str) -> str:
    """A path that is no UTF-8 in the image, with marks for what cannot be told."""
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
