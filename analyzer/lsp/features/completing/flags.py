"""Flags of an instruction, and what may stand behind their ``=``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.lsp.features.completing.images import image_references
from analyzer.lsp.features.completing.mounts import mount_fields
from analyzer.lsp.features.completing.paths import paths
from analyzer.lsp.features.completing.place import FLAG
from analyzer.lsp.features.completing.proposing import ordered, propose
from analyzer.lsp.features.completing.stages import earlier_stages
from analyzer.lsp.features.completing.users import owners
from analyzer.lsp.knowledge.flags import FLAGS, flags_of
from analyzer.source.patterns import Lazy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analyzer.lsp.data import Completion
    from analyzer.lsp.features.completing.place import Place

_FLAG = Lazy(r"[A-Za-z0-9_-]*=?")
_VALUE = Lazy(r"[A-Za-z0-9/._:-]*")
_PLATFORMS = (
    *("linux/amd64", "linux/arm64", "linux/arm/v7", "linux/arm/v6", "linux/386", "linux/ppc64le", "linux/s390x"),
    *("linux/riscv64", "windows/amd64"),
)
_EXAMPLES = {
    "chmod": ("755", "644", "0500", "0444", "u=rwX,go=rX", "+x"),
    "interval": ("30s", "1m", "5m"),
    "timeout": ("3s", "10s", "30s"),
    "start-period": ("5s", "30s", "1m"),
    "start-interval": ("1s", "5s"),
    "retries": ("3", "5"),
    "checksum": ("sha256:",),
}


def flags(place: Place) -> Iterator[Completion]:
    """The flags that are not given yet, or those that may be given again."""
    if place.kind == FLAG and "=" in place.current:
        yield from _values(place)
        return
    given = {flag[2:].partition("=")[0] for flag in place.flags}
    for entry in flags_of(place.keyword):
        if entry.name in given and not entry.repeats:
            continue
        bare = entry.values == ("true", "false")
        name = f"--{entry.name}"
        detail = f"since {entry.since}" if entry.since else ""
        doc = ("flag", entry.instruction, entry.name)
        text = name if bare else name + "="
        yield from propose(place, place.at, name, "property", text=text, detail=detail, doc=doc, rank=3, following=_FLAG)


def _values(place: Place) -> Iterator[Completion]:
    name, _, _ = place.current[2:].partition("=")
    at = place.at + 2 + len(name) + 1
    entry = FLAGS.get((place.keyword, name))
    if entry is None:
        return
    if name == "mount":
        yield from mount_fields(place, at)
    elif name == "device":
        for word in ("name=", "required"):
            yield from propose(place, at + place.text[at:].rfind(",") + 1, word, "property")
    elif name == "from":
        yield from earlier_stages(place, at)
        yield from image_references(place, at)
    elif name == "chown":
        yield from owners(place, at)
    elif name == "exclude":
        yield from paths(place, at)
    elif name == "platform":
        variables = ("$BUILDPLATFORM", "$TARGETPLATFORM")
        found = (
            each for value in (*variables, *_PLATFORMS) for each in propose(place, at, value, "enummember", following=_VALUE)
        )
        yield from ordered(found, 1)
    else:
        listed = entry.values or _EXAMPLES.get(name, ())
        found = (each for value in listed for each in propose(place, at, value, "enummember", following=_VALUE))
        yield from ordered(found, 1)
