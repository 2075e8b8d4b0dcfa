"""The fields of ``RUN --mount``: keys that the type takes, and their values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.lsp.features.completing.images import image_references
from analyzer.lsp.features.completing.paths import paths
from analyzer.lsp.features.completing.proposing import ordered, propose
from analyzer.lsp.features.completing.stages import earlier_stages
from analyzer.lsp.knowledge.mounts import MOUNTS, keys_of, mount_key
from analyzer.source.patterns import Lazy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analyzer.facts.mounts import Mount
    from analyzer.lsp.data import Completion
    from analyzer.lsp.features.completing.place import Place

_KEY = Lazy(r"[A-Za-z]*=?")
_VALUE = Lazy(r"[^\s,\"']*")
_CACHES = {
    "/var/cache/apt": "packages of apt",
    "/var/lib/apt": "package lists of apt",
    "/var/cache/apk": "packages of apk",
    "/var/cache/dnf": "packages of dnf",
    "/var/cache/yum": "packages of yum",
    "/root/.cache/pip": "packages of pip",
    "/root/.cache/uv": "packages of uv",
    "/root/.cache/pypoetry": "packages of Poetry",
    "/root/.npm": "packages of npm",
    "/root/.local/share/pnpm/store": "packages of pnpm",
    "/usr/local/share/.cache/yarn": "packages of Yarn",
    "/go/pkg/mod": "modules of Go",
    "/root/.cache/go-build": "what Go has compiled",
    "/usr/local/cargo/registry": "crates of Cargo",
    "/root/.m2": "packages of Maven",
    "/root/.gradle": "packages of Gradle",
    "/root/.nuget/packages": "packages of NuGet",
}
_BOOLEANS = ("true", "false")


def mount_fields(place: Place, at: int) -> Iterator[Completion]:
    """What may stand in a field, the value of the flag beginning at `at`."""
    fields = place.text[at:].split(",")
    start = len(place.text) - len(fields[-1])
    given = dict(_field(field) for field in fields[:-1])
    key, equals, _ = fields[-1].partition("=")
    if equals:
        yield from _values(place, start + len(key) + 1, key, given)
        return
    type_ = given.get("type", "bind")
    known = [] if "type" in given else [each for each in (mount_key("type"),) if each is not None]
    needs = MOUNTS[type_].needs if type_ in MOUNTS else ()
    for entry in [*known, *keys_of(type_)]:
        if entry.name in given:
            continue
        bare = not entry.value or (entry.name in ("ro", "rw", "required"))
        text = entry.name if bare else entry.name + "="
        detail = f"since {entry.since}" if entry.since else ""
        rank = 1 if entry.name == "type" else 2 if entry.name in needs else 4
        doc = ("mount-key", entry.name)
        yield from propose(place, start, entry.name, "property", text=text, detail=detail, doc=doc, rank=rank, following=_KEY)


def _field(field: str) -> tuple[str, str]:
    key, _, value = field.partition("=")
    entry = mount_key(key)
    return (entry.name if entry is not None else key.lower()), value


def _values(place: Place, at: int, key: str, given: dict[str, str]) -> Iterator[Completion]:
    entry = mount_key(key)
    if entry is None:
        return
    type_ = given.get("type", "bind")
    if entry.name == "type":
        for name in MOUNTS:
            yield from propose(place, at, name, "enummember", doc=("mount", name), following=_VALUE)
    elif entry.name == "from":
        yield from earlier_stages(place, at)
        yield from image_references(place, at)
    elif entry.name == "source" and type_ == "bind" and "from" not in given:
        yield from paths(place, at)
    elif entry.name == "target":
        yield from _targets(place, at, type_)
    elif entry.name == "id":
        found = {mount.id for mount in _mounts(place) if isinstance(mount.id, str) and mount.id and mount.type == type_}
        for name in sorted(found):
            yield from propose(place, at, name, "value", following=_VALUE)
    else:
        values = entry.values or (_BOOLEANS if entry.name in ("ro", "rw", "required") else ())
        for value in values:
            yield from propose(place, at, value, "enummember", following=_VALUE)


def _targets(place: Place, at: int, type_: str) -> Iterator[Completion]:
    """The targets of the file, and for a cache where programs keep theirs."""
    used = {mount.target for mount in _mounts(place) if isinstance(mount.target, str) and mount.type == type_}
    for target in sorted(used - {""}):
        yield from propose(place, at, target, "folder", detail="used in this file", rank=1, following=_VALUE)
    known = {"cache": _CACHES, "secret": {"/run/secrets/": "where secrets lie by default"}}.get(type_, {})
    found = [
        each
        for target, detail in known.items()
        if target not in used
        for each in propose(place, at, target, "folder", detail=detail, following=_VALUE)
    ]
    yield from ordered(found, 2)


def _mounts(place: Place) -> list[Mount]:
    return [mount for step in place.around.facts.instructions for mount in step.mounts]
