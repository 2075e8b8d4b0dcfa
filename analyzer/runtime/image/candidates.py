"""Which images an archive has, and which of them is asked for."""

from __future__ import annotations

import platform
from typing import TYPE_CHECKING, Any

from analyzer.facts.references import familiar, split_reference
from analyzer.report.visible import visible
from analyzer.runtime.image.container import read
from analyzer.runtime.image.documents import a_dict, a_list, blob_name, by_descriptor, digest_of, parse, texts
from analyzer.runtime.image.model import ImageError
from analyzer.runtime.image.streams import split_digest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analyzer.runtime.image.container import Container
    from analyzer.runtime.image.limits import Limits

_MOST_INDEXES = 4  # one within the other
_MOST_IMAGES = 1_000
_SHOWN = 10
_LEAST_ID = 12  # digits of the beginning of an id
_NAMES = ("io.containerd.image.name", "org.opencontainers.image.ref.name")
_MACHINES = {"x86_64": "amd64", "aarch64": "arm64", "armv7l": "arm", "armv6l": "arm", "i686": "386", "i386": "386"}
_VARIANTS = {"armv7l": "v7", "armv6l": "v6"}


class Candidate:
    """An image of an archive.

    `config` is its configuration's bytes, `layers` pairs of file name and descriptor (None where docker save has none).
    `digests` are all that name it: of its configuration, its manifest, and the indexes above that.
    """

    def __init__(self, config: bytes, layers: list[tuple[str, dict[str, Any] | None]], digest: str | None) -> None:
        self.config = config
        self.layers = layers
        self.digest = digest
        self.id = digest_of(config)
        self.names: list[str] = []
        self.digests = [self.id] if digest is None else [self.id, digest]
        self.platform = platform_of(a_dict(parse(config, "the configuration"), "the configuration"))

    def __str__(self) -> str:
        names = ", ".join(visible(name) for name in self.names)
        return f"{names or self.id}{f' ({self.platform})' if self.platform else ''}"


def platform_of(fields: dict[str, Any]) -> str:
    """``linux/arm64/v8``, of a configuration or a descriptor's platform; empty where it does not say."""
    if not fields.get("os") or not fields.get("architecture"):
        return ""
    return visible("/".join(str(fields[key]) for key in ("os", "architecture", "variant") if fields.get(key)))


def candidates(container: Container, limits: Limits) -> list[Candidate]:
    """All images of an archive. Raises ImageError where it is none, or its two lists of images contradict each other."""
    index = read(container, "index.json", limits)
    manifest = read(container, "manifest.json", limits)
    if index is None and manifest is None:
        raise ImageError("this is no image: it has neither an index.json (OCI) nor a manifest.json (docker save)")
    saved = _saved(container, parse(manifest, "manifest.json"), limits) if manifest is not None else []
    if index is None:
        return saved
    found: dict[str, Candidate] = {}
    for candidate in _indexed(container, a_dict(parse(index, "index.json"), "index.json"), limits):
        known = found.setdefault(candidate.digest or candidate.id, candidate)
        known.names = list(dict.fromkeys(known.names + candidate.names))
        known.digests = list(dict.fromkeys(known.digests + candidate.digests))
    by_id = {candidate.id for candidate in found.values()}
    for other in saved:
        if other.id not in by_id:
            raise ImageError(f"manifest.json has an image that index.json has not: {other}")
    if manifest is not None and not saved:
        raise ImageError("manifest.json has no image, while index.json has")
    return list(found.values())


def _saved(container: Container, manifest: Any, limits: Limits) -> list[Candidate]:
    """The images of ``manifest.json`` as docker save writes it."""
    found: dict[str, Candidate] = {}
    for value in a_list(manifest, "manifest.json")[:_MOST_IMAGES]:
        fields = a_dict(value, "an image of manifest.json")
        name = fields.get("Config")
        if not isinstance(name, str) or (config := read(container, name, limits)) is None:
            raise ImageError(f"the archive lacks the configuration {visible(str(name))[:200]}")
        said = name.rpartition("/")[2].removesuffix(".json")
        if len(said) == 64 and not set(said) - set("0123456789abcdef") and digest_of(config) != f"sha256:{said}":
            raise ImageError(f"the configuration {name} is not what its digest says")
        layers: list[tuple[str, dict[str, Any] | None]]
        layers = [(layer, None) for layer in texts(fields.get("Layers"), "the layers of manifest.json")]
        candidate = found.setdefault(digest_of(config), Candidate(config, layers, None))
        candidate.names += texts(fields.get("RepoTags"), "the names of manifest.json")
    return list(found.values())


