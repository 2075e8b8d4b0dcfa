"""The text of a half-typed instruction, continued lines joined, and the words in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.source.extract import Extract, join

if TYPE_CHECKING:
    from analyzer.lsp.data import Range


def logical_text(text: str, start: int, offset: int, escape: str) -> Extract:
    """The lines from `start` up to the cursor, as `analyzer.syntax.lines` joins them."""
    pieces: list[tuple[str, int, int]] = []
    at = start
    while True:
        end = text.find("\n", at)
        if end < 0 or offset <= end:
            pieces.append((text[at:offset], at, offset))
            return join(pieces)
        line = text[at:end].rstrip("\r")
        head = line.lstrip(" \t")
        if at == start or (head and head[0] != "#"):
            kept = line.rstrip(" \t")
            kept = kept[:-1] if kept.endswith(escape) else line
            pieces.append((kept, at, at + len(kept)))
        at = end + 1


def open_words(text: str, at: int, escape: str) -> tuple[list[Range], int]:
    """The finished words from `at` on, and where the one that is being typed begins. Quotes keep white space together."""
    words: list[Range] = []
    start, quote, index = at, "", at
    while index < len(text):
        char = text[index]
        if char == escape and quote != "'":
            index += 1
        elif quote:
            quote = "" if char == quote else quote
        elif char in "\"'":
            quote = char
        elif char in " \t\r\n":
            if index > start:
                words.append((start, index))
            start = index + 1
        index += 1
    return words, start
