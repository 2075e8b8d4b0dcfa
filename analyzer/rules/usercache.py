"""Compiled rules of a user, kept in the cache folder by what they were made of.

A file holds three lines - the format, the key, the digest of the rest - and the plan as JSON, which can hold nothing but data.
What is not exactly that, or is not the user's own file, counts for nothing: the rules are compiled from their sources then.
"""

from __future__ import annotations

import json
import os
import stat
from hashlib import sha256

from analyzer.resources import cache_path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Compiled = tuple[tuple[Any, ...], tuple[Any, ...], dict[str, Any]]

HEAD = b"buildsecbot rules 1"
FOLDER = "rules"
MAX_BYTES = 100_000_000
KEPT = 20  # files; the oldest go first


def load(key: str) -> Compiled | None:
    """The compiled rules of a key, None where there are none that can be used."""
    try:
        head, recorded, digest, plan = _read(_path(key)).split(b"\n", 3)
        if head != HEAD or recorded != key.encode() or digest != _digest(plan):
            return None
        records, profiles, details = json.loads(plan)
        return _tuples(records), _tuples(profiles), {id_: _tuples(more) for id_, more in details.items()}
    except (OSError, ValueError, TypeError, AttributeError, RecursionError):
        return None


def save(key: str, compiled: Compiled) -> None:
    """Keeps compiled rules, whole or not at all; a folder that cannot be written is left alone."""
    plan = json.dumps(compiled, ensure_ascii=True, separators=(",", ":")).encode("ascii")
    path = _path(key)
    scratch = f"{path}.{os.getpid()}.{os.urandom(8).hex()}"
    try:
        os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
        with open(os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(b"\n".join((HEAD, key.encode(), _digest(plan), plan)))
        os.replace(scratch, path)
        _forget(os.path.dirname(path))
    except OSError:
        return


def _path(key: str) -> str:
    return cache_path(os.path.join(FOLDER, key + ".json"))


def _digest(plan: bytes) -> bytes:
    return sha256(plan).hexdigest().encode()


def _read(path: str) -> bytes:
    """The content of a regular file that belongs to this user alone. Raises OSError."""
    with open(os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)), "rb") as file:
        status = os.fstat(file.fileno())
        if not stat.S_ISREG(status.st_mode) or status.st_size > MAX_BYTES:
            raise OSError("not a file of ours")
        if os.name == "posix" and (status.st_uid != os.geteuid() or status.st_mode & 0o022):
            raise OSError("others can write it")
        return file.read()


def _tuples(value: Any) -> Any:
    """Lists back to the tuples that plans are made of."""
    return tuple(map(_tuples, value)) if isinstance(value, list) else value


def _forget(folder: str) -> None:
    """Removes the files that were kept first, and what broken runs left."""
    with os.scandir(folder) as entries:
        files = sorted((entry.stat(follow_symlinks=False).st_mtime_ns, entry.path) for entry in entries)
    for _, path in files[:-KEPT]:
        os.unlink(path)
