"""Which files a run looks at.

Directories are walked; a file named on the command line is taken whatever its name. Nothing outside a directory that was
named is ever looked at: links to directories are not followed, links to files only where they lead into that directory.
"""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Kept = Callable[[str], bool]

STDIN = "-"
NONE_HERE = "no Dockerfile in this directory"
_NAMES = ("Dockerfile", "dockerfile", "Containerfile")
_PREFIXES = ("Dockerfile.", "Containerfile.")
_SUFFIXES = (".Dockerfile", ".dockerfile")
_NOT_DOCKERFILES = (
    ".dockerignore",
    *(".adoc", ".htm", ".html", ".md", ".rst", ".txt"),
    *(".ejs", ".erb", ".in", ".j2", ".jinja", ".jinja2", ".m4", ".mustache", ".template", ".tmpl", ".tpl"),
    *(".bak", ".old", ".orig", ".rej", ".save", ".swp", "~"),
)
# Folders of tools, never of a project's own files; other hidden folders (.devcontainer, .github) are walked.
LEFT_OUT = frozenset({".git", ".hg", ".jj", ".svn", ".venv", ".tox", ".nox", "__pycache__"})


class Target:
    """A file to check, under the name it is reported by; `error` tells why there is nothing to check.

    `named` tells that it was named itself, and not found in a folder; `data` is its content where that was read already.
    `before` is its content before the change that a run is about, None where it is about none; with `locked` the comments it
    had then are the ones that are heeded.
    """

    __slots__ = ("before", "data", "error", "locked", "named", "path")

    def __init__(self, path: str, error: str = "", named: bool = False, data: bytes | None = None) -> None:
        self.path = path
        self.error = error
        self.named = named
        self.data = data
        self.before: bytes | None = None
        self.locked = False


def is_dockerfile_name(name: str) -> bool:
    """A file of that name is a Dockerfile, and neither a document, a template nor a backup of one."""
    if name in _NAMES:
        return True
    if name.lower().endswith(_NOT_DOCKERFILES):
        return False
    return name.startswith(_PREFIXES) or name.endswith(_SUFFIXES)


def discover(paths: list[str], kept: Kept | None = None) -> list[Target]:
    """The files of a run: each path given in its order, a directory's files sorted, none twice.

    A path that is `kept`, file or folder, is looked at whatever ``.gitignore`` says of it.
    """
    targets: list[Target] = []
    seen: set[str] = set()
    for path in paths:
        for target in _targets_of(path, kept):
            key = target.path if target.path == STDIN else os.path.abspath(target.path)
            if key not in seen:
                seen.add(key)
                targets.append(target)
    return targets


def _targets_of(path: str, kept: Kept | None) -> list[Target]:
    if path == STDIN or not os.path.isdir(path):
        return [Target(path, named=True)]
    found = list(_walk(path, kept))
    return found or [Target(path, NONE_HERE)]


def _walk(root: str, kept: Kept | None) -> Iterator[Target]:
    from analyzer.lint.gitignore import IgnoreRules

    ignored = IgnoreRules.above(root)
    real_root = os.path.realpath(root)
    pending = [(root, ignored)]
    while pending:
        folder, rules = pending.pop()
        try:
            with os.scandir(folder) as listing:
                entries = sorted(listing, key=lambda entry: entry.name)
        except OSError as error:
            yield Target(folder, error.strerror or str(error))
            continue
        rules = rules.within(folder)
        below = []
        for entry in entries:
            is_folder = entry.is_dir(follow_symlinks=False)
            if entry.name in LEFT_OUT:
                continue
            if rules.ignores(entry.path, is_folder) and not (kept is not None and kept(entry.path)):
                continue
            if is_folder:
                below.append((entry.path, rules))
            elif is_dockerfile_name(entry.name) and _is_file_inside(entry, real_root):
                yield Target(os.path.normpath(entry.path))
        pending += reversed(below)


def _is_file_inside(entry: os.DirEntry[str], real_root: str) -> bool:
    """A regular file, or a link to one below the root."""
    try:
        if not entry.is_file():
            return False
        return not entry.is_symlink() or os.path.realpath(entry.path).startswith(os.path.join(real_root, ""))
    except OSError:
        return False
