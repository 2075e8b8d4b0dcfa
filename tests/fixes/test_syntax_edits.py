"""Edits of names, ports, stages, arrays and the like: text, place, edit, parameters and the text afterwards, None: not made."""

from __future__ import annotations

import pytest

CASES: list[tuple[str, str, str, dict[str, str], str | None]] = [
]
