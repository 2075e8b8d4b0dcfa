"""Joining working directories (util/system/path.go, NormalizeWorkdir)."""

from __future__ import annotations

import posixpath

from analyzer.facts.unknown import UNKNOWN, Unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from analyzer.facts.node import Text


def _drive(path: str) -> bool:
    return len(path) > 1 and path[1] == ":" and path[0].isalpha()


def join_workdir(current: Text, path: Text) -> Text:
    """The directory after ``WORKDIR path``; a Windows path with a drive is kept as it is written."""
    if not isinstance(path, str):
        return UNKNOWN
    if _drive(path):
        return path
    if path.startswith("/"):
        return posixpath.normpath("/" + path.lstrip("/"))
    if isinstance(current, Unknown) or current is None:
        return UNKNOWN
    if _drive(current):
        return current.rstrip("\\/") + "\\" + path
    return posixpath.normpath(posixpath.join(current, path))
