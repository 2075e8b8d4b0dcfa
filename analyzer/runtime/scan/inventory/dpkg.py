"""The packages of dpkg: ``/var/lib/dpkg/status``, and ``status.d`` of images without dpkg (distroless)."""

from __future__ import annotations

from analyzer.runtime.scan.inventory.fields import decoded, paragraphs
from analyzer.runtime.scan.inventory.installed import Installed, InventoryError, one_line

STATUS = "var/lib/dpkg/status"
STATUS_FOLDER = "var/lib/dpkg/status.d"
LISTS = "var/lib/dpkg/info"
_ABSENT = frozenset({"not-installed", "config-files"})  # dpkg(1), package states: nothing of these is there to be run


def parse_status(data: bytes) -> list[Installed]:
    """The packages in a status file. Raises InventoryError."""
    return [_package(fields) for fields in paragraphs(decoded(data)) if _is_there(fields)]


def owned_files(data: bytes) -> list[str]:
    """The paths in a package's list of files, without their leading slash."""
    return [line.lstrip("/") for line in decoded(data).split("\n") if line]


def _is_there(fields: dict[str, str]) -> bool:
    if "status" not in fields:
        return True  # status.d has packages that are installed, and does not say so
    words = fields["status"].split()
    if len(words) != 3:
        raise InventoryError(f"{fields['status'][:60]!r} is no state of a package")
    return words[2] not in _ABSENT


def _package(fields: dict[str, str]) -> Installed:
    name = one_line(fields.get("package", ""), "name of a package")
    version = one_line(fields.get("version", ""), f"version of {name}")
    source, _, rest = fields.get("source", "").partition(" ")
    own = rest.strip().strip("()").strip()
    return Installed(name, version, "deb", fields.get("architecture", ""), source or name, own or version)
