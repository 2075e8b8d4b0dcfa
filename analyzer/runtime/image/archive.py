"""Images as docker save and OCI layouts hold them, read in place."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from analyzer.runtime.image.candidates import candidates, choose, layer_digest
from analyzer.runtime.image.container import Archive, Folder
from analyzer.runtime.image.documents import a_dict, a_list, parse, texts
from analyzer.runtime.image.layer import Spent, opener
from analyzer.runtime.image.limits import DEFAULT, Limits
from analyzer.runtime.image.model import Image, ImageError, Layer

if TYPE_CHECKING:
    from analyzer.runtime.image.candidates import Candidate
    from analyzer.runtime.image.container import Container
    from analyzer.runtime.operation import Operation

__all__ = ["Limits", "open_image"]


def open_image(path: str, *, reference: str = "", limits: Limits = DEFAULT, operation: Operation | None = None) -> Image:
    """The image of an archive: what docker save writes (old and new form), or an OCI layout, as a tar file or a folder.

    Where there are several images, `reference` says which: a name, an id, or a digest; of several platforms that of this
    machine is taken, or the only one there is. `Layer.size` is what the layer takes in the archive, packed as it is there;
    `Layer.open` reads it as a stream, from its beginning each time, and verifies its digests at its end. `Image.digest` is that
    of the manifest, None in an archive without one. `operation` may stop the reading.

    Raises ImageError where the path is no image, an image is not whole or not what its digests say, goes beyond the limits, or
    it is not clear which one is meant; so do the layers while they are read.
    """
    container = _container(path, limits, operation)
    chosen = choose(candidates(container, limits), reference)
    config = a_dict(parse(chosen.config, "the configuration"), "the configuration")
    layers = _layers(container, chosen, config, limits, operation)
    return Image(chosen.id, config, layers, chosen.names, chosen.digest, chosen.platform, chosen.digests)


def _container(path: str, limits: Limits, operation: Operation | None) -> Container:
    try:
        if os.path.isdir(path):
            return Folder(path)
        if os.path.exists(path) and not os.path.isfile(path):
            raise ImageError(f"{path} is neither a file nor a folder")
        return Archive(path, limits, operation)
    except OSError as error:
        raise ImageError(f"{path} cannot be read: {error.strerror}") from error


def _layers(
    container: Container, chosen: Candidate, config: dict[str, Any], limits: Limits, operation: Operation | None
) -> list[Layer]:
    rootfs = a_dict(config.get("rootfs") or {}, "rootfs of the configuration")
    diff_ids = texts(rootfs.get("diff_ids"), "diff_ids of the configuration")
    if len(diff_ids) != len(chosen.layers):
        raise ImageError(f"the configuration has {len(diff_ids)} layers and the manifest {len(chosen.layers)}")
    if len(diff_ids) > limits.layers:
        raise ImageError(f"the image has more than the limit of {limits.layers} layers (layers)")
    made = _made(config, len(diff_ids))
    spent = Spent(limits)
    layers = []
    for index, (diff_id, (name, descriptor)) in enumerate(zip(diff_ids, chosen.layers, strict=True)):
        blob = container.find(name)
        if blob is None:
            raise ImageError(f"the archive lacks layer {index + 1}, {name[:200]!r}")
        if descriptor is not None:
            blob.digest = layer_digest(descriptor, f"layer {index + 1}")
            if descriptor.get("size", blob.size) != blob.size:
                raise ImageError(f"layer {index + 1} has not the size that its descriptor says")
        opened = opener(blob, index, diff_id, limits, spent, operation)
        layers.append(Layer(index, diff_id, blob.size, *made[index], open=opened))
    return layers


def _made(config: dict[str, Any], count: int) -> list[tuple[str, str]]:
    """How each layer was made, and the remark to it; empty where the history has not one entry for each."""
    history = [a_dict(entry, "an entry of the history") for entry in a_list(config.get("history"), "the history")]
    filled = [entry for entry in history if not entry.get("empty_layer")]
    if len(filled) != count:
        return [("", "")] * count
    return [(str(entry.get("created_by") or ""), str(entry.get("comment") or "")) for entry in filled]
