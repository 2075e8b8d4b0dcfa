"""The files of an image as its layers are laid one over the other (OCI image specification, layer.md, applying changesets)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.runtime.image.model import ImageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from analyzer.runtime.image.limits import Limits

_MOST_LINKS = 40  # symbolic links on one path, as Linux follows them
_COST = 400  # bytes, about, that a name takes beside its characters


class Content:
    """What is no directory, under one name or several (`names`): `layer` is the one that brought it, `path` its first name."""

    __slots__ = ("layer", "link", "names", "path", "size")

    def __init__(self, path: str, size: int, layer: int, link: str | None = None) -> None:
        self.path = path
        self.size = size
        self.layer = layer
        self.link = link  # of a symbolic link, where it leads
        self.names = 1


class Directory:
    """A directory: `layer` is the last that says something of it, `cleared` the last that has hidden what lower ones have."""

    __slots__ = ("children", "cleared", "layer")

    def __init__(self, layer: int) -> None:
        self.children: dict[str, Directory | Content] = {}
        self.layer = layer
        self.cleared = -1


class Tree:
    """All that is visible so far. `hidden` is told of each content whose last name goes, and whether other content takes it."""

    def __init__(self, limits: Limits, hidden: Callable[[Content, bool], None]) -> None:
        self._limits = limits
        self._hidden = hidden
        self._root = Directory(-1)
        self._cost = 0

    # --- what a layer says

    def directory(self, path: str, layer: int) -> None:
        """A directory is there; what else had its name is gone."""
        if not path:
            return
        parent, name = self._place(path, layer)
        child = parent.children.get(name)
        if isinstance(child, Directory):
            child.layer = layer
        else:
            if child is not None:
                self._lose(child)
            self._charge(name)
            parent.children[name] = Directory(layer)

    def put(self, content: Content) -> bool:
        """New content under its path. True where there was some under this path before."""
        self._charge(content.path + (content.link or ""))
        return self._name(content.path, content.layer, content)

    def link(self, path: str, target: str, layer: int) -> None:
        """Another name for what there is. Raises ImageError where there is nothing, or a directory."""
        found = self._find(target, layer)
        if not isinstance(found, Content):
            raise ImageError(f"layer {layer + 1} has a hard link to what is no file: {path[:200]!r} -> {target[:200]!r}")
        found.names += 1  # before the name is taken from what has it, which may be the same
        self._charge(path)
        self._name(path, layer, found)

    def remove(self, path: str, layer: int) -> None:
        """What lower layers have under a path is gone."""
        found = self._known(path, layer)
        if found is None:
            return
        parent, name = found
        child = parent.children.get(name)
        if isinstance(child, Content):
            if child.layer < layer:
                del parent.children[name]
                self._lose(child)
        elif child is not None and self._clear(child, layer) and child.layer < layer:
            del parent.children[name]

    def hide(self, path: str, layer: int) -> None:
        """What lower layers have in a directory is gone."""
        found = self._known(f"{path}/.", layer)
        if found is not None:
            self._clear(found[0], layer)

    def contents(self) -> Iterator[tuple[str, Content]]:
        """All that is visible, with one of its names; what has several comes once for each."""
        work: list[tuple[str, Directory]] = [("", self._root)]
        while work:
            above, directory = work.pop()
            for name, child in directory.children.items():
                if isinstance(child, Content):
                    yield above + name, child
                else:
                    work.append((f"{above}{name}/", child))

    # --- how

    def _charge(self, name: str) -> None:
        self._cost += _COST + len(name)
        if self._cost > self._limits.table:
            raise ImageError(f"the paths of the layers take more than the limit of {self._limits.table} bytes (table)")

    def _name(self, path: str, layer: int, content: Content) -> bool:
        parent, name = self._place(path, layer)
        before = parent.children.get(name)
        parent.children[name] = content
        if isinstance(before, Content):
            self._lose(before, replaced=True)
            return True
        if before is not None:
            self._clear(before, layer + 1)
        return False

    def _lose(self, content: Content, *, replaced: bool = False) -> None:
        content.names -= 1
        if not content.names:
            self._hidden(content, replaced)

    def _clear(self, directory: Directory, layer: int) -> bool:
        """Takes away what layers below one have in a directory, whatever its depth. True where nothing is left.

        However often that is asked for, a directory is looked through once for each layer.
        """
        order = [directory] if directory.cleared != layer else []
        for above in order:
            above.cleared = layer
            inner = [child for child in above.children.values() if isinstance(child, Directory)]
            order += [child for child in inner if child.cleared != layer]
        for above in reversed(order):
            for name, child in list(above.children.items()):
                if isinstance(child, Content):
                    if child.layer < layer:
                        del above.children[name]
                        self._lose(child)
                elif child.layer < layer and not child.children:
                    del above.children[name]
        return not directory.children

    def _place(self, path: str, layer: int) -> tuple[Directory, str]:
        """The directory a path lies in, which is made where it is missing, and the name there."""
        found = self._walk(path, layer, make=True)
        assert found is not None
        return found

    def _known(self, path: str, layer: int) -> tuple[Directory, str] | None:
        return self._walk(path, layer, make=False)

    def _find(self, path: str, layer: int) -> Directory | Content | None:
        found = self._known(path, layer)
        return found[0].children.get(found[1]) if found is not None else None

    def _walk(self, path: str, layer: int, *, make: bool) -> tuple[Directory, str] | None:
        """Goes down a path but for its last name. Symbolic links on the way lead where they lead within the image."""
        missing = path.split("/")[::-1]
        trail = [self._root]
        links = 0
        while len(missing) > 1:
            part = missing.pop()
            if part in {"", "."}:
                continue
            if part == "..":
                if len(trail) > 1:
                    trail.pop()
                continue
            child = trail[-1].children.get(part)
            if child is None:
                if not make:
                    return None
                self._charge(part)
                child = trail[-1].children[part] = Directory(layer)
            if isinstance(child, Content):
                links += 1
                if child.link is None or links > _MOST_LINKS:
                    raise ImageError(f"layer {layer + 1} has a path through what is no directory: {path[:200]!r}")
                if child.link.startswith("/"):
                    trail = [self._root]
                missing += child.link.split("/")[::-1]
            else:
                trail.append(child)
        return trail[-1], missing[0]
