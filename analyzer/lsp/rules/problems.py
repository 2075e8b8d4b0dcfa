"""Mistakes as diagnostics: the words they are about."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from analyzer.lsp.data import Diagnostic
from analyzer.lsp.rules.nodes import beginning
from analyzer.lsp.rules.tree import LINE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from analyzer.lsp.data import Range
    from analyzer.lsp.rules.nodes import Node
    from analyzer.rules.errors import Problem

MOST = 500
_WORD = re.compile(r"[\w.$-]+|[^\w\s]")
_NAMES = re.compile(r"'([\w-]+)'")
_MEANT = re.compile(r"did you mean '([^']+)'\?")


def placed(text: str, root: Node | None, problems: Iterable[Problem]) -> list[Diagnostic]:
    """Problems as diagnostics. Where the word that was meant is known, `data` holds it as ``meant``."""
    starts = [0, *(match.end() for match in LINE.finditer(text))]
    bom = text.startswith("\ufeff")
    found: list[Diagnostic] = []
    for problem in list(problems)[:MOST]:
        line = min(problem.mark.line, len(starts)) - 1
        offset = min(starts[line] + problem.mark.column - 1 + (bom and line == 0), len(text))
        place = _named(text, word_at(text, root, offset), problem)
        meant = _MEANT.fullmatch(problem.hint)
        data = {"meant": meant[1], "fingerprint": f"{problem.code} {place[0]}"} if meant else {}
        said = f"{problem.message} ({problem.hint})" if problem.hint else problem.message
        found.append(Diagnostic(place, said, "error", problem.code, data=data))
    return found


def _named(text: str, place: Range, problem: Problem) -> Range:
    """The part of a word that the problem names: the field of ``CAPTURE.field``, the name behind ``$``."""
    written = text[slice(*place)]
    for name in _NAMES.findall(problem.message):
        found = [*re.finditer(rf"(?<![\w-]){re.escape(name)}(?![\w-])", written)] if name in written else []
        if found and name != written.strip("'\""):
            return place[0] + found[-1].start(), place[0] + found[-1].end()
    return place


def word_at(text: str, root: Node | None, offset: int) -> Range:
    """The word that begins at an offset: a key or value of the file, or a word within one; never more than a line."""
    ends = LINE.search(text, offset)
    limit = ends.start() if ends else len(text)
    node = beginning(root, offset)
    if node is not None and node.end > offset:
        return offset, min(node.end, limit)
    word = _WORD.match(text, offset, limit)
    if word is not None:
        return offset, word.end()
    if limit > offset:
        return offset, limit
    before = len(text[:offset].rstrip())
    return (before - 1, before) if before else (offset, offset)
