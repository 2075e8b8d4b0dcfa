"""What is scanned, and where its layers come from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.runtime.scan.unassessed import unassessed
from analyzer.source.patterns import Lazy

if TYPE_CHECKING:
    from collections.abc import Iterable

    from analyzer.runtime.image.model import Image
    from analyzer.runtime.scan.document import Document

_DIGEST = Lazy(r"sha256:[0-9a-f]{64}")


class Subject:
    """The image that a report must be about. `reference` is the name it was asked for by."""

    __slots__ = ("_lines", "image", "reference")

    def __init__(self, image: Image, reference: str = "") -> None:
        self.image = image
        self.reference = reference or next(iter(image.names), image.id)
        self._lines: dict[str, int | None] = {}
        for layer in image.layers:
            known = self._lines.setdefault(layer.diff_id, layer.line)
            if known != layer.line:  # two instructions made the same layer: nothing tells which it was
                self._lines[layer.diff_id] = None

    def line(self, diff_id: str | None) -> int | None:
        """The line of the Dockerfile that made a layer; None where it could not be told, or where the base image did."""
        return self._lines.get(diff_id) if diff_id else None

    def layer(self, digest: str) -> str | None:
        """The diff_id that a report gives; None where it gives none."""
        return digest if _DIGEST.fullmatch(digest) else None

    def must_be(self, report: Document, told: str, diff_ids: Iterable[str]) -> None:
        """Raises OperationError where a report is about another image, by its id and its layers' diff_ids, or does not tell."""
        layers = list(diff_ids)
        if not told:
            raise report.wrong("it does not tell which image it is about")
        if told != self.image.id:
            raise unassessed(report.scanner, "wrong-image", f"its report is about {told}, not about {self.image.id}")
        own = [layer.diff_id for layer in self.image.layers]
        if layers and own and layers != own:
            raise unassessed(report.scanner, "wrong-image", "its report is about an image with other layers")
