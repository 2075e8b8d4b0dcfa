"""Layers as they are packed: gzip, zstd, or not at all."""

from __future__ import annotations

import zlib
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol

from analyzer.runtime.image.model import ImageError
from analyzer.runtime.image.streams import CHUNK, ChunkStream

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from analyzer.runtime.image.limits import Limits

_GZIP = b"\x1f\x8b"
_ZSTD = b"\x28\xb5\x2f\xfd"
_SKIPPED = bytes(range(0x50, 0x60))  # first bytes of zstd's frames without content
_OTHERS = {b"BZh": "bzip2", b"\xfd7zXZ\x00": "xz"}
_LARGEST_WINDOW = 1 << 27  # bytes of memory that zstd may take, as in its own program


def unpacked(chunks: Iterator[bytes], limits: Limits, where: str) -> Iterator[bytes]:
    """The pieces of what is packed in pieces. Raises ImageError where it is damaged or grows beyond the limits."""
    first = next(chunks, b"")
    for magic, name in _OTHERS.items():
        if first.startswith(magic):
            raise ImageError(f"{where} is compressed with {name}, which is not read here")
    if first.startswith(_GZIP):
        return _frames(_chained(first, chunks), limits, where, _Gzip)
    if first.startswith(_ZSTD) or (first[:1] in {bytes([byte]) for byte in _SKIPPED} and first[1:4] == b"\x2a\x4d\x18"):
        return _zstd(_chained(first, chunks), limits, where)
    return _within(_chained(first, chunks), limits, where)


def _chained(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    if first:
        yield first
    yield from rest


def _within(chunks: Iterator[bytes], limits: Limits, where: str) -> Iterator[bytes]:
    size = 0
    for chunk in chunks:
        size += len(chunk)
        _judge(size, size, limits, where)
        yield chunk


def _judge(read: int, written: int, limits: Limits, where: str) -> None:
    """Raises ImageError where bytes read have become too many bytes written."""
    if written > limits.layer_bytes:
        raise ImageError(f"{where} has more than the limit of {limits.layer_bytes} bytes (layer_bytes)")
    if written > limits.unsuspicious and written > read * limits.ratio:
        raise ImageError(f"{where} unpacks to more than {limits.ratio} times what it takes (ratio)")


def _frames(chunks: Iterator[bytes], limits: Limits, where: str, make: Callable[[], _Decoder]) -> Iterator[bytes]:
    """What is packed in one frame after the other, a piece at a time."""
    decoder: _Decoder | None = None
    read = written = 0
    for chunk in chunks:
        read += len(chunk)
        rest = chunk
        while rest or (decoder is not None and decoder.more):
            decoder = decoder or make()
            try:
                piece, rest = decoder.decode(rest)
            except Exception as error:
                raise ImageError(f"{where} is damaged: {error}") from error
            written += len(piece)
            _judge(read, written, limits, where)
            if piece:
                yield piece
            if decoder.ended:
                decoder = None
    if decoder is not None:
        raise ImageError(f"{where} is cut off: its compressed data have no end")


class _Decoder(Protocol):
    """What unpacks one frame. `more` tells that it holds a piece back, `ended` that there is none any more."""

    more: bool
    ended: bool

    def decode(self, data: bytes) -> tuple[bytes, bytes]:
        """A piece of the content, and the data that were not used for it."""


class _Gzip:
    def __init__(self) -> None:
        self._state = zlib.decompressobj(31)
        self.more = self.ended = False

    def decode(self, data: bytes) -> tuple[bytes, bytes]:
        piece = self._state.decompress(data, CHUNK)
        self.ended = self._state.eof
        self.more = not self.ended and len(piece) == CHUNK
        return piece, self._state.unused_data if self.ended else self._state.unconsumed_tail


class _Zstd:
    """Of Python's own module."""

    def __init__(self, module: Any) -> None:
        window = {module.DecompressionParameter.window_log_max: _LARGEST_WINDOW.bit_length() - 1}
        self._state = module.ZstdDecompressor(options=window)
        self.more = self.ended = False

    def decode(self, data: bytes) -> tuple[bytes, bytes]:
        piece: bytes = self._state.decompress(data, CHUNK)
        self.ended = self._state.eof
        self.more = not self.ended and not self._state.needs_input
        return piece, self._state.unused_data if self.ended else b""


def _zstd(chunks: Iterator[bytes], limits: Limits, where: str) -> Iterator[bytes]:
    """Unpacks with Python's own module (from 3.14) or its port, or the package zstandard."""
    for name in ("compression.zstd", "backports.zstd"):
        try:
            return _frames(chunks, limits, where, partial(_Zstd, import_module(name)))
        except ImportError:
            continue
    try:
        package: Any = import_module("zstandard")
    except ImportError:
        raise ImageError(f"{where} is compressed with zstd: install the package zstandard to read it") from None
    return _read_zstd(package, chunks, limits, where)


def _read_zstd(package: Any, chunks: Iterator[bytes], limits: Limits, where: str) -> Iterator[bytes]:
    source = ChunkStream(chunks)
    decoder = package.ZstdDecompressor(max_window_size=_LARGEST_WINDOW)
    reader = decoder.stream_reader(_File(source), read_size=CHUNK, read_across_frames=True, closefd=False)
    written = 0
    while True:
        try:
            piece: bytes = reader.read(CHUNK)
        except package.ZstdError as error:
            raise ImageError(f"{where} is damaged: {error}") from error
        if not piece:
            return
        written += len(piece)
        _judge(source.position, written, limits, where)
        yield piece


class _File:
    """A stream as that package reads it. A frame that is cut off ends without an error there; the layer's digest tells."""

    def __init__(self, stream: ChunkStream) -> None:
        self._stream = stream

    def read(self, size: int) -> bytes:
        """The next bytes."""
        return self._stream.take(size)
