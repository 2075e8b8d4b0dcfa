"""Texts with ``{CAPTURE.field}`` in them: messages, labels and what edits write."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from analyzer.lsp.data import Completion

if TYPE_CHECKING:
    from analyzer.lsp.data import Range
    from analyzer.lsp.rules.known import Known

_TYPED = re.compile(r"(?<!\{)\{([A-Za-z0-9_]*)(?:\.([\w-]*))?$")
_REFERENCE = re.compile(r"(?<!\{)\{([A-Z0-9_]+)(?:\.([\w-]+))?[^{}]*\}")


def template_words(known: Known, text: str, offset: int, start: int) -> list[Completion]:
    """The captures, or the fields of one, where a brace is open at a place of a text that begins at `start`."""
    line = max(start, text.rfind("\n", 0, offset) + 1)
    typed = _TYPED.search(text[line:offset])
    if typed is None:
        return []
    rest = re.compile(r"[\w-]*").match(text, offset)
    end = rest.end() if rest else offset
    close = "" if text[end : end + 1] in ("}", ".", "?") else "}"
    if typed[2] is None:
        words, begin = known.capture_words(), offset - len(typed[1])
        close = ""
    else:
        words, begin = known.fields_of(typed[1]), offset - len(typed[2])
    return [Completion(word.text, (begin, end), word.text + close, word.kind, word.detail, word.doc) for word in words]


def reference_at(text: str, offset: int, start: int, end: int) -> tuple[Range, str, str] | None:
    """(range, capture, field) of the reference that a place in a text from `start` to `end` lies in."""
    for found in _REFERENCE.finditer(text, start, end):
        if found.start() <= offset <= found.end():
            return (found.start(), found.end()), found[1], found[2] or ""
    return None
