"""A folder of advisories: JSON files, and zip archives of them as OSV publishes one for each ecosystem."""

from __future__ import annotations

import json
import os
import zipfile
import zlib
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from analyzer.report.visible import visible
from analyzer.runtime.scan.advisories.advisory import Advisory, AdvisoryError, parse_advisory

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from analyzer.runtime.operation import Operation

Place = tuple[str, str]  # ecosystem and name of a package

_OFTEN = 256  # advisories between two looks at whether the operation is to end
_PACKED = (".gz", ".xz", ".zst", ".bz2", ".tar", ".tgz", ".7z", ".rar")
_NOT_DEEPER = 32


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of a snapshot is read: bytes of one advisory, bytes and number of all."""

    advisory: int = 32 * 1024 * 1024
    whole: int = 32 * 1024 * 1024 * 1024
    number: int = 5_000_000


@dataclass(slots=True)
class Snapshot:
    """Advisories. `ecosystems` counts those that are in force for each ecosystem, `newest` is the last day one was changed.

    `found` has those that were asked for, by ecosystem and name of the package.
    """

    ecosystems: dict[str, int] = field(default_factory=dict)
    newest: str = ""
    found: dict[Place, list[Advisory]] = field(default_factory=dict)

    def add(self, advisory: Advisory, wanted: Collection[Place]) -> None:
        """Takes an advisory in. Raises AdvisoryError."""
        day = _day(advisory.modified)
        self.newest = max(self.newest, day)
        if advisory.withdrawn:
            return
        places = {(one.ecosystem, one.name) for one in advisory.affected}
        for ecosystem in {ecosystem for ecosystem, _ in places}:
            self.ecosystems[ecosystem] = self.ecosystems.get(ecosystem, 0) + 1
        for place in places:
            if place in wanted:
                self.found.setdefault(place, []).append(advisory)


def read_snapshot(
    folder: str, wanted: Collection[Place], operation: Operation | None = None, limits: Limits | None = None
) -> Snapshot:
    """The advisories in a folder and those below it; folders and files that begin with a dot are left out.

    All are read, those of the `wanted` packages are kept. Raises AdvisoryError for anything that cannot be read, so that
    nothing is passed over, and StoppedError.
    """
    snapshot = Snapshot()
    size = 0
    limits = limits or Limits()
    for count, (where, data) in enumerate(_documents(folder, limits)):
        if operation is not None and count % _OFTEN == 0:
            operation.check()
        size += len(data)
        if count >= limits.number or size > limits.whole:
            raise AdvisoryError(f"{folder}: more than {limits.number} advisories or {limits.whole} bytes")
        try:
            snapshot.add(parse_advisory(json.loads(data)), wanted)
        except AdvisoryError as error:
            raise AdvisoryError(f"{where}: {error}") from None
        except (ValueError, RecursionError) as error:
            raise AdvisoryError(f"{where}: it is no JSON: {type(error).__name__}") from None
    if not snapshot.newest:
        raise AdvisoryError(f"{folder}: there are no advisories in it (JSON files, or zip archives of them)")
    return snapshot


def _documents(folder: str, limits: Limits) -> Iterator[tuple[str, bytes]]:
    for path in _files(folder, 0):
        lower = path.lower()
        shown = visible(path)
        if lower.endswith(_PACKED):
            raise AdvisoryError(f"{shown}: unpack it first; only zip archives are read as they are")
        try:
            if lower.endswith(".json"):
                yield shown, _plain(path, limits)
            elif lower.endswith(".zip"):
                yield from _zipped(path, shown, limits)
        except OSError as error:
            raise AdvisoryError(f"{shown}: {error.strerror or error}") from None


def _files(folder: str, depth: int) -> Iterator[str]:
    """The files in a folder and those below it, by name; links to folders are not followed."""
    try:
        with os.scandir(folder) as entries:
            found = sorted((entry for entry in entries if entry.name[0] != "."), key=lambda entry: entry.name)
    except OSError as error:
        raise AdvisoryError(f"{visible(folder)}: {error.strerror or error}") from None
    if depth > _NOT_DEEPER:
        raise AdvisoryError(f"{visible(folder)}: folders within more than {_NOT_DEEPER} others")
    for entry in found:
        if entry.is_dir(follow_symlinks=False):
            yield from _files(entry.path, depth + 1)
        elif entry.is_file():
            yield entry.path
        else:
            raise AdvisoryError(f"{visible(entry.path)}: it is no file, or a link to a folder or to nothing")


def _plain(path: str, limits: Limits) -> bytes:
    with open(path, "rb") as file:
        data = file.read(limits.advisory + 1)
    if len(data) > limits.advisory:
        raise AdvisoryError(f"{visible(path)}: it is larger than {limits.advisory} bytes")
    return data


def _zipped(path: str, shown: str, limits: Limits) -> Iterator[tuple[str, bytes]]:
    """The advisories in an archive. What it holds besides JSON is an error: OSV's hold nothing else."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            if len(members) > limits.number:
                raise AdvisoryError(f"{shown}: more than {limits.number} members")
            for member in members:
                if member.is_dir():
                    continue
                where = f"{shown}: {visible(member.filename)}"
                if not member.filename.lower().endswith(".json"):
                    raise AdvisoryError(f"{where}: it is no JSON file")
                with archive.open(member) as file:
                    data = file.read(limits.advisory + 1)
                if len(data) > limits.advisory:
                    raise AdvisoryError(f"{where}: it is larger than {limits.advisory} bytes")
                yield where, data
    except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError, UnicodeError) as error:
        raise AdvisoryError(f"{shown}: it is no zip archive that can be read: {error}") from None


def _day(text: str) -> str:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        raise AdvisoryError(f"modified is no date: {text[:40]!r}") from None
    return text[:10]
