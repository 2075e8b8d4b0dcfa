"""The files of an archive, wherever they lie: in a folder, or in a tar file that is read in place."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING, Protocol

from analyzer.runtime.image.layer import Blob, clean
from analyzer.runtime.image.model import ImageError
from analyzer.runtime.image.streams import FileStream, part
from analyzer.runtime.image.tar import read_tar, shown

if TYPE_CHECKING:
    from analyzer.runtime.image.limits import Limits
    from analyzer.runtime.operation import Operation

_PACKED = {b"\x1f\x8b": "gzip", b"\x28\xb5\x2f\xfd": "zstd", b"BZh": "bzip2", b"\xfd7zXZ": "xz"}
_MOST_LINKS = 10  # that lead from one to the next


class Container(Protocol):
    """Files by their names, which have ``/`` between their parts."""

    def find(self, name: str) -> Blob | None:
        """Where a file lies; None where there is none. Raises ImageError where it is no file, or leads out of the archive."""


def read(container: Container, name: str, limits: Limits) -> bytes | None:
    """A document; None where there is none. Raises ImageError where it is too large."""
    blob = container.find(name)
    if blob is None:
        return None
    if blob.size > limits.document:
        raise ImageError(f"{name} is larger than the limit of {limits.document} bytes (document)")
    return b"".join(part(blob.path, blob.offset, blob.size, name))


class Folder:
    """A folder. What in it leads out of it is not followed."""

    def __init__(self, path: str) -> None:
        self._root = os.path.realpath(path)

    def find(self, name: str) -> Blob | None:
        """Where a file lies."""
        path = os.path.realpath(os.path.join(self._root, *name.split("/")))
        if not path.startswith(self._root.rstrip("/") + "/"):
            raise ImageError(f"{name} leads out of the folder of the image")
        try:
            found = os.stat(path)
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as error:
            raise ImageError(f"{name} cannot be read: {error}") from error
        if not stat.S_ISREG(found.st_mode):
            raise ImageError(f"{name} is no file")
        return Blob(path, 0, found.st_size)


class Archive:
    """A tar file. Its headers are read once; of the contents nothing is held."""

    def __init__(self, path: str, limits: Limits, operation: Operation | None = None) -> None:
        self._path = path
        self._places: dict[bytes, tuple[int, int]] = {}
        self._links: dict[bytes, bytes] = {}
        with open(path, "rb") as file:
            first = file.read(8)
            for magic, name in _PACKED.items():
                if first.startswith(magic):
                    raise ImageError(f"the archive is compressed with {name}: unpack it first")
            self._index(FileStream(file), limits, operation)

    def _index(self, stream: FileStream, limits: Limits, operation: Operation | None) -> None:
        for count, member in enumerate(read_tar(stream, limits, "the archive"), start=1):
            if count > limits.members:
                raise ImageError(f"the archive has more than the limit of {limits.members} files (members)")
            if operation is not None and not count % 1_000:
                operation.check()
            name = clean(member.name)
            if name is None:
                raise ImageError(f"the archive has a path that leaves it: {shown(member.name)}")
            if member.kind == "directory":
                continue
            if name in self._places or name in self._links:
                raise ImageError(f"the archive has two files of one name: {shown(name)}")
            if member.kind == "file":
                self._places[name] = member.offset, member.size
            elif member.kind in {"symlink", "hardlink"}:
                above = name.rpartition(b"/")[0] + b"/" if member.kind == "symlink" else b""
                target = None if member.link.startswith(b"/") else clean(above.lstrip(b"/") + member.link)
                if target is None:
                    raise ImageError(f"the archive has a link that leaves it: {shown(name)} -> {shown(member.link)}")
                self._links[name] = target
            else:
                raise ImageError(f"the archive has something that is no file: {shown(name)}")

    def find(self, name: str) -> Blob | None:
        """Where a file lies; links within the archive are followed, which docker save makes for layers it has twice."""
        wanted = clean(name.encode(errors="surrogateescape"))
        for _ in range(_MOST_LINKS):
            if wanted is None or wanted not in self._links:
                break
            wanted = self._links[wanted]
        else:
            raise ImageError(f"the archive has links that lead to no end: {shown(name.encode(errors='surrogateescape'))}")
        place = self._places.get(wanted) if wanted is not None else None
        return Blob(self._path, *place) if place else None
