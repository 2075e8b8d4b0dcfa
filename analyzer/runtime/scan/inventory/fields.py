"""Records made of paragraphs with a field a line: those of dpkg and apk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.runtime.scan.inventory.installed import InventoryError

if TYPE_CHECKING:
    from collections.abc import Iterator


def decoded(data: bytes) -> str:
    """Text of a database; what is no UTF-8 is replaced, for it stands in descriptions."""
    return data.decode("utf-8", "replace").replace("\r\n", "\n")


def paragraphs(text: str) -> Iterator[dict[str, str]]:
    """The paragraphs of a text, each as its fields (deb822(5)): keys in small letters, continued lines left out.

    Raises InventoryError where a line is no field.
    """
    fields: dict[str, str] = {}
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            if fields:
                yield fields
            fields = {}
        elif line[0] not in " \t":
            key, colon, value = line.partition(":")
            if not colon or not key or not key.isascii():
                raise InventoryError(f"line {number} is no field")
            fields.setdefault(key.lower(), value.strip())
    if fields:
        yield fields
