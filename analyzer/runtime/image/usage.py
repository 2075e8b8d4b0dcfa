"""What each layer adds, overwrites and takes away, and what of it can be seen in the end."""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from analyzer.runtime.image.limits import DEFAULT, Limits
from analyzer.runtime.image.tree import Content, Tree

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analyzer.runtime.image.model import Entry, Image, Layer
    from analyzer.runtime.operation import Operation

_LARGEST = 20
_TOLD = 20_000  # entries from one report of progress to the next


@dataclass(slots=True)
class LayerUse:
    """A layer in figures.

    A file is all that is no directory, and has its size under the first of its names: hard links count once. `added` has a
    path that was not there, `overwritten` one that was (with the size of the new file), be it for its mode alone; together
    they are what the layer holds. `deleted` was in lower layers and is hidden by this one, without another file in its place.
    """

    index: int
    diff_id: str
    packed: int
    line: int | None = None
    base: bool | None = None
    made_by: str = ""
    added_files: int = 0
    added_bytes: int = 0
    overwritten_files: int = 0
    overwritten_bytes: int = 0
    deleted_files: int = 0
    deleted_bytes: int = 0
    links: int = 0

    @property
    def bytes(self) -> int:
        """What it holds."""
        return self.added_bytes + self.overwritten_bytes


@dataclass(slots=True)
class Wasted:
    """A path with content that no one sees in the end: `times` is how many versions of it there are, `bytes` what they take.

    `layers` are those that hold them, `hidden_by` the one that hid the last; by their index from 0.
    """

    path: str
    bytes: int = 0
    times: int = 0
    layers: list[int] = field(default_factory=list)
    hidden_by: int = 0


@dataclass(frozen=True, slots=True)
class Large:
    """A file that can be seen in the end, and the layer that brought it."""

    path: str
    bytes: int
    layer: int


@dataclass(slots=True)
class Usage:
    """All layers. `total` are the bytes of all files in all layers, `visible` those of the files that can be seen in the end.

    `wasted` begins with the path that wastes most, `largest` with the largest file.
    """

    layers: list[LayerUse]
    total: int = 0
    visible: int = 0
    wasted: list[Wasted] = field(default_factory=list)
    largest: list[Large] = field(default_factory=list)

    @property
    def lost(self) -> int:
        """The bytes that are in the image and cannot be seen."""
        return self.total - self.visible

    @property
    def efficiency(self) -> float:
        """Visible bytes to all bytes, from 0 to 1; 1 where there are none."""
        return self.visible / self.total if self.total else 1.0


def measure(image: Image, *, limits: Limits = DEFAULT, operation: Operation | None = None) -> Usage:
    """Reads all layers once, from the base up. Raises ImageError as they do, and where their paths take too much memory."""
    return _Measuring(image, limits, operation).measure()


class _Measuring:
    def __init__(self, image: Image, limits: Limits, operation: Operation | None) -> None:
        self._image = image
        self._operation = operation
        self._tree = Tree(limits, self._hide)
        self._wasted: dict[str, Wasted] = {}
        self._usage = Usage([])
        self._use = LayerUse(0, "", 0)

    def measure(self) -> Usage:
        whole = sum(layer.size for layer in self._image.layers) or 1
        before = 0
        for layer in self._image.layers:
            self._read(layer, before / whole)
            before += layer.size
        usage = self._usage
        usage.total = sum(use.bytes for use in usage.layers)
        usage.visible = usage.total - sum(waste.bytes for waste in self._wasted.values())
        usage.wasted = sorted(self._wasted.values(), key=lambda waste: (-waste.bytes, waste.path))
        usage.largest = self._largest()
        return usage

    def _read(self, layer: Layer, done: float) -> None:
        self._use = LayerUse(layer.index, layer.diff_id, layer.size, layer.line)
        self._usage.layers.append(self._use)
        self._progress(done, layer, 0)
        for count, found in enumerate(layer.open(), start=1):
            if not count % _TOLD:
                self._progress(done, layer, count)
            self._apply(found.entry, layer.index)

    def _progress(self, done: float, layer: Layer, count: int) -> None:
        if self._operation is not None:
            self._operation.check()
            entries = f", {count} entries" if count else ""
            self._operation.progress(done, f"layer {layer.index + 1} of {len(self._image.layers)}{entries}")

    def _apply(self, entry: Entry, layer: int) -> None:
        use = self._use
        if entry.kind == "directory":
            self._tree.directory(entry.path, layer)
        elif entry.kind == "whiteout":
            self._tree.remove(entry.path, layer)
        elif entry.kind == "opaque":
            self._tree.hide(entry.path, layer)
        elif entry.kind == "hardlink":
            use.links += 1
            self._tree.link(entry.path, entry.link, layer)
        else:
            content = Content(entry.path, entry.size, layer, entry.link if entry.kind == "symlink" else None)
            if self._tree.put(content):
                use.overwritten_files += 1
                use.overwritten_bytes += entry.size
            else:
                use.added_files += 1
                use.added_bytes += entry.size

    def _hide(self, content: Content, replaced: bool) -> None:
        """Nobody sees a content any more."""
        if not replaced:
            self._use.deleted_files += 1
            self._use.deleted_bytes += content.size
        if not content.size:
            return
        waste = self._wasted.setdefault(content.path, Wasted(content.path))
        waste.bytes += content.size
        waste.times += 1
        if content.layer not in waste.layers:
            waste.layers.append(content.layer)
        waste.hidden_by = self._use.index

    def _largest(self) -> list[Large]:
        return [Large(path, size, layer) for size, path, layer in heapq.nsmallest(_LARGEST, self._sizes(), key=_first)]

    def _sizes(self) -> Iterator[tuple[int, str, int]]:
        """Size, name and layer of each content that can be seen."""
        seen: set[int] = set()
        for path, content in self._tree.contents():
            if content.names > 1:
                if id(content) in seen:
                    continue
                seen.add(id(content))
            if content.size:
                yield content.size, path, content.layer


def _first(large: tuple[int, str, int]) -> tuple[int, str]:
    return -large[0], large[1]
