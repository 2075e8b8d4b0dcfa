"""Which program this is: what is kept of an earlier run counts for this very one alone."""

from __future__ import annotations

import os

from analyzer.digest import sha256_hex
from analyzer.resources import built_path, grammar_path, is_packaged, rules_path
from analyzer.version import VERSION

PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def program() -> str:
    """The same for the same code and rules.

    An installed package does not change, but another may take its place, whose files were written at another time. In a
    checkout the time and size of each module, rule and grammar count. Raises OSError.
    """
    if is_packaged():
        status = os.stat(built_path("rules.plan"))
        return repr((VERSION, PACKAGE, status.st_mtime_ns, status.st_size))
    stamps: list[tuple[str, int, int]] = []
    for folder in (PACKAGE, rules_path(), os.path.dirname(grammar_path(""))):
        _collect(folder, stamps)
    return sha256_hex(repr((VERSION, sorted(stamps))).encode("utf-8", "surrogateescape"))


def _collect(folder: str, stamps: list[tuple[str, int, int]]) -> None:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                if not entry.name.startswith(("_", ".")):
                    _collect(entry.path, stamps)
            elif entry.name.endswith((".py", ".yaml", ".lark", ".json")):
                status = entry.stat()
                stamps.append((entry.path, status.st_mtime_ns, status.st_size))
