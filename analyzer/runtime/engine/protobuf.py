"""BuildKit's status messages (api/services/control/control.proto, StatusResponse) from the wire format of protocol buffers.

Only what is used of them is read; fields that are not known are passed over, as the format asks for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.runtime.engine.steps import Printed, Update, Vertex

if TYPE_CHECKING:
    from collections.abc import Iterator

_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5
_WIDTHS = {_FIXED64: 8, _FIXED32: 4}


class BadMessageError(ValueError):
    """Bytes that are no message."""


def read_update(message: bytes) -> Update:
    """A StatusResponse. Raises BadMessageError."""
    vertices, printed, warnings = [], [], []
    for number, value in fields(message):
        if isinstance(value, int):
            continue
        if number == 1:
            vertices.append(_vertex(value))
        elif number == 3:
            printed.append(_printed(value))
        elif number == 4:
            warnings.append(_text(_last(value).get(3, b"")))
    return Update(tuple(vertices), tuple(printed), tuple(warnings))


def fields(message: bytes) -> Iterator[tuple[int, int | bytes]]:
    """The fields of a message in order: number and value. Raises BadMessageError."""
    at = 0
    while at < len(message):
        key, at = _varint(message, at)
        number, kind = key >> 3, key & 7
        if not number:
            raise BadMessageError("a field has the number 0")
        if kind == _VARINT:
            value, at = _varint(message, at)
            yield number, value
            continue
        if kind == _BYTES:
            size, at = _varint(message, at)
        elif kind in _WIDTHS:
            size = _WIDTHS[kind]
        else:
            raise BadMessageError(f"a field is of the kind {kind}")
        if at + size > len(message):
            raise BadMessageError("a field goes beyond the end")
        yield number, message[at : at + size]
        at += size


def _varint(message: bytes, at: int) -> tuple[int, int]:
    value = 0
    for shift in range(0, 70, 7):
        if at >= len(message):
            raise BadMessageError("a number goes beyond the end")
        byte = message[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value & 0xFFFFFFFFFFFFFFFF, at
    raise BadMessageError("a number has more than 64 bits")


def _last(message: bytes) -> dict[int, int | bytes]:
    """The fields by their numbers; of those that come more than once, the last."""
    return dict(fields(message))


def _vertex(message: bytes) -> Vertex:
    found = _last(message)
    return Vertex(
        _text(found.get(1)), _text(found.get(3)), started=5 in found, completed=6 in found, cached=bool(found.get(4)),
        error=_text(found.get(7)),
    )  # fmt: skip


def _printed(message: bytes) -> Printed:
    found = _last(message)
    stream, data = found.get(3, 1), found.get(4, b"")
    return Printed(_text(found.get(1)), stream if isinstance(stream, int) else 1, data if isinstance(data, bytes) else b"")


def _text(value: int | bytes | None) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else ""
