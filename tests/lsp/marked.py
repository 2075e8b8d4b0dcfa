"""Texts with marks: ``‸`` is the cursor, ``«`` and ``»`` enclose ranges."""

from __future__ import annotations

from typing import Any

from analyzer.config.layer import Layer
from analyzer.config.policies import Policies
from analyzer.facts.providers import NOTHING
from analyzer.lsp.snapshot import Snapshot

CURSOR, BEGIN, END = "‸", "«", "»"


class Marked:
    """A text without its marks: where the `cursor` was (an offset, 0 without one), and the `ranges` by their starts."""

    def __init__(self, text: str) -> None:
        self.cursor = 0
        self.ranges: list[tuple[int, int]] = []
        plain: list[str] = []
        begun: list[int] = []
        for char in text:
            if char == CURSOR:
                self.cursor = len(plain)
            elif char == BEGIN:
                begun.append(len(plain))
            elif char == END:
                self.ranges.append((begun.pop(), len(plain)))
            else:
                plain.append(char)
        assert not begun, "a range is not closed"
        self.ranges.sort()
        self.text = "".join(plain)


def snapshot(text: str, path: str = "Dockerfile", **settings: Any) -> Snapshot:
    """A snapshot of a text without marks, judged by the default profile and these settings (``select=["ALL"]``)."""
    policies = Policies(Layer({key.replace("_", "-"): value for key, value in settings.items()}), NOTHING, search=False)
    policies.with_fixes()
    return Snapshot(f"file:///work/{path}", path, text, policies.of(path))


def opened(text: str, **settings: Any) -> tuple[Snapshot, Marked]:
    """A snapshot of a marked text, and the marks."""
    marked = Marked(text)
    return snapshot(marked.text, **settings), marked
