"""Which files of an image tell about packages, and what each tells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from analyzer.runtime.scan.inventory import apk, distribution, dpkg, golang, npm, python, rpm
from analyzer.runtime.scan.inventory.installed import InventoryError
from analyzer.runtime.scan.inventory.ownership import owned

if TYPE_CHECKING:
    from collections.abc import Callable

    from analyzer.runtime.image.model import Entry
    from analyzer.runtime.scan.inventory.distribution import Distribution
    from analyzer.runtime.scan.inventory.installed import Installed

_MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Records:
    """What a file tells: `packages`, the other files that tell packages and are `owned` by them, the `distribution`.

    `database` names the kind of a package manager's database, empty for the records of a single package. `problem` says why
    the file could not be read: then it tells nothing.
    """

    packages: tuple[Installed, ...] = ()
    owned: tuple[str, ...] = ()
    distribution: Distribution | None = None
    database: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Reader:
    """How a file is read: at most its first `most` bytes; a `whole` one is not read at all where it is larger."""

    most: int
    read: Callable[[bytes], Records]
    whole: bool = True
    link: bool = True  # a link at its place is something that should have been read
    first: bytes = b""  # what the file begins with; one that does not tells nothing

    def records(self, entry: Entry, content: Callable[[int], bytes]) -> Records | None:
        """The records in a file, None where it has none; what is wrong with it stands in them."""
        if self.first and not content(len(self.first)).startswith(self.first):
            return None
        if self.whole and entry.size > self.most:
            return Records(problem=f"it is larger than {self.most} bytes")
        try:
            return self.read(content(self.most))
        except InventoryError as error:
            return Records(problem=str(error))


def reader_of(path: str, entry: Entry) -> Reader | None:
    """How the file of an entry, at a path of the image, is to be read; None where it does not tell about packages."""
    if (known := _PLACES.get(path)) is not None:
        return known
    folder, _, name = path.rpartition("/")
    if folder == dpkg.STATUS_FOLDER and not name.endswith(".md5sums"):
        return _STATUS_PART
    if folder == dpkg.LISTS and name.endswith(".list"):
        return _LIST
    if name in _RPM and folder in rpm.FOLDERS and entry.size:
        return _RPM[name]
    if python.is_metadata(path):
        return _PYTHON
    if name == "package.json" and npm.is_manifest(path):
        return _NPM
    if entry.kind == "file" and entry.mode & 0o111 and entry.size >= golang.LEAST:
        return _GO
    return None


def _status(data: bytes) -> Records:
    return Records(tuple(dpkg.parse_status(data)), database="dpkg")


def _list(data: bytes) -> Records:
    return Records(owned=owned(dpkg.owned_files(data)))


def _apk(data: bytes) -> Records:
    packages, files = apk.parse_installed(data)
    return Records(tuple(packages), owned(files), database="apk")


def _rpm(data: bytes) -> Records:
    packages, files = rpm.parse_database(data)
    return Records(tuple(packages), owned(files), database="rpm")


def _not_read(kind: str) -> Callable[[bytes], Records]:
    def read(data: bytes) -> Records:
        raise InventoryError(f"an rpm database of kind {kind} is not read")

    return read


def _python(data: bytes) -> Records:
    return Records((python.parse_metadata(data),))


def _npm(data: bytes) -> Records:
    package = npm.parse_manifest(data)
    return Records((package,) if package is not None else ())


def _go(data: bytes) -> Records:
    return Records(tuple(golang.parse_binary(data)))


def _os_release(data: bytes) -> Records:
    return Records(distribution=distribution.parse_os_release(data))


_PYTHON = Reader(python.MOST, _python, whole=False)
_NPM = Reader(npm.MOST, _npm)
_GO = Reader(golang.MOST, _go, whole=False, link=False, first=golang.FIRST)
_LIST = Reader(16 * _MIB, _list)
_STATUS_PART = Reader(_MIB, _status)
_PLACES = {
    dpkg.STATUS: Reader(64 * _MIB, _status),
    **dict.fromkeys(apk.DATABASES, Reader(64 * _MIB, _apk)),
    **dict.fromkeys(distribution.FILES, Reader(64 * 1024, _os_release, link=False)),
}
_RPM = {
    rpm.DATABASE: Reader(512 * _MIB, _rpm),
    f"{rpm.DATABASE}-wal": Reader(0, _not_read("SQLite with changes that are not merged"), whole=False),
    **{name: Reader(0, _not_read(kind), whole=False) for name, kind in rpm.OTHER_DATABASES.items()},
}
