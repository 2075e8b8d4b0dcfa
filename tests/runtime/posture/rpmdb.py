"""Databases of rpm as a test wants them: headers in the form of rpm's lib/header.c, in SQLite."""

from __future__ import annotations

import sqlite3
from pathlib import Path

TAGS = {"name": 1000, "version": 1001, "release": 1002, "epoch": 1003, "license": 1014, "arch": 1022, "sourcerpm": 1044}
BASE_NAMES, FOLDER_OF, FOLDER_NAMES = 1117, 1116, 1118


def header(files: tuple[tuple[str, str], ...] = (), **values: str | int) -> bytes:
    """The header of a package; `files` are pairs of a folder and a name."""
    tags: list[tuple[int, int, int, bytes]] = []
    for key, value in values.items():
        if isinstance(value, int):
            tags.append((TAGS[key], 4, 1, value.to_bytes(4, "big")))
        else:
            tags.append((TAGS[key], 6, 1, value.encode() + b"\x00"))
    if files:
        folders = sorted({folder for folder, _ in files})
        places = b"".join(folders.index(folder).to_bytes(4, "big") for folder, _ in files)
        tags.append((BASE_NAMES, 8, len(files), b"".join(name.encode() + b"\x00" for _, name in files)))
        tags.append((FOLDER_OF, 4, len(files), places))
        tags.append((FOLDER_NAMES, 8, len(folders), b"".join(name.encode() + b"\x00" for name in folders)))
    store, index = b"", b""
    for tag, kind, count, data in sorted(tags):
        store += b"\x00" * (-len(store) % 4 if kind == 4 else 0)
        index += b"".join(number.to_bytes(4, "big") for number in (tag, kind, len(store), count))
        store += data
    return len(tags).to_bytes(4, "big") + len(store).to_bytes(4, "big") + index + store


def database(
    tmp_path: Path, headers: list[bytes], schema: str = "CREATE TABLE Packages (hnum INTEGER PRIMARY KEY, blob BLOB NOT NULL)"
) -> bytes:
    path = tmp_path / "rpmdb.sqlite"
    path.unlink(missing_ok=True)
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode=WAL")  # as rpm has it
    connection.execute(schema)
    if headers:
        connection.executemany("INSERT INTO Packages (blob) VALUES (?)", [(one,) for one in headers])
    connection.commit()
    connection.close()
    return path.read_bytes()
