"""Text of unknown origin, made safe to show in a terminal.

A Dockerfile can hold escape sequences that repaint the screen and direction marks that reorder it. They are shown as
escapes, as are bytes that are no UTF-8.
"""

from __future__ import annotations

TAB = 4


def visible(text: str) -> str:
    """The text with everything escaped that a terminal would not show as a character; line feeds too, tabs as spaces."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(_shown(char) for char in text)


def measured(text: str, start: int, end: int) -> tuple[str, int, int]:
    """A line made visible, and the columns (from 0) that ``text[start:end]`` covers there."""
    if text.isascii() and text.isprintable():
        return text, start, end
    parts, width, first, last = [], 0, 0, 0
    for index, char in enumerate(text):
        if index == start:
            first = width
        if index == end:
            last = width
        shown = " " * (TAB - width % TAB) if char == "\t" else _shown(char)
        parts.append(shown)
        width += _width(shown)
    return "".join(parts), first if start < len(text) else width, last if end < len(text) else width


def _shown(char: str) -> str:
    if char == "\t":
        return " " * TAB
    return char if char.isprintable() else escaped(char)


def escaped(char: str) -> str:
    r"""A character as ``\xNN``, ``\uNNNN`` or ``\UNNNNNNNN``; a byte that is no UTF-8 as ``\xNN``."""
    code = ord(char)
    if 0xDC80 <= code <= 0xDCFF:
        code -= 0xDC00  # how decoding with surrogate escapes keeps that byte
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _width(text: str) -> int:
    if text.isascii():
        return len(text)
    from unicodedata import combining, east_asian_width

    return sum(0 if combining(char) else 2 if east_asian_width(char) in "WF" else 1 for char in text)