def _indexed(container: Container, index: dict[str, Any], limits: Limits) -> Iterator[Candidate]:
    """The images of an OCI index, and of those in it, as far as the archive has them."""
    work: list[tuple[dict[str, Any], tuple[str, ...], tuple[str, ...]]] = [(index, (), ())]
    seen = 0
    while work:
        listed, above, indexes = work.pop(0)
        for value in a_list(listed.get("manifests"), "the images of an index"):
            seen += 1
            if seen > _MOST_IMAGES:
                raise ImageError(f"the archive has more than the limit of {_MOST_IMAGES} manifests")
            descriptor = a_dict(value, "a descriptor")
            notes = a_dict(descriptor.get("annotations") or {}, "the annotations of a descriptor")
            names = next(((familiar(str(notes[key])),) for key in _NAMES if notes.get(key)), ()) or above
            if _attests(descriptor, notes) or container.find(blob_name(descriptor.get("digest"), "a descriptor")) is None:
                continue  # an image of many platforms is kept as far as somebody has pulled it
            content = by_descriptor(container, descriptor, "the manifest", limits)
            fields = a_dict(parse(content, "a manifest"), "a manifest")
            if "manifests" in fields:
                if len(indexes) >= _MOST_INDEXES:
                    raise ImageError(f"the archive has more than {_MOST_INDEXES} indexes one within the other")
                if "layers" in fields or "config" in fields:
                    raise ImageError("the archive has a manifest that is an index and an image at once")
                work.append((fields, names, (*indexes, str(descriptor["digest"]))))
            elif not fields.get("artifactType"):
                candidate = _of_manifest(container, fields, str(descriptor["digest"]), limits)
                candidate.names = list(names)
                candidate.digests += indexes
                yield candidate


def _attests(descriptor: dict[str, Any], notes: dict[str, Any]) -> bool:
    """It is no image but tells about one (BuildKit's attestations, OCI's artifacts)."""
    fields = a_dict(descriptor.get("platform") or {}, "a platform")
    unknown = fields.get("os") == "unknown" and fields.get("architecture") == "unknown"
    return unknown or notes.get("vnd.docker.reference.type") == "attestation-manifest" or bool(descriptor.get("artifactType"))


def _of_manifest(container: Container, manifest: dict[str, Any], digest: str, limits: Limits) -> Candidate:
    descriptor = a_dict(manifest.get("config"), f"the configuration of the manifest {digest}")
    config = by_descriptor(container, descriptor, "the configuration", limits)
    layers: list[tuple[str, dict[str, Any] | None]] = []
    for value in a_list(manifest.get("layers"), "the layers of a manifest"):
        layer = a_dict(value, "a layer of a manifest")
        layers.append((blob_name(layer.get("digest"), "a layer of a manifest"), layer))
    return Candidate(config, layers, digest)


def choose(found: list[Candidate], reference: str) -> Candidate:
    """The image that is asked for; without a reference the only one. Raises ImageError that names those there are."""
    fitting = [candidate for candidate in found if not reference or fits(candidate, reference)]
    if not fitting:
        raise ImageError(
            f"the archive has no image {visible(reference)}; it has {_listed(found)}" if found else "the archive has no image"
        )
    if len({tuple(sorted(candidate.names)) for candidate in fitting}) > 1 and not reference:
        raise ImageError(f"the archive has several images; say which: {_listed(fitting)}")
    if len(fitting) > 1:
        fitting = _of_this_machine(fitting) or fitting
    if len(fitting) > 1:
        raise ImageError(f"the archive has several images that fit; say which: {_listed(fitting)}")
    return fitting[0]


def _listed(found: list[Candidate]) -> str:
    more = f" and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
    return "; ".join(str(candidate) for candidate in found[:_SHOWN]) + more


def _of_this_machine(found: list[Candidate]) -> list[Candidate]:
    machine = platform.machine().lower()
    wanted = f"linux/{_MACHINES.get(machine, machine)}"
    fitting = [candidate for candidate in found if f"{candidate.platform}/".startswith(f"{wanted}/")]
    exact = [candidate for candidate in fitting if candidate.platform == f"{wanted}/{_VARIANTS.get(machine, '')}"]
    return exact or fitting


def fits(candidate: Candidate, reference: str) -> bool:
    """A reference means an image: by a name of it, by its id or the beginning of that, by its digest."""
    bare = reference.removeprefix("sha256:")
    hexadecimal = len(bare) >= _LEAST_ID and not set(bare) - set("0123456789abcdef")
    if hexadecimal and any(digest.startswith(f"sha256:{bare}") for digest in candidate.digests):
        return True
    asked = split_reference(reference)
    if asked.digest:
        return asked.digest in candidate.digests
    for name in candidate.names:
        known = split_reference(name)
        if name == reference or (known.name, known.tag or "latest") == (asked.name, asked.tag or "latest"):
            return True
    return False


def layer_digest(descriptor: dict[str, Any], where: str) -> str:
    """The digest of a layer as it lies in the archive. Raises ImageError where it is none."""
    digest = descriptor.get("digest")
    split_digest(digest, where)
    return str(digest)
