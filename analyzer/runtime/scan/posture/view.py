"""The file system that the layers of an image add up to, as far as it is of interest."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from analyzer.runtime.image.model import ImageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analyzer.runtime.scan.inventory.records import Records

_MOST_LINKS = 40  # that a path may lead over, as in Linux
_MOST_PARTS = 100_000_000  # of all paths together, those of links included; ordinary images have some millions
_MOST_FOLDERS = 100_000_000  # characters of the paths of a layer's folders; ordinary layers have some millions
_MOST_NODES = 2_000_000  # files of interest and the folders they are in; ordinary images have some ten thousands


@dataclass(slots=True)
class Seen:
    """A path that a layer holds. `layer` is its index; `brought` tells for each package the layer that brought it."""

    path: str
    kind: str
    layer: int
    size: int = 0
    link: str = ""
    setuid: bool = False
    writable: bool = False
    unneeded: bool = False
    secret: str | None = None
    records: Records | None = None
    brought: dict[tuple[str, str, str], int] = field(default_factory=dict)

    @property
    def telling(self) -> bool:
        """There is something to be said of it."""
        told = self.setuid or self.writable or self.unneeded or self.secret is not None or self.records is not None
        return told or self.kind == "symlink"


class _Node:
    __slots__ = ("parts", "seen")

    def __init__(self) -> None:
        self.parts: dict[str, _Node] = {}
        self.seen: Seen | None = None


class View:
    """What is left of the layers that were read so far. `lost` has what later layers took away, or wrote over."""

    def __init__(self) -> None:
        self._root = _Node()
        self._changes: dict[str, Seen] = {}
        self._whiteouts: set[str] = set()
        self._opaque: set[str] = set()
        self._folders: dict[str, str] = {}  # where folders of the layer lead; whatever one leads to is in it as well
        self._nodes: dict[str, _Node | None] = {}  # what lower layers have of these folders
        self._parts = self._named = self._made = 0
        self.lost: list[Seen] = []

    # --- while a layer is read

    def place(self, path: str) -> str:
        """Where a path of the layer leads, over the links that its folders are. Raises ImageError where it is all too deep."""
        self._count(path.count("/") + 1)
        folder, slash, name = path.rpartition("/")
        return f"{self._folder(folder)}/{name}".lstrip("/") if slash else path

    def add(self, seen: Seen) -> None:
        """The layer has a path."""
        if seen.path in self._folders:
            there = self.get(seen.path)
            if "symlink" in (seen.kind, there.kind if there is not None else ""):
                self._folders.clear()
        before = self._changes.get(seen.path)
        if before is not None:
            self._lose(before, seen)
        if seen.telling or before is not None or self._below(seen.path) is not None:
            self._changes[seen.path] = seen

    def take_away(self, path: str) -> None:
        """The layer hides what lower layers have at a path, and below."""
        self._whiteouts.add(path)

    def hide(self, path: str) -> None:
        """The layer hides what lower layers have in a directory."""
        self._opaque.add(path)

    def get(self, path: str) -> Seen | None:
        """What is at a path, in the layer or below it."""
        if (found := self._changes.get(path)) is not None:
            return found
        node = self._below(path)
        return node.seen if node is not None else None

    def end_layer(self) -> None:
        """The layer was read: it covers those below."""
        self._folders.clear()
        self._nodes.clear()
        self._named = 0
        for path in sorted(self._whiteouts):
            self._detach(path, self._changes.get(path))
        for path in sorted(self._opaque):
            node = self._find(path)
            if node is not None:
                parts, node.parts = node.parts, {}
                for part in parts.values():
                    self._forget(part)
        for path, seen in self._changes.items():
            self._put(path, seen)
        self._changes.clear()
        self._whiteouts.clear()
        self._opaque.clear()

    # --- at the end

    def __iter__(self) -> Iterator[Seen]:
        """All that is left, in the order of paths."""
        stack = [self._root]
        while stack:
            node = stack.pop()
            if node.seen is not None and node.seen.telling:
                yield node.seen
            stack += [node.parts[name] for name in sorted(node.parts, reverse=True)]

    # --- the tree

    def _folder(self, path: str) -> str:
        known = self._folders.get(path)
        if known is not None:
            return known
        pending = []
        while path and path not in self._folders:
            pending.append(path)
            path = path.rpartition("/")[0]
        at = self._folders.get(path, "")
        for one in reversed(pending):
            at = self._folders[one] = self._followed(at, one.rpartition("/")[2])
        return at

    def _followed(self, folder: str, name: str) -> str:
        """Where a part of a path leads from a folder that leads nowhere else."""
        at, left, links = folder, [name], 0
        while left:
            part = left.pop()
            if part == "..":
                at = at.rpartition("/")[0]
                continue
            below = f"{at}/{part}" if at else part
            seen = self.get(below)
            if seen is None or seen.kind != "symlink":
                if below not in self._folders:
                    self._folders[below] = below
                    self._named += len(below)
                    _limit(self._named, _MOST_FOLDERS, "characters in the names of a layer's folders")
                at = below
                continue
            links += 1
            if links > _MOST_LINKS:
                return f"{folder}/{name}" if folder else name
            parts = [one for one in seen.link.split("/") if one not in ("", ".")]
            self._count(len(parts))
            at = "" if seen.link.startswith("/") else at
            left += reversed(parts)
        return at

    def _count(self, parts: int) -> None:
        self._parts += parts
        _limit(self._parts, _MOST_PARTS, "parts of paths")

    def _below(self, path: str) -> _Node | None:
        """What lower layers have at a path."""
        folder, _, name = path.rpartition("/")
        pending = []
        while folder and folder not in self._nodes:
            pending.append(folder)
            folder = folder.rpartition("/")[0]
        node = self._nodes[folder] if folder else self._root
        for one in reversed(pending):
            node = self._nodes[one] = node.parts.get(one.rpartition("/")[2]) if node is not None else None
        return node.parts.get(name) if node is not None else None

    def _find(self, path: str) -> _Node | None:
        node: _Node | None = self._root
        for part in path.split("/") if path else ():
            if node is None:
                return None
            node = node.parts.get(part)
        return node

    def _put(self, path: str, seen: Seen) -> None:
        node = self._find(path)
        before = node.seen if node is not None else None
        if before is not None:
            _carry(before, seen)
            self._lose(before, seen)
        if node is not None and seen.kind != "directory":
            parts, node.parts = node.parts, {}
            for part in parts.values():
                self._forget(part)
        if not seen.telling:
            if node is not None:
                node.seen = None
            return
        node = self._root
        for name in path.split("/"):
            below = node.parts.get(name)
            if below is None:
                below = node.parts[name] = _Node()
                self._made += 1
            node = below
        node.seen = seen
        _limit(self._made, _MOST_NODES, "folders and files of interest")

    def _detach(self, path: str, instead: Seen | None) -> None:
        folder, _, name = path.rpartition("/")
        above = self._find(folder)
        node = above.parts.pop(name, None) if above is not None else None
        if node is not None:
            if node.seen is not None and instead is not None:
                _carry(node.seen, instead)
            self._forget(node, instead)

    def _forget(self, node: _Node, instead: Seen | None = None) -> None:
        stack = [node]
        while stack:
            one = stack.pop()
            if one.seen is not None:
                self._lose(one.seen, instead)
            stack += one.parts.values()

    def _lose(self, before: Seen, instead: Seen | None) -> None:
        """Bytes of a lower layer that nobody sees any more; what a copy of the same path has as well is not lost."""
        again = instead is not None and instead.path == before.path
        secret = before.secret is not None and not (again and instead is not None and instead.secret == before.secret)
        if secret or (before.unneeded and not (again and instead is not None and instead.unneeded)):
            self.lost.append(before)


def _limit(count: int, most: int, what: str) -> None:
    if count > most:
        raise ImageError(f"the layers have more than the limit of {most} {what}")


def _carry(before: Seen, seen: Seen) -> None:
    """A package that the same file named before was brought by an earlier layer."""
    if before.records is None or seen.records is None:
        return
    known = {package.key for package in before.records.packages}
    for package in seen.records.packages:
        if package.key in known:
            seen.brought[package.key] = before.brought.get(package.key, before.layer)
