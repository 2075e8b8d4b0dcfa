"""Images made of the files that a test names, as docker save writes them."""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from analyzer.runtime.image.archive import open_image
from analyzer.runtime.image.model import Image

KINDS = {"file": tarfile.REGTYPE, "directory": tarfile.DIRTYPE, "symlink": tarfile.SYMTYPE, "hardlink": tarfile.LNKTYPE}


@dataclass(frozen=True)
class Member:
    """Something in a layer. A whiteout is a file with its name."""

    path: str
    data: bytes = b""
    mode: int = 0o644
    kind: str = "file"
    link: str = ""


@dataclass
class Step:
    """A layer and how it was made; without members it is a step that makes none."""

    members: list[Member] = field(default_factory=list)
    created_by: str = "RUN /bin/sh -c true # buildkit"


def put(path: str, text: str | bytes = "", mode: int = 0o644) -> Member:
    return Member(path, text.encode() if isinstance(text, str) else text, mode)


def folder(path: str, mode: int = 0o755) -> Member:
    return Member(path, mode=mode, kind="directory")


def symlink(path: str, target: str) -> Member:
    return Member(path, kind="symlink", link=target, mode=0o777)


def hardlink(path: str, target: str, mode: int = 0o644) -> Member:
    return Member(path, kind="hardlink", link=target, mode=mode)


def gone(path: str) -> Member:
    head, slash, name = path.rpartition("/")
    return Member(f"{head}{slash}.wh.{name}")


def opaque(path: str) -> Member:
    return Member(f"{path}/.wh..wh..opq")


def layer_of(members: list[Member]) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.PAX_FORMAT) as tar:
        for member in members:
            info = tarfile.TarInfo(member.path)
            info.type, info.mode, info.linkname = KINDS[member.kind], member.mode, member.link
            info.size = len(member.data)
            tar.addfile(info, io.BytesIO(member.data))
    return buffer.getvalue()


def image_of(tmp_path: Path, steps: list[Step | list[Member]], config: dict[str, Any] | None = None, **more: Any) -> Image:
    """An image with a layer for each step, read from an archive. `config` is what containers are started with."""
    made = [step if isinstance(step, Step) else Step(step) for step in steps]
    layers = [layer_of(step.members) for step in made if step.members]
    digests = [hashlib.sha256(layer).hexdigest() for layer in layers]
    document = {
        "architecture": "amd64",
        "os": "linux",
        "created": "2026-01-02T03:04:05Z",
        "config": {"User": "app", "Healthcheck": {"Test": ["CMD", "true"]}} if config is None else config,
        "rootfs": {"type": "layers", "diff_ids": [f"sha256:{digest}" for digest in digests]},
        "history": [{"created_by": step.created_by} | ({} if step.members else {"empty_layer": True}) for step in made],
        **more,
    }
    encoded = json.dumps(document).encode()
    identity = hashlib.sha256(encoded).hexdigest()
    manifest = [{"Config": f"{identity}.json", "RepoTags": ["planted:1"], "Layers": [f"{digest}.tar" for digest in digests]}]
    path = tmp_path / f"{identity[:12]}.tar"
    content = {f"{identity}.json": encoded, "manifest.json": json.dumps(manifest).encode()}
    content |= {f"{digest}.tar": layer for digest, layer in zip(digests, layers, strict=True)}
    with tarfile.open(path, "w") as tar:
        for name, data in content.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
    return open_image(str(path))
