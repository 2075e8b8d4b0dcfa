"""Proposals for what is being typed in a YAML file."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from analyzer.lsp.data import Completion
from analyzer.lsp.rules.known import Known
from analyzer.lsp.rules.nodes import Items, Keys, Text, way
from analyzer.lsp.rules.shapes import ANY, Template, at
from analyzer.lsp.rules.templates import template_words
from analyzer.lsp.rules.tree import LINE, tree

if TYPE_CHECKING:
    from collections.abc import Iterable

    from analyzer.lsp.data import Range
    from analyzer.lsp.rules.document import RuleFile
    from analyzer.lsp.rules.nodes import Step
    from analyzer.lsp.rules.shapes import Entry, Shape, Word

MARK = "\ue000"  # stands at the cursor while the parts of the file are made out
_PLAIN = re.compile(r"[\w.$/][\w.$/ -]*")
_COLON = re.compile(r"[\"']?[ \t]*:(?:\s|$)")


class _Typed(NamedTuple):
    """The text at the cursor: what it takes the place of, its way, and the mapping it is a key of."""

    text: Text
    range: Range
    steps: list[Step]
    mapping: Keys | None


def completions(file: RuleFile, offset: int, *, snippets: bool = False) -> list[Completion]:
    """What can stand at a place."""
    marked = file.text[:offset] + MARK + file.text[offset:]
    root = tree(marked)
    steps, mapping, touched = way(root, offset + 1)
    if touched is None or MARK not in touched.text or touched.style in ("|", ">"):
        return []
    begin = touched.start + (1 if touched.style else 0)
    typed = _Typed(touched, (begin, max(offset, _end(file.text, touched))), steps, mapping)
    known = Known(root, file.folder, file.text)
    if mapping is not None:
        return _keys(file, known, typed)
    shape = at(file.shape, known, steps) or ANY
    if isinstance(shape, Template):
        return template_words(known, file.text, offset, touched.start)
    return [*_values(known, shape, typed), *_opened(file, known, shape, typed, snippets)]


def _end(text: str, touched: Text) -> int:
    """The end, in the text without the mark, of the word that is replaced: no further than its line."""
    end = LINE.search(text, touched.start)
    stop = min(touched.end - 1, end.start() if end else len(text))
    closed = touched.style and stop > touched.start + 1 and text[stop - 1] == touched.style
    return stop - 1 if closed else stop


def _keys(file: RuleFile, known: Known, typed: _Typed) -> list[Completion]:
    """Keys of the mapping that are not there yet."""
    mapping = typed.mapping
    assert mapping is not None, "a key stands in a mapping"
    shape = at(file.shape, known, typed.steps) or ANY
    there = {key.text for key, _ in mapping.entries if key is not typed.text}
    colon = "" if _COLON.match(file.text, typed.range[1]) or typed.text.style else ": "
    return [_key(entry, typed.range, entry.name + colon) for entry in shape.entries(known, mapping) if entry.name not in there]


def _key(entry: Entry, place: Range, text: str, *, snippet: bool = False) -> Completion:
    sort = "0" if entry.detail == "required" else "2" if entry.kind in ("operator", "keyword") else "1"
    return Completion(entry.name, place, text, entry.kind, entry.detail, entry.doc, snippet=snippet, sort=f"{sort}{entry.name}")


def _values(known: Known, shape: Shape, typed: _Typed) -> list[Completion]:
    """Words that can stand as the value; in a list those that are not in it yet."""
    there: set[str] = set()
    if typed.steps and isinstance(items := typed.steps[-1][0], Items):
        there = {item.text for item in items.items if isinstance(item, Text) and item is not typed.text}
    words: Iterable[Word] = shape.words(known)
    return [
        Completion(word.text, typed.range, _quoted(word.text, typed), word.kind, word.detail, word.doc)
        for word in words
        if word.text not in there
    ]


def _quoted(text: str, typed: _Typed) -> str:
    if typed.text.style or (_PLAIN.fullmatch(text) and not text.endswith(" ")):
        return text
    return "'" + text.replace("'", "''") + "'"


def _opened(file: RuleFile, known: Known, shape: Shape, typed: _Typed, snippets: bool) -> list[Completion]:
    """Keys of a mapping that begins here: on a line of its own, or in braces."""
    if typed.text.style:
        return []
    mapping = Keys(typed.range[0], False)
    entries = shape.entries(known, mapping)
    ends = [match.end() for match in LINE.finditer(file.text, 0, typed.range[0])]
    before = file.text[ends[-1] if ends else 0 : typed.range[0]]
    if not before.strip(" \t-\ufeff") and (not typed.steps or not isinstance(typed.steps[-1][0], Items) or "-" in before):
        return [_key(entry, typed.range, f"{entry.name}: ") for entry in entries]
    if not snippets:
        return [_key(entry, typed.range, f"{{{entry.name}: }}") for entry in entries]
    return [_key(entry, typed.range, f"{{{entry.name}: $1}}", snippet=True) for entry in entries]
