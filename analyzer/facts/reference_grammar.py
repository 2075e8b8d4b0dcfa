"""What is an image reference at all (github.com/distribution/reference, ParseNormalizedNamed)."""

from __future__ import annotations

from analyzer.facts.references import split_reference
from analyzer.source.patterns import Lazy

_PATH = Lazy(r"[a-z0-9]+(?:(?:[.]|_|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:[.]|_|__|-+)[a-z0-9]+)*)*")
_LABEL = r"[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?"
_REGISTRY = Lazy(rf"(?:{_LABEL}(?:[.]{_LABEL})*|\[[a-fA-F0-9:]+\])(?::[0-9]+)?")
_TAG = Lazy(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}")
_IMAGE_ID = Lazy(r"[a-f0-9]{64}")
_DIGEST = Lazy(r"[0-9a-f]+")
_DIGEST_LENGTHS = {"sha256": 64, "sha384": 96, "sha512": 128}
_LONGEST_NAME = 255


def is_reference(text: str) -> bool:
    """The text names an image: ``[registry/]repository[:tag][@digest]``, lower-case but for registry and tag."""
    if _IMAGE_ID.fullmatch(text):
        return False
    parts = split_reference(text)
    name = parts.repository if parts.registry is None else f"{parts.registry}/{parts.repository}"
    if len(name) > _LONGEST_NAME or not _PATH.fullmatch(parts.repository):
        return False
    if parts.registry is not None and not _REGISTRY.fullmatch(parts.registry):
        return False
    if parts.tag is not None and not _TAG.fullmatch(parts.tag):
        return False
    return is_digest(parts.digest or "") if "@" in text else True


def is_digest(text: str) -> bool:
    """The text is a digest of a known algorithm and of its length (github.com/opencontainers/go-digest)."""
    algorithm, _, value = text.partition(":")
    return len(value) == _DIGEST_LENGTHS.get(algorithm, -1) and _DIGEST.fullmatch(value) is not None
