"""What a layer says, entry by entry (OCI image specification, layer.md)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.runtime.image.compression import unpacked
from analyzer.runtime.image.model import Entry, ImageError
from analyzer.runtime.image.streams import ChunkStream, part, split_digest, verified
from analyzer.runtime.image.tar import read_tar, shown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from analyzer.runtime.image.limits import Limits
    from analyzer.runtime.image.model import LayerEntry
    from analyzer.runtime.image.tar import Member
    from analyzer.runtime.operation import Operation

_WHITEOUT = b".wh."
_OPAQUE = b".wh..wh..opq"
_RESERVED = b".wh..wh."
_LONGEST_PART = 255  # bytes of a name in a folder (Linux, NAME_MAX)


class Spent:
    """What the layers of an image have come to, however often each is read."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._each: dict[int, tuple[int, int]] = {}
        self._bytes = self._entries = 0

    def come_to(self, index: int, size: int, entries: int) -> None:
        """A layer has been read up to here. Raises ImageError where all together are too much."""
        size_before, entries_before = self._each.get(index, (0, 0))
        size, entries = max(size, size_before), max(entries, entries_before)
        self._each[index] = size, entries
        self._bytes += size - size_before
        self._entries += entries - entries_before
        if self._bytes > self._limits.image_bytes:
            raise ImageError(f"the layers have more than the limit of {self._limits.image_bytes} bytes (image_bytes)")
        if self._entries > self._limits.entries:
            raise ImageError(f"the layers have more than the limit of {self._limits.entries} entries (entries)")


class Blob:
    """Where a layer lies: a part of a file. `digest` is that of its bytes as they lie there, None where nothing says."""

    __slots__ = ("digest", "offset", "path", "size")

    def __init__(self, path: str, offset: int, size: int, digest: str | None = None) -> None:
        self.path = path
        self.offset = offset
        self.size = size
        self.digest = digest


class _Read:
    __slots__ = ("_member", "entry")

    def __init__(self, entry: Entry, member: Member) -> None:
        self.entry = entry
        self._member = member

    def content(self, most: int) -> bytes:
        """The first `most` bytes."""
        return self._member.content(most)


def opener(
    blob: Blob, index: int, diff_id: str, limits: Limits, spent: Spent, operation: Operation | None
) -> Callable[[], Iterator[LayerEntry]]:
    """What reads a layer from its beginning, once for each call.

    Its digests are verified when it has been read to the end; who stops before knows nothing of them.
    """
    where = f"layer {index + 1}"
    split_digest(diff_id, where)

    def watched(chunks: Iterator[bytes]) -> Iterator[bytes]:
        size = 0
        for chunk in chunks:
            if operation is not None:
                operation.check()
            size += len(chunk)
            spent.come_to(index, size, 0)
            yield chunk

    def read() -> Iterator[LayerEntry]:
        packed = part(blob.path, blob.offset, blob.size, where)
        if blob.digest is not None and blob.digest != diff_id:
            packed = verified(packed, blob.digest, where)
        tar = ChunkStream(verified(watched(unpacked(packed, limits, where)), diff_id, where))
        for count, member in enumerate(read_tar(tar, limits, where), start=1):
            spent.come_to(index, 0, count)
            yield _Read(entry_of(member, where), member)
        for _ in packed:
            raise ImageError(f"{where} goes on after its end")

    return read


def entry_of(member: Member, where: str) -> Entry:
    """What a member of a layer's archive means. Raises ImageError where engines would refuse it or could differ about it."""
    name = clean(member.name)
    if name is None:
        raise ImageError(f"{where} has a path that leaves the image: {shown(member.name)}")
    if not name and member.kind != "directory":
        raise ImageError(f"{where} has something that is no directory in the place of the root")
    if len(name) > _LONGEST_PART and max(map(len, name.split(b"/"))) > _LONGEST_PART:
        raise ImageError(f"{where} has a name that no file can have, it is too long: {shown(member.name)}")
    folder, slash, base = name.rpartition(b"/")
    if name.startswith(_WHITEOUT) or b"/" + _WHITEOUT in name:
        return _mark(member, folder, base, slash, where)
    link = member.link
    if member.kind == "hardlink":
        target = clean(link)
        if not target:
            raise ImageError(f"{where} has a hard link that leaves the image: {shown(member.name)} -> {shown(link)}")
        link = target
    elif member.kind != "symlink":
        link = b""
    return Entry(
        _decoded(name), member.kind, member.size, member.mode, member.uid, member.gid, member.mtime, _decoded(link)
    )  # fmt: skip


def _mark(member: Member, folder: bytes, base: bytes, slash: bytes, where: str) -> Entry:
    """A whiteout, or the mark of an opaque directory."""
    if folder.startswith(_WHITEOUT) or b"/" + _WHITEOUT in folder:
        raise ImageError(f"{where} has something below a whiteout: {shown(member.name)}")
    if member.size:
        raise ImageError(f"{where} has a whiteout with content: {shown(member.name)}")
    if base == _OPAQUE:
        return Entry(_decoded(folder), "opaque", mtime=member.mtime)
    gone = base[len(_WHITEOUT) :]
    if base.startswith(_RESERVED) or gone in {b"", b".", b".."}:
        raise ImageError(f"{where} has a whiteout that means nothing: {shown(member.name)}")
    return Entry(_decoded(folder + slash + gone), "whiteout", mtime=member.mtime)


def clean(name: bytes) -> bytes | None:
    """A path without leading slash, ``.`` and ``..``, as an engine cleans it; None where it leaves the root."""
    if b"//" not in name and b"." not in name and name[:1] != b"/" and name[-1:] != b"/":
        return name
    rooted = name.startswith(b"/")
    parts: list[bytes] = []
    for piece in name.split(b"/"):
        if piece == b"..":
            if parts:
                parts.pop()
            elif not rooted:
                return None
        elif piece not in {b"", b"."}:
            parts.append(piece)
    return b"/".join(parts)


def _decoded(name: bytes) -> str:
    return name.decode(errors="surrogateescape")
