"""The formats of a summary."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from analyzer.runtime.scan.summary.gather import Data

FORMATS = ("text", "json", "markdown", "html")


def render(form: str, data: Data) -> str:
    """A summary in one of FORMATS."""
    assert form in FORMATS
    text: str = import_module(f"analyzer.runtime.scan.summary.as_{form}").render(data)
    return text
