"""The files of a repository as they were at a revision, asked for by the paths they have on disk.

Links within the tree are followed as the file system would; one that leads out of it leads nowhere.
"""

from __future__ import annotations

import os
import posixpath

from analyzer.providers.git import LINK, GitError, Repository

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_LINKS = 40


class Revision:
    """A commit of a repository. `name` is the revision as it was asked for, `modules` the commits of its submodules.

    Raises GitError.
    """

    def __init__(self, root: str, name: str, commit: str = "") -> None:
        self.repository = Repository(root)
        self.root = root
        self.name = name
        self.commit = self.repository.commit(commit or name)
        self.entries, self.modules = self.repository.tree(self.commit)
        self._folders = _folders(self.entries)
        self._contents: dict[str, bytes] = {}

    def is_file(self, path: str) -> bool:
        """A file, or a link to one, was there."""
        inner = self.resolved(path)
        return inner in self.entries

    def is_folder(self, path: str) -> bool:
        """A folder, or a link to one, was there."""
        inner = self.resolved(path)
        return inner == "" or inner in self._folders

    def read(self, path: str) -> bytes:
        """The content of a file. Raises FileNotFoundError and GitError."""
        inner = self.resolved(path)
        if inner is None or inner not in self.entries:
            raise FileNotFoundError(2, f"No such file at {self.name}", path)
        return self.content(inner)

    def content(self, inner: str) -> bytes:
        """The content of a file or link by its path in the tree."""
        if inner not in self._contents:
            self.load([inner])
        return self._contents[inner]

    def load(self, inners: list[str]) -> None:
        """Reads files at once that will be asked for."""
        missing = [inner for inner in inners if inner not in self._contents]
        found = self.repository.contents(self.entries[inner][1] for inner in missing)
        self._contents.update({inner: found[self.entries[inner][1]] for inner in missing})

    def below(self, folder: str) -> Iterator[str]:
        """The files below a folder of the tree, by their paths in it, in order."""
        start = folder + "/" if folder else ""
        return (inner for inner in sorted(self.entries) if inner.startswith(start))

    def inner(self, path: str) -> str | None:
        """A path on disk as one in the tree, no link followed within it; None for what lies outside."""
        absolute = os.path.abspath(path)
        real = os.path.join(os.path.realpath(os.path.dirname(absolute)), os.path.basename(absolute))
        for each, root in ((absolute, self.root), (real, os.path.realpath(self.root))):
            if each == root:
                return ""
            if each.startswith(os.path.join(root, "")):
                return os.path.relpath(each, root).replace(os.sep, "/")
        return None

    def resolved(self, path: str) -> str | None:
        """A path on disk as one in the tree, links of the revision followed; None where that leads out or nowhere."""
        inner = self.inner(path)
        return None if inner is None else self._followed(inner)

    def _followed(self, inner: str) -> str | None:
        links, done, left = 0, "", [part for part in inner.split("/") if part]
        while left:
            part = left.pop(0)
            if part == "..":
                if not done:
                    return None
                done = posixpath.dirname(done)
                continue
            at = f"{done}/{part}" if done else part
            if self.entries.get(at, ("",))[0] == LINK:
                links += 1
                target = os.fsdecode(self.content(at))
                if links > MOST_LINKS or target.startswith("/"):
                    return None
                left = [step for step in target.split("/") if step not in ("", ".")] + left
                continue
            done = at
            if done not in self.entries and done not in self._folders:
                return None
        return done


def _folders(entries: dict[str, tuple[str, str]]) -> set[str]:
    found: set[str] = set()
    for path in entries:
        folder = posixpath.dirname(path)
        while folder and folder not in found:
            found.add(folder)
            folder = posixpath.dirname(folder)
    return found


class Revisions:
    """The same revision of each repository that the files of a run lie in."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._revisions: dict[str, Revision] = {}
        self._roots: dict[str, str] = {}

    def of(self, path: str) -> Revision:
        """That of the repository in which a path lies. Raises GitError."""
        from analyzer.providers.git import root_of

        folder = os.path.dirname(os.path.abspath(path))
        if folder not in self._roots:
            self._roots[folder] = root_of(folder)
        root = self._roots[folder]
        if not root:
            raise GitError(f"--since needs a git repository, and {path} lies in none", "leave it out of the run")
        if root not in self._revisions:
            self._revisions[root] = Revision(root, self.name, self._as_submodule(root))
        return self._revisions[root]

    def _as_submodule(self, root: str) -> str:
        """The commit of a repository that lies in another, as the revision of that says; empty where it says nothing."""
        from analyzer.providers.git import root_of

        outer = root_of(os.path.dirname(root))
        if not outer or not os.path.isfile(os.path.join(root, ".git")):
            return ""
        revision = self.of(root)
        return revision.modules.get(revision.inner(root) or "", "")

    @property
    def all(self) -> list[Revision]:
        """Those asked for so far, by their roots."""
        return [self._revisions[root] for root in sorted(self._revisions)]
