"""What an image holds, and in what two images differ beyond what a fix's effect allows.

An image is its files, by path, and its configuration. Times are left out, and so is the content of files that differ between
any two builds (`VOLATILE`); that those files are there, and their rights, counts, unless time is in their names, too.
"""

from __future__ import annotations

import fnmatch
import hashlib
import tarfile
from collections.abc import Iterable
from dataclasses import dataclass
from typing import IO, Any

VOLATILE = (
    *("/var/log/*", "/var/cache/ldconfig/aux-cache", "/var/cache/apt/*.bin", "/var/cache/debconf/*", "/var/lib/dpkg/*-old"),
    *("/etc/resolv.conf", "/etc/hostname", "/etc/hosts", "/etc/machine-id", "/var/lib/apt/lists/*", "/root/.npm/_*"),
    *("/root/.cache/pip/*", "/var/lib/systemd/catalog/database"),
)
CACHES = (  # where package managers keep what only a further run of them would use
    *("/var/lib/apt/lists", "/var/cache/apt", "/var/cache/debconf", "/var/cache/apk", "/var/cache/dnf", "/var/cache/yum"),
    *("/var/cache/zypp", "/var/cache/pacman", "/root/.cache", "/root/.npm", "/usr/local/share/.cache", "/root/.gem"),
)
CONFIG = (
    *("Env", "Cmd", "Entrypoint", "WorkingDir", "User", "ExposedPorts", "Volumes", "Labels", "Healthcheck", "Shell"),
    *("StopSignal", "OnBuild", "Author", "Os", "Architecture"),
)
METADATA = ("Labels", "Author")
NAMED_BY_TIME = ("/root/.npm/_logs/*",)
_PYC_HEADER = 16  # it holds the time of the source file


@dataclass(frozen=True)
class Entry:
    """A file, folder, link or device of an image. `content` is a digest, or where a link leads."""

    kind: str
    mode: int
    owner: tuple[int, int]
    size: int
    content: str

    def differences(self, other: Entry) -> list[str]:
        """What differs, by name."""
        return [name for name in ("kind", "mode", "owner", "size", "content") if getattr(self, name) != getattr(other, name)]


@dataclass(frozen=True)
class Image:
    """What is compared of an image."""

    files: dict[str, Entry]
    config: dict[str, Any]


def files_of(stream: IO[bytes]) -> dict[str, Entry]:
    """The files of the tar archive that an engine exports of a container."""
    found: dict[str, Entry] = {}
    with tarfile.open(fileobj=stream, mode="r|") as archive:
        for member in archive:
            path = "/" + member.name.removeprefix("./").strip("/")
            if _is_one_of(path, NAMED_BY_TIME):
                continue
            owner = (member.uid, member.gid)
            if member.islnk():
                found[path] = found["/" + member.linkname.removeprefix("./").strip("/")]
                continue
            size, content = 0, ""
            if member.isreg():
                kind = "file"
                if not _is_one_of(path, VOLATILE):
                    size, content = member.size, _digest(path, archive.extractfile(member))
            elif member.issym():
                kind, content = "link", member.linkname
            elif member.isdir():
                kind = "folder"
            else:
                kind, content = "device", f"{member.type!r} {member.devmajor}:{member.devminor}"
            found[path] = Entry(kind, member.mode, owner, size, content)
    return found


def config_of(inspected: dict[str, Any]) -> dict[str, Any]:
    """The configuration, from what an engine tells of an image; what is empty is as good as absent."""
    given = {**inspected.get("Config", {}), **{name: inspected.get(name) for name in ("Author", "Os", "Architecture")}}
    config = {name: given.get(name) or None for name in CONFIG}
    if config["Env"] is not None:
        config["Env"] = dict(variable.partition("=")[::2] for variable in config["Env"])
    return config


def differences(effects: Iterable[str], before: Image, after: Image, gone: Iterable[str] = ()) -> list[str]:
    """In what the image after a fix is another one than its effects allow; one line each, none where it is as declared.

    `gone` are the folders, or patterns of files, whose content a ``cleanup`` may remove.
    """
    allowed = set(effects)
    assert "image" not in allowed, "what may change the image cannot be compared"
    lines = []
    for name in CONFIG:
        old, new = before.config[name], after.config[name]
        if name == "OnBuild" and "metadata" in allowed:
            old, new = ([each for each in steps or () if not each.upper().startswith("LABEL")] for steps in (old, new))
        if old != new and not (name in METADATA and "metadata" in allowed):
            lines.append(f"{name}: {old!r} -> {new!r}")
    removable = tuple(gone) if "cleanup" in allowed else ()
    for path in sorted(before.files.keys() | after.files.keys()):
        was, now = before.files.get(path), after.files.get(path)
        if was is None:
            lines.append(f"{path}: added")
        elif now is None:
            if not _is_below(path, removable):
                lines.append(f"{path}: gone")
        elif changed := was.differences(now):
            lines.append(f"{path}: {', '.join(changed)} changed")
    return lines


def removed(before: Image, after: Image) -> list[str]:
    """The paths that are gone."""
    return sorted(before.files.keys() - after.files.keys())


def is_cache(path: str) -> bool:
    """It is one of the places where package managers keep their indexes and caches, or lies in one."""
    return any(path == cache or path.startswith(cache + "/") for cache in CACHES)


def _is_below(path: str, places: Iterable[str]) -> bool:
    return any(path.startswith(place + "/") or path == place or fnmatch.fnmatch(path, place) for place in places)


def _is_one_of(path: str, patterns: Iterable[str]) -> bool:
    return any(fnmatch.fnmatch(path, pattern) for pattern in patterns)


def _digest(path: str, content: IO[bytes] | None) -> str:
    assert content is not None
    digest = hashlib.sha256()
    if path.endswith(".pyc"):
        content.read(_PYC_HEADER)
    while piece := content.read(1 << 20):
        digest.update(piece)
    return digest.hexdigest()
