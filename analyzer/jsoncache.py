"""Results kept in the user's cache folder, by what they were made of.

A file holds three lines - the format, the key, the digest of the rest - and the result as JSON, which can hold nothing but
data. What is not exactly that, or is not the user's own file, counts for nothing: the result is made anew then.
"""

from __future__ import annotations

import os
import stat

from analyzer.digest import sha256_hex
from analyzer.resources import cache_path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

MAX_BYTES = 100_000_000


class JsonCache:
    """The results in a folder below the cache folder. `head` names and numbers their form; `most` files are kept.

    The names of files have an `ending`.
    """

    __slots__ = ("ending", "folder", "head", "most")

    def __init__(self, folder: str, head: str, most: int, ending: str = ".json") -> None:
        self.ending = ending
        self.folder = folder
        self.head = head.encode()
        self.most = most

    def load(self, key: str) -> Any:
        """The result of a key, a hexadecimal digest; None where there is none that can be used."""
        data = self.load_bytes(key)
        if data is None:
            return None
        import json

        try:
            return json.loads(data)
        except (ValueError, TypeError, RecursionError):
            return None

    def load_bytes(self, key: str) -> bytes | None:
        """The same for a result that is no JSON, but bytes of another form."""
        try:
            head, recorded, digest, data = _read(self._path(key)).split(b"\n", 3)
        except (OSError, ValueError):
            return None
        return data if head == self.head and recorded == key.encode() and digest == _digest(data) else None

    def save(self, key: str, result: Any) -> None:
        """Keeps a result, whole or not at all; a folder that cannot be written is left alone."""
        self.save_all({key: result})

    def save_all(self, results: dict[str, Any], *, forget: bool = True) -> None:
        """Keeps the results of some keys. Who saves often has older ones forgotten but once, with `forget`."""
        import json

        self._save(
            (
                (key, json.dumps(result, ensure_ascii=True, separators=(",", ":")).encode("ascii"))
                for key, result in results.items()
            ),
            forget=forget,
        )

    def save_bytes(self, key: str, data: bytes) -> None:
        """Keeps a result that is no JSON."""
        self._save([(key, data)])

    def _save(self, results: Iterable[tuple[str, bytes]], *, forget: bool = True) -> None:
        try:
            os.makedirs(cache_path(self.folder), mode=0o700, exist_ok=True)
            for key, data in results:
                self._write(key, data)
            if forget:
                self._forget()
        except OSError:
            return

    def _write(self, key: str, data: bytes) -> None:
        path = self._path(key)
        scratch = f"{path}.{os.getpid()}.{os.urandom(8).hex()}"
        with open(os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(b"\n".join((self.head, key.encode(), _digest(data), data)))
        os.replace(scratch, path)

    def _path(self, key: str) -> str:
        return cache_path(os.path.join(self.folder, key + self.ending))

    def _forget(self) -> None:
        """Removes the files that were kept first, and what broken runs left."""
        with os.scandir(cache_path(self.folder)) as entries:
            files = sorted((entry.stat(follow_symlinks=False).st_mtime_ns, entry.path) for entry in entries)
        for _, path in files[: -self.most]:
            os.unlink(path)


def _digest(data: bytes) -> bytes:
    return sha256_hex(data).encode()


def _read(path: str) -> bytes:
    """The content of a regular file that belongs to this user alone. Raises OSError."""
    with open(os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)), "rb") as file:
        status = os.fstat(file.fileno())
        if not stat.S_ISREG(status.st_mode) or status.st_size > MAX_BYTES:
            raise OSError("not a file of ours")
        if os.name == "posix" and (status.st_uid != os.geteuid() or status.st_mode & 0o022):
            raise OSError("others can write it")
        return file.read()
