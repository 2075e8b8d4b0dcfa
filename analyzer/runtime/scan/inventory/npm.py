"""Packages of Node.js as they lie in ``node_modules``."""

from __future__ import annotations

import json

from analyzer.runtime.scan.inventory.installed import Installed, InventoryError, one_line

MOST = 2 * 1024 * 1024  # bytes of a package.json


def is_manifest(path: str) -> bool:
    """A path is that of an installed package's manifest: ``node_modules/NAME/package.json``, with a scope or without."""
    parts = path.split("/")
    if parts[-1] != "package.json" or len(parts) < 3:
        return False
    if parts[-3] == "node_modules":
        return not parts[-2].startswith(("@", "."))
    return len(parts) > 3 and parts[-4] == "node_modules" and parts[-3].startswith("@")


def parse_manifest(data: bytes) -> Installed | None:
    """The package that a manifest describes; None where it describes none, as those that only set options of a folder.

    Raises InventoryError.
    """
    try:
        manifest = json.loads(data)
    except (ValueError, RecursionError):
        raise InventoryError("it is no JSON") from None
    if not isinstance(manifest, dict):
        raise InventoryError("it is no object")
    name, version = manifest.get("name"), manifest.get("version")
    if name is None or version is None:
        return None  # nothing npm has installed: it refuses packages without
    if not isinstance(name, str) or not isinstance(version, str):
        raise InventoryError("its name and version are no texts")
    return Installed(
        one_line(name, "name of a package"),
        one_line(version.strip(), f"version of {name}"),
        "npm",
        licences=_licences(manifest),
    )


def _licences(manifest: dict[str, object]) -> tuple[str, ...] | None:
    """The licence, also as it was written before SPDX expressions (npm's package.json documentation)."""
    given = manifest.get("license", manifest.get("licenses"))
    found = []
    for one in given if isinstance(given, list) else [given]:
        told = one.get("type") if isinstance(one, dict) else one
        if isinstance(told, str) and told and len(told) < 200:
            found.append(told)
    return tuple(found) or None
