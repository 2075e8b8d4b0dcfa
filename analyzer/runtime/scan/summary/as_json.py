"""The summary as JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from analyzer.runtime.scan.summary.gather import Data


def render(data: Data) -> str:
    """The data, in ASCII."""
    return json.dumps(data, indent=2, ensure_ascii=True) + "\n"
