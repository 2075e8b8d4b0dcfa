"""Writing a changed file: whole or not at all, with the mode and owner it had, and only if it is still what was read."""

from __future__ import annotations

import os
import stat

from analyzer.interrupts import UNDO


def replace_content(path: str, before: bytes, after: bytes) -> None:
    """Puts `after` in place of the content `before` of a file; a link is followed where it leads to a file beside or below it.

    Raises OSError: also where the file has changed since it was read, is no regular file, or is a link that leads elsewhere.
    """
    real = _behind_link(path)
    status = os.stat(real)
    if not stat.S_ISREG(status.st_mode):
        raise OSError("it is no regular file")
    with open(real, "rb") as file:
        if file.read() != before:
            raise OSError("it has changed since it was read")
    if not os.access(real, os.W_OK):
        raise PermissionError(13, "Permission denied")
    folder, name = os.path.split(real)
    scratch = os.path.join(folder, f".{name[:50]}.{os.getpid()}.{os.urandom(4).hex()}")  # a name has at most 255 bytes

    def take_away() -> None:
        if os.path.exists(scratch):
            os.unlink(scratch)

    UNDO.append(take_away)
    try:
        with open(os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as made:
            made.write(after)
            made.flush()
            os.fsync(made.fileno())
        _like(scratch, status)
        os.replace(scratch, real)
    except BaseException:
        take_away()
        raise
    finally:
        UNDO.remove(take_away)


def _behind_link(path: str) -> str:
    if not os.path.islink(path):
        return path
    real, folder = os.path.realpath(path), os.path.realpath(os.path.dirname(os.path.abspath(path)))
    if not real.startswith(os.path.join(folder, "")):
        raise OSError(f"it is a link that leads out of its folder, to {real}")
    return real


def _like(scratch: str, status: os.stat_result) -> None:
    """Gives a file the mode and owner of another, as far as this user may."""
    if hasattr(os, "chown"):
        new = os.stat(scratch)
        if (new.st_uid, new.st_gid) != (status.st_uid, status.st_gid):
            try:
                os.chown(scratch, status.st_uid, status.st_gid)
            except PermissionError:
                os.chown(scratch, -1, status.st_gid) if status.st_gid in os.getgroups() else None
    os.chmod(scratch, stat.S_IMODE(status.st_mode))
