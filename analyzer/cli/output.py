"""Writing to standard output and standard error without ever failing on an encoding or showing a traceback."""

from __future__ import annotations

import sys

from analyzer.source.text import ENCODING, ERRORS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

CLEANERS: list[Callable[[], None]] = []
"""What takes off the terminal what must not stand there when something is printed."""


def clean() -> None:
    """Calls them all."""
    for cleaner in CLEANERS:
        cleaner()


def write(text: str) -> None:
    """Writes to standard output as UTF-8, whatever the locale. A reader that has gone is no error; raises other OSErrors."""
    write_bytes(encoded(text))


def write_bytes(data: bytes) -> None:
    """The same for text that is encoded already."""
    stream = sys.stdout
    if stream is None:
        return
    clean()
    buffer = getattr(stream, "buffer", None)
    try:
        if buffer is None:
            stream.write(data.decode(ENCODING, ERRORS))
        else:
            stream.flush()
            buffer.write(data)
        stream.flush()
    except BrokenPipeError:
        _abandon()
    except OSError:
        _abandon()
        raise


def write_file(path: str, text: str) -> None:
    """Writes a file as UTF-8, whole or not at all, as analyzer.report.whole_file.WholeFile does. Raises OSError."""
    put(path, encoded(text))


def put(path: str, data: bytes) -> None:
    """The same for text that is encoded already; without a path it goes to standard output."""
    if not path:
        write_bytes(data)
        return
    from analyzer.report.whole_file import WholeFile

    with WholeFile(path) as file:
        file.write(data)


def encoded(text: str) -> bytes:
    """The text as UTF-8, bytes that were no UTF-8 as they were."""
    try:
        return text.encode(ENCODING, ERRORS)
    except UnicodeEncodeError:  # half a surrogate pair, written as an escape in a JSON string
        return text.encode(ENCODING, "backslashreplace")


def complain(message: str, hint: str = "") -> None:
    """Prints ``buildsecbot: error: …`` and a hint to standard error."""
    _say(f"error: {message}\n" + (f"  hint: {hint}\n" if hint else ""))


def note(message: str) -> None:
    """Prints ``buildsecbot: note: …`` to standard error: what is no error, and no part of a report."""
    _say(f"note: {message}\n")


def _say(text: str) -> None:
    stream = sys.stderr
    if stream is None:
        return
    clean()
    text = f"buildsecbot: {text}"
    encoding = stream.encoding or "ascii"
    try:
        stream.write(text.encode(encoding, "backslashreplace").decode(encoding))
        stream.flush()
    except OSError:
        return


def _abandon() -> None:
    """Makes standard output swallow what is still buffered, so that Python does not complain about it at its end."""
    import os

    try:
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, sys.stdout.fileno())
        os.close(null)
    except (OSError, ValueError, AttributeError):
        return
