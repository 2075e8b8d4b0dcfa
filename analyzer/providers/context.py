"""The build context in a directory: what COPY and ADD find there, and what the ignore file leaves of it.

Links are never followed out of the directory, folders that cannot be read count as empty, and no more than `MOST` entries
are looked at: behind that, what depends on all of them is not known.
"""

from __future__ import annotations

import os
import posixpath

from analyzer.facts.predicates import dependency_manifest
from analyzer.providers.filepath_match import MalformedPatternError, Pattern, has_wildcards
from analyzer.providers.ignored import Ignored, ignore_file, is_below

MOST = 50_000
_NO_IGNORE = Ignored("", "")
_FOREIGN = frozenset({"node_modules", ".git", ".venv", "venv"})  # their manifests are not the project's own


class Tree:
    """What is sent of a context, with paths relative to it and slashes: files (links too) with their sizes, and folders.

    `complete` is false where the walk was given up.
    """

    __slots__ = ("complete", "files", "folders")

    def __init__(self) -> None:
        self.files: dict[str, int] = {}
        self.folders: list[str] = []
        self.complete = True

    def below(self, folder: str) -> list[str]:
        """The files in a folder, sorted; all for an empty name."""
        return sorted(path for path in self.files if not folder or path.startswith(folder + "/"))


class Match:
    """What a source names; see `analyzer.facts.providers.Matched`."""

    __slots__ = ("files", "ignored", "missing")

    def __init__(self, files: list[str] | None, ignored: bool | None, missing: bool | None) -> None:
        self.files = files
        self.ignored = ignored
        self.missing = missing


class ContextFolder:
    """The directory that is the build context of all Dockerfiles of a run. It is walked once for each ignore file."""

    def __init__(self, root: str) -> None:
        self.root = os.path.realpath(root)
        self._trees: dict[tuple[str, ...], Tree] = {}

    def of(self, dockerfile: str) -> FolderContext:
        """The context as it is for a Dockerfile, by its path; ``-`` for one that has none."""
        return FolderContext(self, ignore_file(self.root, dockerfile))

    def tree(self, ignored: Ignored) -> Tree:
        """What is sent where an ignore file is in force."""
        key = tuple(ignored.patterns)
        if key not in self._trees:
            self._trees[key] = walk(self.root, ignored)
        return self._trees[key]


class FolderContext:
    """The build context of one Dockerfile."""

    def __init__(self, folder: ContextFolder, ignore: Ignored | None) -> None:
        self._folder = folder
        self._ignore = ignore
        self._ignored = ignore or _NO_IGNORE

    def ignore_file(self) -> Ignored | None:
        """The ignore file in force."""
        return self._ignore

    @property
    def tree(self) -> Tree:
        """What is sent of it."""
        return self._folder.tree(self._ignored)

    def size(self) -> int | None:
        """The bytes of all files that are sent."""
        return sum(self.tree.files.values()) if self.tree.complete else None

    def manifests(self) -> list[str] | None:
        """The files that list dependencies."""
        if not self.tree.complete:
            return None
        found = [path for path in self.tree.files if dependency_manifest(path)]
        return sorted(path for path in found if not _FOREIGN & set(path.split("/")))

    def match(self, source: str) -> Match:
        """What a source names. A pattern that matches nothing is no mistake (AllowEmptyWildcard)."""
        warned = self._ignored.warns_about(posixpath.normpath(source)) if source else False
        path = posixpath.normpath("/" + source.lstrip("/"))[1:]  # nothing lies above the root
        if "\0" in path:
            return Match(None, warned or None, None)
        if has_wildcards(path):
            return Match(self._fitting(path), warned, missing=False)
        real = os.path.realpath(os.path.join(self._folder.root, *path.split("/")))
        if not is_below(real, self._folder.root):
            return Match(None, warned or None, None)
        if not os.path.lexists(real):
            return Match([], warned, missing=True)
        inner = os.path.relpath(real, self._folder.root).replace(os.sep, "/") if real != self._folder.root else ""
        return self._existing(inner, os.path.isdir(real), warned)

    def _existing(self, path: str, is_folder: bool, warned: bool) -> Match:
        left_out = bool(path) and self._ignored.leaves_out(path)
        if not is_folder:
            return Match([] if left_out else [path], warned or left_out, missing=False)
        if left_out and self._ignored.prunes:
            return Match([], ignored=True, missing=False)
        files = self.tree.below(path) if self.tree.complete else None
        if left_out and not warned:
            return Match(files, None if files is None else not files, missing=False)
        return Match(files, warned, missing=False)

    def _fitting(self, path: str) -> list[str] | None:
        """The files that a pattern takes, those in folders that it matches included (fsutil/copy, resolveWildcards)."""
        parts = path.split("/")
        first = next(index for index, part in enumerate(parts) if has_wildcards(part))
        base, rest = "/".join(parts[:first]), "/".join(parts[first:])
        real = os.path.realpath(os.path.join(self._folder.root, base))
        if not self.tree.complete or not is_below(real, self._folder.root):
            return None
        try:
            pattern = Pattern(rest)
        except MalformedPatternError:
            return []
        inner = os.path.relpath(real, self._folder.root).replace(os.sep, "/")
        start = "" if inner == "." else inner + "/"
        found: set[str] = set()
        for each in (*self.tree.files, *self.tree.folders):
            if each.startswith(start) and pattern.matches(each[len(start) :]):
                found.update([each] if each in self.tree.files else self.tree.below(each))
        return sorted(found)


def walk(root: str, ignored: Ignored) -> Tree:
    """What is sent of a directory. Links are entries like files; what cannot be read is left out."""
    tree, seen = Tree(), 0
    pending = [""]
    while pending:
        folder = pending.pop()
        try:
            listing = os.scandir(os.path.join(root, *folder.split("/")))
        except OSError:
            continue
        with listing:
            for entry in listing:
                seen += 1
                if seen > MOST:
                    tree.complete = False
                    return tree
                path = f"{folder}/{entry.name}" if folder else entry.name
                _take(entry, path, ignored, tree, pending)
    return tree


def _take(entry: os.DirEntry[str], path: str, ignored: Ignored, tree: Tree, pending: list[str]) -> None:
    left_out = ignored.leaves_out(path)
    try:
        if entry.is_dir(follow_symlinks=False):
            if not left_out:
                tree.folders.append(path)
            if not (left_out and ignored.prunes):
                pending.append(path)
        elif not left_out:
            tree.files[path] = entry.stat(follow_symlinks=False).st_size
    except OSError:
        return  # it has gone meanwhile
