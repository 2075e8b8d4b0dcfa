"""Writing to standard output and standard error without ever failing on an encoding or showing a traceback."""

from __future__ import annotations

import sys

from analyzer.source.text import ENCODING, ERRORS


def write(text: str) -> None:
    """Writes to standard output as UTF-8, whatever the locale. A reader that has gone is no error; raises other OSErrors."""
    stream = sys.stdout
    if stream is None:
        return
    buffer = getattr(stream, "buffer", None)
    try:
        if buffer is None:
            stream.write(text)
        else:
            stream.flush()
            buffer.write(_encoded(text))
        stream.flush()
    except BrokenPipeError:
        _abandon()
    except OSError:
        _abandon()
        raise


def _encoded(text: str) -> bytes:
    try:
        return text.encode(ENCODING, ERRORS)
    except UnicodeEncodeError:  # half a surrogate pair, written as an escape in a JSON string
        return text.encode(ENCODING, "backslashreplace")


def complain(message: str, hint: str = "") -> None:
    """Prints ``buildsecbot: error: …`` and a hint to standard error."""
    stream = sys.stderr
    if stream is None:
        return
    text = f"buildsecbot: error: {message}\n"
    if hint:
        text += f"  hint: {hint}\n"
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
