"""The packages of apk: ``/lib/apk/db/installed`` (apk-package(5), apk's installed database)."""

from __future__ import annotations

from analyzer.runtime.scan.inventory.fields import decoded
from analyzer.runtime.scan.inventory.installed import Installed, InventoryError, one_line

DATABASES = ("lib/apk/db/installed", "usr/lib/apk/db/installed")


def parse_installed(data: bytes) -> tuple[list[Installed], list[str]]:
    """The packages in a database, and the files that belong to them. Raises InventoryError."""
    found: list[Installed] = []
    files: list[str] = []
    fields: dict[str, str] = {}
    folder = ""
    for number, line in enumerate([*decoded(data).split("\n"), ""], 1):
        if not line:
            if fields:
                found.append(_package(fields))
            fields, folder = {}, ""
            continue
        if line[1:2] != ":":
            raise InventoryError(f"line {number} is no field")
        key, value = line[0], line[2:]
        if key == "F":
            folder = value
        elif key == "R":
            files.append(f"{folder}/{value}" if folder else value)
        else:
            fields.setdefault(key, value.strip())
    return found, files


def _package(fields: dict[str, str]) -> Installed:
    name = one_line(fields.get("P", ""), "name of a package")
    version = one_line(fields.get("V", ""), f"version of {name}")
    licence = fields.get("L", "")
    return Installed(
        name, version, "apk", fields.get("A", ""), fields.get("o", "") or name, version, (licence,) if licence else None
    )
