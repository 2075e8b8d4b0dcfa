"""What a scan found in the image that was built of a file: its vulnerabilities, files, packages and accounts.

The records come from the provider of images as plain data; `GIVEN` names their keys, which are fields of the schema with an
underscore for the hyphen. A key that is left out was not looked at, and its fact is unknown; a value of None is absent.
Beside those keys each record may have ``line``: a line, from 1, of the instruction whose layer holds it. Without one it stands
at the FROM of the stage that became the image.
"""

from __future__ import annotations

from analyzer.facts.node import Node, fact
from analyzer.facts.references import split_reference
from analyzer.facts.unknown import UNKNOWN, Unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from analyzer.facts.instructions import Instruction
    from analyzer.facts.model import FileFacts

GIVEN: dict[str, tuple[str, ...]] = {
    "scan": (
        "names", "digest", "created", "signed", "base_signed", "attestations", "base_name", "base_digest", "base_digest_now",
        "vulnerabilities", "files", "packages", "accounts",
    ),
    "vulnerability": ("id", "aliases", "severity", "package", "installed", "fixed", "known_exploited", "epss"),
    "image-file": ("path", "setuid", "secret", "removed"),
    "image-package": ("name", "version", "licences"),
    "account": ("kind", "name", "id"),
}  # fmt: skip
LISTS = {"vulnerabilities": "vulnerability", "files": "image-file", "packages": "image-package", "accounts": "account"}
LINE = "line"


def scan_of(file: FileFacts) -> Scan | Unknown:
    """The scan of the file's image; unknown where there is none."""
    images = file.providers.images
    record = images.of(file.path) if images is not None else None
    return UNKNOWN if record is None else Scan(file, record)


class Scanned(Node):
    """A part of an image, at the instruction that brought it."""

    def __init__(self, parent: Node, record: Mapping[str, Any]) -> None:
        step = _step(parent.file, record.get(LINE))
        place = step or _base(parent.file)
        super().__init__(parent, place.start if place is not None else 0, place.end if place is not None else 0)
        self.instruction = step
        for name in GIVEN[self.sort]:
            if name not in LISTS:
                setattr(self, name, record.get(name, UNKNOWN))


def _base(file: FileFacts) -> Instruction | None:
    stage = file.target_stage
    return stage.from_instruction if stage is not None else None


def _step(file: FileFacts, line: int | None) -> Instruction | None:
    """The instruction on a line."""
    if line is None:
        return None
    return next((step for step in file.instructions if step.syntax.line <= line <= step.syntax.last_line), None)


class Vulnerability(Scanned):
    """A known vulnerability of a package."""

    sort = "vulnerability"
    fixed: str | Unknown | None

    @fact
    def fixable(self) -> bool | Unknown:
        """There is a version without it."""
        return self.fixed if isinstance(self.fixed, Unknown) else bool(self.fixed)


class ImageFile(Scanned):
    """A file or directory."""

    sort = "image-file"
    path: str | Unknown | None

    @fact
    def name(self) -> str | Unknown | None:
        """The last component of its path."""
        return self.path.rstrip("/").rpartition("/")[2] if isinstance(self.path, str) else self.path


class ImagePackage(Scanned):
    """An installed package."""

    sort = "image-package"


class Account(Scanned):
    """A user or a group."""

    sort = "account"
    kind: str | Unknown | None
    id: int | Unknown | None
    name: str | Unknown | None

    @fact
    def duplicate_of(self) -> Account | None:
        """The first account of the same kind and id, under another name."""
        first = self.parent.first_accounts.get((self.kind, self.id)) if isinstance(self.parent, Scan) else None
        return first if first is not None and first.name != self.name else None


TYPES: dict[str, type[Scanned]] = {kind.sort: kind for kind in (Vulnerability, ImageFile, ImagePackage, Account)}


class Scan(Scanned):
    """What was found in an image."""

    sort = "scan"
    names: list[str] | Unknown | None
    created: str | Unknown | None

    def __init__(self, file: FileFacts, record: Mapping[str, Any]) -> None:
        super().__init__(file, record)
        self._parts = {sort: _parts(self, TYPES[sort], record.get(key, UNKNOWN)) for key, sort in LISTS.items()}

    def all(self, sort: str) -> Sequence[Node]:
        """The nodes of a sort, by place."""
        if sort == self.sort:
            return [self]
        found = self._parts[sort]
        return () if isinstance(found, Unknown) else found

    @fact
    def vulnerabilities(self) -> list[Scanned] | Unknown:
        """The known vulnerabilities of its packages."""
        return self._parts["vulnerability"]

    @fact
    def files(self) -> list[Scanned] | Unknown:
        """Files and directories worth a word."""
        return self._parts["image-file"]

    @fact
    def packages(self) -> list[Scanned] | Unknown:
        """The packages installed in it."""
        return self._parts["image-package"]

    @fact
    def accounts(self) -> list[Scanned] | Unknown:
        """Its users and groups."""
        return self._parts["account"]

    @fact
    def first_accounts(self) -> dict[tuple[object, object], Account]:
        """The first account of each kind and number."""
        found: dict[tuple[object, object], Account] = {}
        for account in self.all("account"):
            if isinstance(account, Account) and isinstance(account.id, int):
                found.setdefault((account.kind, account.id), account)
        return found

    @fact
    def tags(self) -> list[str] | Unknown | None:
        """The tags of its names; latest of one that has neither tag nor digest."""
        if not isinstance(self.names, list):
            return self.names
        parts = [split_reference(name) for name in self.names]
        return [part.tag or "latest" for part in parts if part.tag or not part.digest]

    @fact
    def age(self) -> int | Unknown | None:
        """The days since it was built."""
        if not isinstance(self.created, str):
            return self.created
        from datetime import date

        try:
            return (date.fromisoformat(self.file.today) - date.fromisoformat(self.created[:10])).days
        except ValueError:
            return UNKNOWN


def _parts(scan: Scan, kind: type[Scanned], records: Any) -> list[Scanned] | Unknown:
    if isinstance(records, Unknown):
        return records
    return sorted((kind(scan, record) for record in records or ()), key=lambda node: node.start)
