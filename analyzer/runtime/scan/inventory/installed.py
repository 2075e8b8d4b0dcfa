"""A package as its manager's own records tell it."""

from __future__ import annotations

from dataclasses import dataclass


class InventoryError(Exception):
    """Records of packages cannot be read: what is wrong with them."""


@dataclass(frozen=True, slots=True)
class Installed:
    """A package in the records of its manager (`type` as in package URLs).

    `source` and `source_version` name the source package, empty where nothing tells. `licences` is None where nothing tells.
    `epoch` is that of an rpm; other versions hold their own.
    """

    name: str
    version: str
    type: str
    arch: str = ""
    source: str = ""
    source_version: str = ""
    licences: tuple[str, ...] | None = None
    epoch: str = ""

    @property
    def key(self) -> tuple[str, str, str]:
        """What tells it from the other packages of a database."""
        return self.name, self.version, self.arch


def one_line(text: str, what: str) -> str:
    """A name or version that can be shown and compared. Raises InventoryError."""
    if not text or len(text) > 300 or not text.isprintable() or " " in text:
        raise InventoryError(f"{text[:60]!r} is no {what}")
    return text
