"""Tar archives as an engine reads them, without trust: ustar, PAX, GNU and the old form without a magic word.

What Go's archive/tar makes of a header (reader.go) counts, as that is what engines see; what it passes over in silence and what
could be read in two ways is refused. Nothing is ever written to a disk, so a name or a link is a text and no more.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from analyzer.runtime.image.model import ImageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analyzer.runtime.image.limits import Limits
    from analyzer.runtime.image.streams import Stream

BLOCK = 512
_EMPTY = bytes(BLOCK)
_PAX, _GLOBAL, _LONG_NAME, _LONG_LINK = b"x", b"g", b"L", b"K"
_EXTENSIONS = frozenset((_PAX, _GLOBAL, _LONG_NAME, _LONG_LINK))
_KINDS = {
    b"0": "file",
    b"\0": "file",
    b"7": "file",
    b"1": "hardlink",
    b"2": "symlink",
    b"3": "character",
    b"4": "block",
    b"5": "directory",
    b"6": "fifo",
}
_WANTED = frozenset((b"path", b"linkpath", b"size", b"uid", b"gid", b"mtime"))
_LARGEST = (1 << 63) - 1


class Member:
    """A member of an archive. `name` and `link` are as written, `kind` is one of `Entry`'s, `offset` that of its content."""

    __slots__ = ("_held", "_stream", "gid", "kind", "link", "mode", "mtime", "name", "offset", "size", "uid", "where")

    def __init__(self, stream: Stream, where: str) -> None:
        self._stream: Stream | None = stream
        self._held = b""
        self.where = where
        self.name = b""
        self.link = b""
        self.kind = ""
        self.size = self.mode = self.uid = self.gid = self.mtime = self.offset = 0

    def content(self, most: int) -> bytes:
        """The first `most` bytes. Raises ImageError where the archive ends before, and ValueError once the next is read."""
        if self._stream is None:
            raise ValueError("the archive has been read on")
        missing = min(most, self.size) - len(self._held)
        if missing > 0:
            self._held += self._stream.take(missing)
            if len(self._held) < min(most, self.size):
                raise ImageError(f"{self.where} is cut off in the middle of {shown(self.name)}")
        return self._held[:most]

    def leave(self) -> None:
        """Goes on to the end of the content."""
        assert self._stream is not None
        missing = self.size - len(self._held) + -self.size % BLOCK
        if missing and self._stream.skip(missing) < missing:
            raise ImageError(f"{self.where} is cut off in the middle of {shown(self.name)}")
        self._stream, self._held = None, b""


def read_tar(stream: Stream, limits: Limits, where: str) -> Iterator[Member]:
    """The members in order. Raises ImageError where the archive is damaged, beyond the limits, or can be read in two ways."""
    while (header := _next_header(stream, where)) is not None:
        extended: dict[bytes, bytes] = {}
        spent = 0
        while (flag := header[156:157]) in _EXTENSIONS:
            if flag in extended or (flag == _GLOBAL and extended):  # behind a global one, Go forgets those before it
                raise ImageError(f"{where} has extended headers for one entry that contradict each other")
            size = _number(header[124:136], where)
            spent += BLOCK + size
            if spent > limits.header:
                raise ImageError(f"{where} has extended headers larger than the limit of {limits.header} bytes (header)")
            content = stream.take(size)
            if len(content) < size or stream.skip(-size % BLOCK) < -size % BLOCK:
                raise ImageError(f"{where} is cut off in an extended header")
            if flag != _GLOBAL:  # which engines do not heed
                extended[flag] = content
            following = _next_header(stream, where)
            if following is None:
                if flag == _GLOBAL and not extended:
                    return
                raise ImageError(f"{where} ends after an extended header")
            header = following
        member = _member(header, extended, stream, limits, where)
        yield member
        member.leave()


def _next_header(stream: Stream, where: str) -> bytes | None:
    """The next header block; None at the end of the archive, behind which only zeros may come."""
    header = stream.take(BLOCK)
    if len(header) == BLOCK and header != _EMPTY:
        _verify(header, where)
        return header
    if len(header) % BLOCK:
        raise ImageError(f"{where} is cut off in a header")
    while header:
        if header.count(0) != len(header):
            raise ImageError(f"{where} goes on after its end")
        header = stream.take(1 << 16)
    return None


def _verify(header: bytes, where: str) -> None:
    """Raises ImageError where the checksum is wrong."""
    said = _number(header[148:156], where)
    rest = header[:148] + header[156:]
    if said != sum(rest) + 256 and said != sum(byte - 256 if byte > 127 else byte for byte in rest) + 256:
        raise ImageError(f"{where} has a header with a wrong checksum")


