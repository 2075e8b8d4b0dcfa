"""Stages and arguments of all Dockerfiles of a workspace, by their names."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from analyzer.lint.discovery import discover
from analyzer.lsp.features.symbols import outline
from analyzer.source.text import Source
from analyzer.syntax.parse import parse_document

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from analyzer.lsp.data import Symbol

MOST_SYMBOLS, MOST_FILES, LARGEST_FILE = 200, 2000, 1 << 20
"""How many are told, how many files are read for them, and the bytes of the largest that is."""
_kept: dict[str, tuple[tuple[int, int], str, list[tuple[Symbol, str]]]] = {}


class Found:
    """A symbol in a file: its `path` or URI, the file's `text`, and the stage it stands in."""

    __slots__ = ("container", "file", "symbol", "text")

    def __init__(self, file: str, text: str, symbol: Symbol, container: str) -> None:
        self.file = file
        self.text = text
        self.symbol = symbol
        self.container = container


def workspace_symbols(files: Iterable[tuple[str, str, list[tuple[Symbol, str]]]], query: str) -> list[Found]:
    """The stages and arguments whose names hold the letters of a query in that order, the nearest first.

    `files` are (path or URI, text, named parts); at most `MOST_SYMBOLS` are told.
    """
    ranked: list[tuple[tuple[int, int], int, Found]] = []
    for file, text, parts in files:
        for symbol, container in parts:
            rank = _rank(symbol.name, query)
            if rank is not None:
                ranked.append((rank, len(ranked), Found(file, text, symbol, container)))
    return [found for _, _, found in sorted(ranked, key=lambda one: one[:2])[:MOST_SYMBOLS]]


def named_parts(text: str) -> list[tuple[Symbol, str]]:
    """The stages of a text, and its arguments with the stage each stands in."""
    found = []
    for symbol in outline(parse_document(Source(text))):
        found.append((symbol, ""))
        found += [(inner, symbol.name) for inner in symbol.children if inner.detail.split(" ", 1)[0] == "ARG"]
    return found


def dockerfiles(folders: Iterable[str]) -> Iterator[tuple[str, str, list[tuple[Symbol, str]]]]:
    """The Dockerfiles below some folders, found as on the command line, each with its text and named parts."""
    seen = dict.fromkeys(
        os.path.abspath(target.path)
        for folder in folders
        for target in discover([folder])
        if not target.error and target.inline is None and not target.describes_builds
    )
    for path in list(seen)[:MOST_FILES]:
        read = _read(path)
        if read is not None:
            yield path, *read


def _read(path: str) -> tuple[str, list[tuple[Symbol, str]]] | None:
    try:
        state = os.stat(path)
        mark = state.st_mtime_ns, state.st_size
        kept = _kept.get(path)
        if kept is not None and kept[0] == mark:
            return kept[1:]
        if state.st_size > LARGEST_FILE:
            return None
        with open(path, "rb") as file:
            text = Source.from_bytes(file.read()).text
    except OSError:
        return None
    if len(_kept) >= MOST_FILES:
        _kept.clear()
    parts = named_parts(text)
    _kept[path] = mark, text, parts
    return text, parts


def _rank(name: str, query: str) -> tuple[int, int] | None:
    """Smaller is nearer: the name itself, its beginning, a part of it, its letters; None where they do not fit."""
    name, query = name.lower(), query.lower()
    if query in name:
        return (0 if name == query else 1 if name.startswith(query) else 2), len(name)
    at = -1
    for char in query:
        at = name.find(char, at + 1)
        if at < 0:
            return None
    return 3, len(name)
