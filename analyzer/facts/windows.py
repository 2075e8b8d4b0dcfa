"""Recognising Windows images by name."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from analyzer.facts.stages import Stage

_MARKS = ("windowsservercore", "nanoserver", "windows/servercore", "windows/server", "mcr.microsoft.com/windows", "ltsc20")


def is_windows(stage: Stage) -> bool:
    """A stage that starts from an image outside the file runs Windows, as far as its FROM tells."""
    platform = stage.platform
    if isinstance(platform, str):
        return platform.lower().startswith("windows")
    if stage.image is None:
        return False
    name = stage.image.partly_resolved
    if not isinstance(name, str) or stage.image.parts is None:
        return stage.file.escape == "`"  # an image that cannot be told, in a file written for Windows paths
    return any(mark in name.lower() for mark in _MARKS)
