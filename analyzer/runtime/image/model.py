"""An image and its layers, as they are read. Reading and its limits are `analyzer.runtime.image.archive`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

KINDS = ("file", "directory", "symlink", "hardlink", "character", "block", "fifo", "whiteout", "opaque")


class ImageError(Exception):
    """An image cannot be read: what is wrong with it, and where."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What a layer says of a path: `path` has no leading slash, no ``.`` and no ``..``; `kind` is one of KINDS.

    A whiteout names the path it takes away, an opaque mark the directory whose lower content it hides (OCI image specification,
    layer.md). `size` is in bytes, of files alone; `link` is where a link leads, as written.
    """

    path: str
    kind: str
    size: int = 0
    mode: int = 0
    uid: int = 0
    gid: int = 0
    mtime: int = 0
    link: str = ""


class LayerEntry(Protocol):
    """An entry while its layer is being read."""

    entry: Entry

    def content(self, most: int) -> bytes:
        """The first `most` bytes of a file. Only until the next entry is asked for."""


@dataclass(slots=True)
class Layer:
    """One layer. `index` counts from 0, from the base up.

    `diff_id` is the digest of its uncompressed tar, `created_by` what its history says, `line` (from 1) that of the
    Dockerfile's instruction that made it, where it could be told.
    """

    index: int
    diff_id: str
    size: int = 0
    created_by: str = ""
    comment: str = ""
    line: int | None = None
    open: Callable[[], Iterator[LayerEntry]] = field(repr=False, default=lambda: iter(()))


@dataclass(slots=True)
class Image:
    """An image: `id` is the digest of its configuration, `digest` that of its manifest, `names` those the archive gives it.

    An engine may know it by `id`, by `digest`, or by an index that it stands in: all of them are `digests`. `config` is the
    configuration as it stands there (OCI image specification, config.md).
    """

    id: str
    config: dict[str, Any]
    layers: list[Layer]
    names: list[str] = field(default_factory=list)
    digest: str | None = None
    platform: str = ""
    digests: list[str] = field(default_factory=list)
