"""The JSON documents of an image: read with limits, and held to the forms that the specifications give them."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from analyzer.runtime.image.container import read
from analyzer.runtime.image.model import ImageError
from analyzer.runtime.image.streams import split_digest

if TYPE_CHECKING:
    from analyzer.runtime.image.container import Container
    from analyzer.runtime.image.limits import Limits


def parse(content: bytes, name: str) -> Any:
    """The value of a document. Raises ImageError where it is no JSON."""
    try:
        return json.loads(content)
    except (ValueError, RecursionError) as error:
        raise ImageError(f"{name} is no JSON: {error}") from error


def a_dict(value: Any, where: str) -> dict[str, Any]:
    """An object. Raises ImageError where it is none."""
    if not isinstance(value, dict):
        raise ImageError(f"{where} is no object")
    return value


def a_list(value: Any, where: str) -> list[Any]:
    """An array, or nothing. Raises ImageError where it is neither."""
    if value is None:
        return []
    if not isinstance(value, list):
        raise ImageError(f"{where} is no list")
    return value


def texts(value: Any, where: str) -> list[str]:
    """An array of strings. Raises ImageError where it is none."""
    found = a_list(value, where)
    if not all(isinstance(text, str) for text in found):
        raise ImageError(f"{where} is no list of strings")
    return found


def digest_of(content: bytes) -> str:
    """What names a document by its content."""
    return "sha256:" + hashlib.sha256(content).hexdigest()


def blob_name(digest: Any, where: str) -> str:
    """Where an OCI layout keeps what has a digest."""
    algorithm, value = split_digest(digest, where)
    return f"blobs/{algorithm}/{value}"


def by_descriptor(container: Container, descriptor: dict[str, Any], what: str, limits: Limits) -> bytes:
    """The document that a descriptor leads to. Raises ImageError where it is not there, or another."""
    digest = descriptor.get("digest")
    name = blob_name(digest, what)
    content = read(container, name, limits)
    if content is None:
        raise ImageError(f"the archive lacks {what} {digest}")
    algorithm, value = split_digest(digest, what)
    if hashlib.new(algorithm, content, usedforsecurity=False).hexdigest() != value:
        raise ImageError(f"{what} {digest} is not what its digest says")
    if "size" in descriptor and descriptor["size"] != len(content):
        raise ImageError(f"{what} {digest} has not the size that its descriptor says")
    return content
