"""The packages of rpm, where its database is SQLite; headers as rpm's ``lib/header.c`` lays them out."""

from __future__ import annotations

import sqlite3

from analyzer.runtime.scan.inventory.installed import Installed, InventoryError, one_line
from analyzer.runtime.scan.inventory.ownership import tells_packages

FOLDERS = ("var/lib/rpm", "usr/lib/sysimage/rpm", "usr/share/rpm")
DATABASE = "rpmdb.sqlite"
OTHER_DATABASES = {"Packages": "Berkeley DB", "Packages.db": "ndb"}
_NAME, _VERSION, _RELEASE, _EPOCH, _LICENCE, _ARCH, _SOURCE = 1000, 1001, 1002, 1003, 1014, 1022, 1044
_BASE_NAMES, _FOLDER_NAMES, _FOLDER_OF = 1117, 1118, 1116
_INT32, _STRING, _STRING_ARRAY, _I18N = 4, 6, 8, 9
_LONGEST = 256 * 1024 * 1024  # bytes of a header, as rpm has it
_MOST_TAGS, _MOST_VALUES = 0xFFFF, 500_000  # of a header (rpm's own limit), of a tag


def parse_database(data: bytes) -> tuple[list[Installed], list[str]]:
    """The packages in ``rpmdb.sqlite``, and those of their files that may tell packages. Raises InventoryError."""
    if not data.startswith(b"SQLite format 3\x00") or len(data) < 100:
        raise InventoryError("it is no SQLite database")
    # rpm leaves the journal mode WAL in the header, which a database in memory cannot have
    image = data[:18] + b"\x01\x01" + data[20:]
    connection = sqlite3.connect(":memory:")
    try:
        connection.deserialize(image)
        connection.execute("PRAGMA trusted_schema=OFF")
        _check_table(connection)
        rows = connection.execute("SELECT blob FROM Packages ORDER BY hnum")
        return _packages([row[0] for row in rows])
    except (sqlite3.Error, MemoryError) as error:
        raise InventoryError(f"SQLite cannot read it: {error}") from None
    finally:
        connection.close()


def _check_table(connection: sqlite3.Connection) -> None:
    """The packages lie in a table as rpm makes it: reading one of another kind could be anything."""
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST)
    kind = connection.execute("SELECT type, rootpage > 0 FROM sqlite_master WHERE name = 'Packages'").fetchall()
    columns = connection.execute("SELECT name, hidden FROM pragma_table_xinfo('Packages')").fetchall()
    if kind != [("table", 1)] or columns != [("hnum", 0), ("blob", 0)]:
        raise InventoryError("it has no table of packages")


def _packages(blobs: list[object]) -> tuple[list[Installed], list[str]]:
    found: list[Installed] = []
    files: list[str] = []
    for blob in blobs:
        if not isinstance(blob, bytes):
            raise InventoryError("a header is no blob")
        header = Header(blob)
        if header.text(_NAME) == "gpg-pubkey":
            continue  # a key that rpm keeps among its packages
        found.append(_package(header))
        files += filter(tells_packages, header.files())
    return found, files


def _package(header: Header) -> Installed:
    name = one_line(header.text(_NAME), "name of a package")
    version = one_line(f"{header.text(_VERSION)}-{header.text(_RELEASE)}", f"version of {name}")
    epochs = header.numbers(_EPOCH)
    licence = header.text(_LICENCE)
    source, source_version = _source(header.text(_SOURCE))
    epoch = str(epochs[0]) if epochs and epochs[0] else ""
    return Installed(name, version, "rpm", header.text(_ARCH), source, source_version, (licence,) if licence else None, epoch)


def _source(file: str) -> tuple[str, str]:
    """Name and version of ``NAME-VERSION-RELEASE.src.rpm``."""
    parts = file.removesuffix(".rpm").removesuffix(".src").removesuffix(".nosrc").rsplit("-", 2)
    return (parts[0], f"{parts[1]}-{parts[2]}") if len(parts) == 3 else ("", "")


class Header:
    """A package's header: tags with their values."""

    def __init__(self, blob: bytes) -> None:
        count, length = int.from_bytes(blob[:4], "big"), int.from_bytes(blob[4:8], "big")
        start = 8 + 16 * count
        if len(blob) < 8 or not 0 < count <= _MOST_TAGS or len(blob) < start + length:
            raise InventoryError("a header is not as long as it says")
        self._store = blob[start : start + length]
        self._tags: dict[int, tuple[int, int, int]] = {}
        for at in range(8, start, 16):
            tag, kind, offset, values = (int.from_bytes(blob[i : i + 4], "big") for i in range(at, at + 16, 4))
            self._tags.setdefault(tag, (kind, offset, values))

    def text(self, tag: int) -> str:
        """The text of a tag, the first of several; empty where there is none."""
        found = self.texts(tag, most=1)
        return found[0] if found else ""

    def texts(self, tag: int, most: int = _MOST_VALUES) -> list[str]:
        """The texts of a tag. Raises InventoryError."""
        kind, at, count = self._tags.get(tag, (_STRING, 0, 0))
        if kind not in (_STRING, _STRING_ARRAY, _I18N) or count > _MOST_VALUES:
            raise InventoryError(f"tag {tag} of a header has no text")
        found: list[str] = []
        for _ in range(min(count, most)):
            end = self._store.find(b"\x00", at)
            if end < 0:
                raise InventoryError(f"tag {tag} of a header has no end")
            found.append(self._store[at:end].decode("utf-8", "replace"))
            at = end + 1
        return found

    def numbers(self, tag: int) -> list[int]:
        """The numbers of a tag. Raises InventoryError."""
        kind, at, count = self._tags.get(tag, (_INT32, 0, 0))
        if kind != _INT32 or count > _MOST_VALUES or at + 4 * count > len(self._store):
            raise InventoryError(f"tag {tag} of a header has no numbers")
        return [int.from_bytes(self._store[i : i + 4], "big") for i in range(at, at + 4 * count, 4)]

    def files(self) -> list[str]:
        """Its files, without leading slash."""
        names, folders, places = self.texts(_BASE_NAMES), self.texts(_FOLDER_NAMES), self.numbers(_FOLDER_OF)
        if len(places) != len(names) or any(place >= len(folders) for place in places):
            raise InventoryError("a header names files without their folders")
        return [(folders[place] + name).lstrip("/") for name, place in zip(names, places, strict=True)]
