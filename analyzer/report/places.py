"""Names of files, and places in them, as the readers of reports want them."""

from __future__ import annotations

import os

from analyzer.report.visible import visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from analyzer.lint.finding import Span
    from analyzer.source.text import Source

BOM = "\ufeff"
_UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")


def relative(path: str) -> str:
    """The path relative to the working directory where it lies below it, with slashes; else as it is."""
    path = path.removeprefix(os.path.join(os.getcwd(), "")) if os.path.isabs(path) else path
    path = path.replace(os.sep, "/")
    while path.startswith("./"):
        path = path[2:].lstrip("/")
    return path or "."


def shown(path: str) -> str:
    """The relative path, with everything escaped that is no printable text."""
    return visible(relative(path))


def uri(path: str) -> tuple[str, bool]:
    """The path as a URI reference (RFC 3986), its bytes percent-encoded, and whether it is relative."""
    path = relative(path)
    absolute = os.path.isabs(path)
    try:
        data = path.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:  # half a surrogate pair, as a name may hold on Windows
        data = path.encode("utf-8", "surrogatepass")
    encoded = "".join(chr(byte) if byte in _UNRESERVED or byte == 0x2F else f"%{byte:02X}" for byte in data)
    return ("file://" + ("" if encoded.startswith("/") else "/") + encoded, False) if absolute else (encoded, True)


def region(span: Span, source: Source | None) -> tuple[int, int, int, int]:
    """(line, column, last line, column behind it), from 1, in code points, a byte order mark left out."""
    bom = source is not None and source.text.startswith(BOM)
    first, last = span.start, span.end
    return (
        first.line,
        max(1, first.column - (bom and first.line == 1)),
        last.line,
        max(1, last.column - (bom and last.line == 1)),
    )


def last_line(span: Span) -> int:
    """The last line of a span; a line ending belongs to the line it ends."""
    first, last = span.start.line, span.end.line
    return last - 1 if last > first and span.end.column == 1 else last
