"""How much of an image is read. Whoever made it may have meant to fill a memory or a day."""

from __future__ import annotations

from dataclasses import dataclass

_MIB = 1 << 20
_GIB = 1 << 30


@dataclass(frozen=True, slots=True)
class Limits:
    """What goes beyond one of these is an ImageError that names it.

    `archive_bytes` is the size of an archive that an engine writes for us, `members` the number of files in an archive,
    `document` the bytes of a manifest or configuration, `layers` their number. Of the layers, unpacked: `layer_bytes` of one,
    `image_bytes` and `entries` of all together. A compressed layer may hold `ratio` times what it takes, once it is larger than
    `unsuspicious` bytes. `header` is in bytes, of an extended header (PAX, GNU); `name` in bytes, of a path or a link's target.
    `table` is about the bytes of memory that the paths of all layers may take where they are laid one over the other.
    """

    archive_bytes: int = 64 * _GIB
    members: int = 200_000
    document: int = 8 * _MIB
    layers: int = 1_000
    entries: int = 2_000_000
    layer_bytes: int = 32 * _GIB
    image_bytes: int = 128 * _GIB
    unsuspicious: int = _GIB
    ratio: int = 250
    header: int = _MIB
    name: int = 4_096
    table: int = _GIB


DEFAULT = Limits()
