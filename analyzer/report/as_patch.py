"""A change as a patch that ``git apply`` and ``patch -p1`` take."""

from __future__ import annotations

import os

CONTEXT = 3
_NO_NEWLINE = "\\ No newline at end of file\n"


def patch(path: str, before: str, after: str) -> str:
    """The unified diff of a file; empty where nothing differs."""
    if before == after:
        return ""
    from difflib import unified_diff

    name = _name(path)
    old, new = _quoted(f"a/{name}"), _quoted(f"b/{name}")
    lines = list(unified_diff(_lines(before), _lines(after), old, new, n=CONTEXT))
    return f"diff --git {old} {new}\n" + "".join(line if line.endswith("\n") else f"{line}\n{_NO_NEWLINE}" for line in lines)


def _lines(text: str) -> list[str]:
    """Lines as git sees them: they end at LF only."""
    found = text.split("\n")
    return [*(line + "\n" for line in found[:-1]), *([found[-1]] if found[-1] else [])]


def _name(path: str) -> str:
    """The path relative to the working directory where it lies below it, with slashes, without a leading one."""
    absolute, here = os.path.abspath(path), os.path.join(os.getcwd(), "")
    return absolute.removeprefix(here).replace(os.sep, "/").lstrip("/")


def _quoted(name: str) -> str:
    """A name as git writes it: in quotes where it holds control characters, quotes, backslashes or bytes beyond ASCII."""
    data = name.encode("utf-8", "surrogateescape")
    if all(32 <= byte < 127 and byte not in b'"\\' for byte in data):
        return name
    short = {34: '\\"', 92: "\\\\", 9: "\\t", 10: "\\n", 13: "\\r"}
    return '"' + "".join(short.get(byte) or (chr(byte) if 32 <= byte < 127 else f"\\{byte:03o}") for byte in data) + '"'
