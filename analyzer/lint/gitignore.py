"""``.gitignore`` files, as gitignore(5) describes them. The user's global excludes and .git/info/exclude are not read."""

from __future__ import annotations

import os
import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable


class IgnoreRules:
    """The patterns in force in a directory: those of its ancestors up to the repository root, then its own."""

    __slots__ = ("_patterns",)

    def __init__(self, patterns: tuple[tuple[re.Pattern[str], bool, bool], ...] = ()) -> None:
        self._patterns = patterns  # (pattern over absolute paths, negated, for directories only), the last match decides

    @classmethod
    def above(cls, folder: str) -> IgnoreRules:
        """The patterns of the directories above one, within its repository; none outside a repository."""
        chain = []
        at = os.path.abspath(folder)
        while not os.path.exists(os.path.join(at, ".git")):
            parent = os.path.dirname(at)
            if parent == at:
                return cls()
            chain.append(parent)
            at = parent
        rules = cls()
        for ancestor in reversed(chain):
            rules = rules.within(ancestor)
        return rules

    @classmethod
    def of(cls, patterns: Iterable[str], folder: str) -> IgnoreRules:
        """Patterns as if they were those of a ``.gitignore`` in the folder."""
        compiled = (_compile(pattern, os.path.abspath(folder)) for pattern in patterns)
        return cls(tuple(pattern for pattern in compiled if pattern is not None))

    def within(self, folder: str) -> IgnoreRules:
        """These patterns and those of the directory's own ``.gitignore``, if it has one that can be read."""
        path = os.path.join(folder, ".gitignore")
        if not os.path.isfile(path):
            return self
        try:
            with open(path, encoding="utf-8", errors="surrogateescape") as file:
                lines = file.read().splitlines()
        except OSError:
            return self
        base = os.path.abspath(folder)
        own = (_compile(line, base) for line in lines)
        return IgnoreRules(self._patterns + tuple(pattern for pattern in own if pattern is not None))

    def cover(self, file: str) -> bool:
        """Git would not look at this file, or not at a folder above it."""
        if not self._patterns:
            return False
        at, is_folder = os.path.abspath(file), False
        while not self.ignores(at, is_folder):
            parent = os.path.dirname(at)
            if parent == at:
                return False
            at, is_folder = parent, True
        return True

    def ignores(self, path: str, is_folder: bool) -> bool:
        """Git would not look at this path (whose parents it looks at)."""
        if not self._patterns:
            return False
        name = os.path.abspath(path).replace(os.sep, "/")
        for pattern, negated, folders_only in reversed(self._patterns):
            if (is_folder or not folders_only) and pattern.fullmatch(name):
                return not negated
        return False


def _compile(line: str, base: str) -> tuple[re.Pattern[str], bool, bool] | None:
    """One line of a ``.gitignore`` in the directory `base`; None for a blank line or a comment."""
    if not line.endswith("\\ "):
        line = line.rstrip(" ")
    if not line or line.startswith("#"):
        return None
    negated = line.startswith("!")
    line = line[1:] if negated else line
    folders_only = line.endswith("/")
    line = line.rstrip("/")
    if not line:
        return None
    anchored = "/" in line
    body = _translate(line.removeprefix("/"))
    prefix = re.escape(base.replace(os.sep, "/").rstrip("/")) + "/"
    try:
        return re.compile(prefix + ("" if anchored else "(?:.*/)?") + body, re.DOTALL), negated, folders_only
    except re.error:
        return None  # a bracket expression that is none matches nothing, as with git


def _translate(glob: str) -> str:
    """A gitignore glob as a regular expression: ``*`` and ``?`` stay within a path segment, ``**`` crosses them."""
    out, at = "", 0
    while at < len(glob):
        char = glob[at]
        if glob.startswith("**/", at) and (at == 0 or glob[at - 1] == "/"):
            out, at = out + "(?:.*/)?", at + 3
        elif glob[at:] == "**" and (at == 0 or glob[at - 1] == "/"):
            out, at = out + ".+", at + 2
        elif char == "*":
            out, at = out + "[^/]*", at + 1
        elif char == "?":
            out, at = out + "[^/]", at + 1
        elif char == "[" and (close := glob.find("]", at + 2)) > 0:
            inner = glob[at + 1 : close].replace("\\", "\\\\")
            out, at = out + "[" + ("^/" + inner[1:] if inner[0] in "!^" else inner) + "]", close + 1
        else:
            at += char == "\\" and at + 1 < len(glob)
            out, at = out + re.escape(glob[at]), at + 1
    return out
