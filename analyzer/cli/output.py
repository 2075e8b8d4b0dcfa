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


def write_file(path: str, text: str) -> None:
    """Writes a file as UTF-8, whole or not at all; a pipe or a device, and a file where none can be made beside it, in place.

    A link is followed, and a file that is there keeps its mode. Raises OSError.
    """
    import os
    import stat

    try:
        mode = os.stat(path).st_mode
    except FileNotFoundError:
        mode = 0
    beside = os.access(os.path.dirname(os.path.realpath(path)), os.W_OK)
    # what /dev/stdout leads to may be open already, and must stay the same file
    opened = os.path.abspath(path).startswith(("/dev/", "/proc/"))
    if mode and (not stat.S_ISREG(mode) or not os.access(path, os.W_OK) or not beside or opened):
        with open(path, "wb") as file:
            file.write(_encoded(text))
        return
    try:
        _replace(os.path.realpath(path), _encoded(text), stat.S_IMODE(mode))
    except OSError as error:
        error.filename, error.filename2 = path, None  # and not the name it had before it was whole
        raise


def _replace(path: str, data: bytes, mode: int) -> None:
    """Puts a file in place; `mode` 0 stands for that of any new file."""
    import os

    folder, name = os.path.split(path)
    scratch = os.path.join(folder, f".{name[:100]}.{os.getpid()}.{os.urandom(4).hex()}")
    with open(scratch, "xb") as file:
        try:
            file.write(data)
            file.close()
            if mode:
                os.chmod(scratch, mode)
            os.replace(scratch, path)
        except BaseException:
            os.unlink(scratch)
            raise


def _encoded(text: str) -> bytes:
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
