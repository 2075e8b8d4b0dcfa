"""Installed Python distributions: ``*.dist-info/METADATA`` and ``*.egg-info`` (core metadata specification)."""

from __future__ import annotations

from analyzer.runtime.scan.inventory.fields import decoded
from analyzer.runtime.scan.inventory.installed import Installed, InventoryError, one_line

MOST = 256 * 1024  # bytes that are read; the fields stand before the description
_VAGUE = frozenset({"", "unknown", "none"})


def is_metadata(path: str) -> bool:
    """A path is that of an installed distribution's metadata."""
    folder, _, name = path.rpartition("/")
    if name == "METADATA":
        return folder.endswith(".dist-info")
    return folder.endswith(".egg-info") if name == "PKG-INFO" else name.endswith(".egg-info") and name != ".egg-info"


def parse_metadata(data: bytes) -> Installed:
    """The distribution that metadata describe. Raises InventoryError."""
    fields: dict[str, str] = {}
    classifiers: list[str] = []
    for line in decoded(data).split("\n"):
        if not line.strip():
            break
        key, colon, value = line.partition(":")
        if line[0] in " \t|" or not colon:
            continue
        if key.lower() == "classifier":
            classifiers.append(value.strip())
        else:
            fields.setdefault(key.lower(), value.strip())
    if "name" not in fields or "version" not in fields:
        raise InventoryError("it does not tell name and version")
    name = one_line(fields["name"], "name of a distribution")
    version = one_line(fields["version"], f"version of {name}")
    return Installed(name, version, "pypi", licences=_licences(fields, classifiers))


def _licences(fields: dict[str, str], classifiers: list[str]) -> tuple[str, ...] | None:
    """The expression, else the classifiers, else a licence that is no text of many lines."""
    for key in ("license-expression",):
        if fields.get(key, "").lower() not in _VAGUE:
            return (fields[key],)
    told = [one.rpartition("::")[2].strip() for one in classifiers if one.startswith("License ::")]
    if named := tuple(one for one in told if one != "OSI Approved"):
        return named
    licence = fields.get("license", "")
    return (licence,) if licence.lower() not in _VAGUE and len(licence) < 100 else None
