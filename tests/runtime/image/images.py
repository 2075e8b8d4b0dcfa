"""Images for the tests, made byte by byte: layers, and the archives that hold them."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import tarfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

BLOCK = 512


def digest(content: bytes) -> str:
    return "sha256:" + hashlib.sha256(content).hexdigest()


def header(
    name: bytes,
    kind: bytes = b"0",
    size: int | bytes = 0,
    *,
    mode: int | bytes = 0o644,
    link: bytes = b"",
    magic: bytes = b"ustar\x0000",
    prefix: bytes = b"",
    checksum: bytes | None = None,
) -> bytes:
    """A header block with whatever it is given, right or wrong."""

    def octal(value: int | bytes, width: int) -> bytes:
        return value if isinstance(value, bytes) else b"%0*o\0" % (width - 1, value)

    parts = [name.ljust(100, b"\0"), octal(mode, 8), octal(0, 8), octal(0, 8), octal(size, 12), octal(0, 12)]
    parts += [b" " * 8, kind, link.ljust(100, b"\0"), magic, b"\0" * 80, prefix.ljust(155, b"\0")]
    block = b"".join(parts).ljust(BLOCK, b"\0")
    assert len(block) == BLOCK
    said = b"%06o\0 " % sum(block) if checksum is None else checksum
    return block[:148] + said + block[156:]


def padded(content: bytes) -> bytes:
    return content + b"\0" * (-len(content) % BLOCK)


def pax(*records: tuple[bytes, bytes], kind: bytes = b"x") -> bytes:
    """A PAX header with its records."""
    content = b""
    for key, value in records:
        rest = b" " + key + b"=" + value + b"\n"
        length = len(rest) + 1
        while len(b"%d" % length) + len(rest) != length:
            length += 1
        content += b"%d" % length + rest
    return header(b"PaxHeaders/x", kind, len(content)) + padded(content)


def long(name: bytes, kind: bytes) -> bytes:
    """GNU's header for a long name (L) or link (K)."""
    return header(b"././@LongLink", kind, len(name) + 1, magic=b"ustar  \0") + padded(name + b"\0")


def file(name: bytes, content: bytes = b"", **more: Any) -> bytes:
    return header(name, size=len(content), **more) + padded(content)


END = b"\0" * 2 * BLOCK


@dataclass
class Item:
    """An entry as Python's own tarfile writes it."""

    path: str
    content: bytes = b""
    kind: bytes = tarfile.REGTYPE
    link: str = ""
    mode: int = 0o644


def folder(path: str, mode: int = 0o755) -> Item:
    return Item(path, kind=tarfile.DIRTYPE, mode=mode)


def symlink(path: str, link: str) -> Item:
    return Item(path, kind=tarfile.SYMTYPE, link=link)


def hardlink(path: str, link: str) -> Item:
    return Item(path, kind=tarfile.LNKTYPE, link=link)


def tar(*items: Item, form: int = tarfile.PAX_FORMAT) -> bytes:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w", format=form, errors="surrogateescape") as archive:
        for item in items:
            info = tarfile.TarInfo(item.path)
            info.type, info.linkname, info.mode, info.size = item.kind, item.link, item.mode, len(item.content)
            archive.addfile(info, io.BytesIO(item.content))
    return made.getvalue()


@dataclass
class Made:
    """An image to be written in any of the forms. `packed` are its layers as they are stored."""

    layers: list[bytes]
    names: list[str] = field(default_factory=lambda: ["app:1"])
    history: list[dict[str, Any]] | None = None
    os: str = "linux"
    architecture: str = "amd64"
    variant: str = ""
    packed: list[bytes] = field(default_factory=list)
    diff_ids: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.packed = self.packed or self.layers
        self.diff_ids = self.diff_ids or [digest(layer) for layer in self.layers]

    def compressed(self) -> Made:
        self.packed = [gzip.compress(layer, 1) for layer in self.layers]
        return self

    @property
    def config(self) -> bytes:
        fields: dict[str, Any] = {"os": self.os, "architecture": self.architecture, "config": {}}
        if self.variant:
            fields["variant"] = self.variant
        if self.history is not None:
            fields["history"] = self.history
        return json.dumps({**fields, "rootfs": {"type": "layers", "diff_ids": self.diff_ids}}).encode()

    @property
    def id(self) -> str:
        return digest(self.config)

    @property
    def manifest(self) -> bytes:
        kind = "application/vnd.oci.image."
        layers = [{"mediaType": f"{kind}layer.v1.tar", "digest": digest(p), "size": len(p)} for p in self.packed]
        config = {"mediaType": f"{kind}config.v1+json", "digest": self.id, "size": len(self.config)}
        manifest = {"schemaVersion": 2, "mediaType": f"{kind}manifest.v1+json", "config": config, "layers": layers}
        return json.dumps(manifest).encode()

    def descriptor(self, **more: Any) -> dict[str, Any]:
        return {"digest": digest(self.manifest), "size": len(self.manifest), **more}

    def blobs(self) -> dict[str, bytes]:
        return {blob(content): content for content in (self.config, self.manifest, *self.packed)}


def blob(content: bytes) -> str:
    return "blobs/sha256/" + hashlib.sha256(content).hexdigest()


def saved_old(*images: Made) -> dict[str, bytes]:
    """What docker save wrote before 25."""
    files: dict[str, bytes] = {}
    manifest = []
    for made in images:
        layers = []
        for index, layer in enumerate(made.packed):
            name = f"{hashlib.sha256(made.config + bytes([index])).hexdigest()}/layer.tar"
            files[name] = layer
            layers.append(name)
        config = f"{made.id.removeprefix('sha256:')}.json"
        files[config] = made.config
        manifest.append({"Config": config, "RepoTags": made.names or None, "Layers": layers})
    return {**files, "manifest.json": json.dumps(manifest).encode(), "repositories": b"{}"}


def saved_new(*images: Made) -> dict[str, bytes]:
    """What docker save writes since 25: an OCI layout, and the manifest.json of old."""
    files = layout(*images)
    manifest = [
        {"Config": blob(made.config), "RepoTags": made.names or None, "Layers": [blob(layer) for layer in made.packed]}
        for made in images
    ]
    return {**files, "manifest.json": json.dumps(manifest).encode()}


def layout(*images: Made) -> dict[str, bytes]:
    """An OCI layout."""
    files: dict[str, bytes] = {"oci-layout": b'{"imageLayoutVersion": "1.0.0"}'}
    descriptors = []
    for made in images:
        files |= made.blobs()
        for name in made.names or [""]:
            notes = {"io.containerd.image.name": f"docker.io/library/{name}", "org.opencontainers.image.ref.name": "1"}
            descriptors.append(made.descriptor(annotations=notes if name else {}))
    return {**files, "index.json": index(*descriptors)}


def index(*descriptors: dict[str, Any]) -> bytes:
    return json.dumps({"schemaVersion": 2, "manifests": list(descriptors)}).encode()


def write_tar(path: Path, files: dict[str, bytes]) -> str:
    path.write_bytes(tar(*(Item(name, content) for name, content in files.items())))
    return str(path)


def write_folder(path: Path, files: dict[str, bytes]) -> str:
    for name, content in files.items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_bytes(content)
    return str(path)


def image_of(path: Path, *layers: bytes, **more: Any) -> str:
    """An archive in docker save's old form with these layers."""
    return write_tar(path, saved_old(Made(list(layers), **more)))
