"""Bytes read in order: of a file, of a part of one, verified by a digest, unpacked."""

from __future__ import annotations

import hashlib
import os
from typing import TYPE_CHECKING, BinaryIO, Protocol

from analyzer.runtime.image.model import ImageError

if TYPE_CHECKING:
    from collections.abc import Iterator

CHUNK = 1 << 18


class Stream(Protocol):
    """What is read from the front to the back. `position` is the number of bytes that are behind."""

    position: int

    def take(self, size: int) -> bytes:
        """The next `size` bytes, fewer at the end."""

    def skip(self, size: int) -> int:
        """Passes over the next `size` bytes, fewer at the end; says how many."""


class FileStream:
    """A file that can be sought in: what is skipped is not read."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._size = file.seek(0, os.SEEK_END)
        file.seek(0)
        self.position = 0

    def take(self, size: int) -> bytes:
        """The next bytes."""
        taken = self._file.read(size)
        self.position += len(taken)
        return taken

    def skip(self, size: int) -> int:
        """Goes on without reading."""
        skipped = min(size, self._size - self.position)
        self.position += skipped
        self._file.seek(self.position)
        return skipped


class ChunkStream:
    """Bytes that come in pieces of any size, of which one is held at a time."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self._held = b""
        self._used = 0
        self.position = 0

    def take(self, size: int) -> bytes:
        """The next bytes."""
        end = self._used + size
        if end <= len(self._held):
            taken = self._held[self._used : end]
            self._used = end
        else:
            parts = [self._held[self._used :]]
            missing = size - len(parts[0])
            self._held, self._used = b"", 0
            while missing and (chunk := next(self._chunks, b"")):
                parts.append(chunk[:missing])
                if len(chunk) > missing:
                    self._held, self._used = chunk, missing
                missing -= len(parts[-1])
            taken = b"".join(parts)
        self.position += len(taken)
        return taken

    def skip(self, size: int) -> int:
        """Reads and forgets."""
        missing = size
        while missing:
            here = min(missing, len(self._held) - self._used)
            self._used += here
            missing -= here
            if missing:
                self._held, self._used = next(self._chunks, b""), 0
                if not self._held:
                    break
        self.position += size - missing
        return size - missing


def part(path: str, offset: int, size: int, where: str) -> Iterator[bytes]:
    """A part of a file, in pieces. Raises ImageError where the file is shorter or cannot be read."""
    try:
        with open(path, "rb") as file:
            file.seek(offset)
            while size:
                chunk = file.read(min(CHUNK, size))
                if not chunk:
                    raise ImageError(f"{where} is cut off")
                size -= len(chunk)
                yield chunk
    except OSError as error:
        raise ImageError(f"{where} cannot be read: {error.strerror}") from error


def split_digest(digest: object, where: str) -> tuple[str, str]:
    """Algorithm and hexadecimal part of ``sha256:...``. Raises ImageError where it is no digest that can be verified."""
    if isinstance(digest, str):
        algorithm, _, value = digest.partition(":")
        lengths = {"sha256": 64, "sha384": 96, "sha512": 128}
        if len(value) == lengths.get(algorithm) and not set(value) - set("0123456789abcdef"):
            return algorithm, value
    raise ImageError(f"{where} has {str(digest)[:200]!r} where a digest belongs")


def verified(chunks: Iterator[bytes], digest: str, where: str) -> Iterator[bytes]:
    """Passes pieces on. Raises ImageError after the last where they are not those of the digest."""
    algorithm, value = split_digest(digest, where)
    known = hashlib.new(algorithm, usedforsecurity=False)
    for chunk in chunks:
        known.update(chunk)
        yield chunk
    if known.hexdigest() != value:
        raise ImageError(f"{where} is not what its digest {digest} says, but {algorithm}:{known.hexdigest()}")
