"""What an image is, without any scanner: its files, packages, accounts and configuration, read in one pass over its layers."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from analyzer.runtime.image.model import Image
    from analyzer.runtime.operation import Operation
    from analyzer.runtime.requests import ScanRequest
    from analyzer.runtime.scan.model import Scan


def scan(image: Image, archive: str, request: ScanRequest, operation: Operation) -> Scan:
    """Looks at an image as `request` asks for; `archive` is where it lies. Raises StoppedError."""
    from analyzer.runtime.scan.posture.assessment import assess

    return assess(image, operation, advisories=request.advisories, oldest=request.oldest_database)