def _member(header: bytes, extended: dict[bytes, bytes], stream: Stream, limits: Limits, where: str) -> Member:
    member = Member(stream, where)
    flag = header[156:157]
    member.name = _name(header, where)
    member.link = _text(header[157:257])
    member.mode = _number(header[100:108], where) & 0o7777
    member.uid = _number(header[108:116], where)
    member.gid = _number(header[116:124], where)
    member.mtime = _number(header[136:148], where, negative=True)
    size = _number(header[124:136], where)
    if _PAX in extended:
        records = _records(extended[_PAX], where)
        member.name = records.get(b"path") or member.name
        member.link = records.get(b"linkpath") or member.link
        size = _decimal(records, b"size", size, where)
        member.uid = _decimal(records, b"uid", member.uid, where)
        member.gid = _decimal(records, b"gid", member.gid, where)
        member.mtime = _seconds(records, member.mtime, where)
    if _LONG_NAME in extended:
        member.name = _text(extended[_LONG_NAME]) or member.name
    if _LONG_LINK in extended:
        member.link = _text(extended[_LONG_LINK]) or member.link
    if max(len(member.name), len(member.link)) > limits.name:
        raise ImageError(f"{where} has a name longer than the limit of {limits.name} bytes (name)")
    if flag == b"S":
        raise ImageError(f"{where} has a sparse file, {shown(member.name)}, which is not read here")
    if flag not in _KINDS:
        raise ImageError(f"{where} has an entry of a kind that engines refuse, {shown(flag)}: {shown(member.name)}")
    member.kind = "directory" if flag == b"\0" and member.name.endswith(b"/") else _KINDS[flag]
    member.size = size if member.kind == "file" else 0
    if flag == b"\0" and size != member.size:
        raise ImageError(f"{where} has a directory with content, {shown(member.name)}")
    member.offset = stream.position
    if member.size > limits.layer_bytes:
        raise ImageError(f"{where} has a file larger than the limit of {limits.layer_bytes} bytes (layer_bytes)")
    return member


def _name(header: bytes, where: str) -> bytes:
    name = _text(header[:100])
    magic = header[257:265]
    prefix = b""
    if magic[:6] == b"ustar\0":
        prefix = _text(header[345:476] if header[508:512] == b"tar\0" else header[345:500])
    elif magic == b"ustar  \0" and any(header[at] and _parsed(header[at : at + 12]) is None for at in (345, 357)):
        # Where GNU keeps two times, engines made with Go before 1.8 wrote the beginning of a long name.
        prefix = _text(header[345:500])
        prefix = prefix if prefix.isascii() else b""
    return prefix + b"/" + name if prefix else name


def _text(field: bytes) -> bytes:
    return field.partition(b"\0")[0]


def _number(field: bytes, where: str, *, negative: bool = False) -> int:
    """A number as tar writes it. Raises ImageError where it is none, or out of bounds."""
    number = _parsed(field)
    if number is None:
        raise ImageError(f"{where} has a header with {shown(field)} where a number belongs")
    if number > _LARGEST or number < (-_LARGEST if negative else 0):
        raise ImageError(f"{where} has a header with an impossible number, {number}")
    return number


@lru_cache(maxsize=4096)
def _parsed(field: bytes) -> int | None:
    """Octal, or binary where the first bit is set; None where it is neither."""
    if field[0] & 0x80:
        number = int.from_bytes(field, "big", signed=False)
        bits = 8 * len(field)
        return number - (1 << bits) if field[0] & 0x40 else number - (1 << bits - 1)
    digits = _text(field.strip(b" \0"))
    if digits.strip(b"01234567"):
        return None
    return int(digits, 8) if digits else 0


def _records(content: bytes, where: str) -> dict[bytes, bytes]:
    """The records of a PAX header: ``LENGTH KEY=VALUE`` and a line feed, LENGTH being that of all of it."""
    records: dict[bytes, bytes] = {}
    start = 0
    while start < len(content):
        space = content.find(b" ", start, start + 20)
        digits = content[start:space]
        if space < 0 or not digits.isdigit():
            raise ImageError(f"{where} has a damaged PAX header")
        end = start + int(digits)
        record = content[space + 1 : end]
        key, equals, value = record[:-1].partition(b"=")
        if end > len(content) or not record.endswith(b"\n") or not equals or not key:
            raise ImageError(f"{where} has a damaged PAX header")
        if key.startswith(b"GNU.sparse."):
            raise ImageError(f"{where} has a sparse file, which is not read here")
        if b"\0" in value and key in _WANTED:
            raise ImageError(f"{where} has a PAX header with a zero byte in a name")
        if key in records and key in _WANTED:
            raise ImageError(f"{where} has a PAX header that says {key.decode()} twice")
        records[key] = value
        start = end
    return records


def _decimal(records: dict[bytes, bytes], key: bytes, otherwise: int, where: str) -> int:
    value = records.get(key)
    if not value:
        return otherwise
    if not value.isdigit() or len(value) > 19 or int(value) > _LARGEST:
        raise ImageError(f"{where} has a PAX header with an impossible {key.decode()}, {shown(value[:40])}")
    return int(value)


def _seconds(records: dict[bytes, bytes], otherwise: int, where: str) -> int:
    value = records.get(b"mtime")
    if not value:
        return otherwise
    whole = value.partition(b".")[0]
    digits = whole.removeprefix(b"-")
    if not digits.isdigit() or len(digits) > 19:
        raise ImageError(f"{where} has a PAX header with an impossible mtime, {shown(value[:40])}")
    return int(whole)


def shown(name: bytes) -> str:
    """A name for a message."""
    from analyzer.report.visible import visible

    return visible(name[:200].decode(errors="surrogateescape")) or "a name without characters"
