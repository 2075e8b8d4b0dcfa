"""Loads the tables of a grammar, and builds them anew with Lark when they are missing or stale.

A table file is a marshalled tuple of plain data: the format number, the text of the grammar it was made from, the tables.
It is fresh when that text equals the grammar file byte for byte; nothing else is ever used. In an installed package, whose
files do not change, the text is empty.
"""

from __future__ import annotations

import marshal

from analyzer.grammar.driver import Parser
from analyzer.resources import built_path, grammar_path, is_packaged, read_bytes, save_built

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


FORMAT = 2
_parsers: dict[str, Parser] = {}


def parser(name: str) -> Parser:
    """The parser of ``grammars/NAME.lark``, made once a process. Raises OSError where the grammar file is missing."""
    found = _parsers.get(name)
    if found is None:
        found = _parsers[name] = Parser(load(name))
    return found


def load(name: str) -> dict[str, Any]:
    """The tables of a grammar: from disk where fresh, else built by Lark (and kept, where the folder can be written)."""
    sources = read_sources(name)
    try:
        kept = marshal.loads(read_bytes(built_path(name + ".tables")))
        if kept[0] == FORMAT and kept[1] == sources:
            tables: dict[str, Any] = kept[2]
            return tables
    except (OSError, ValueError, EOFError, TypeError, IndexError, KeyError):
        pass  # missing, cut short or of another format: built anew below
    data = build(name)
    save_built(name + ".tables", data)
    result: dict[str, Any] = marshal.loads(data)[2]
    return result


def read_sources(name: str) -> bytes:
    """The bytes of the grammar and of the grammar it imports, if any: what the tables depend on. Empty in a package."""
    if is_packaged():
        return b""
    text = read_bytes(grammar_path(name))
    mark = b"%import ."
    if mark in text:
        imported = text.split(mark, 1)[1].split(b".", 1)[0].split(b" ", 1)[0].decode()
        text += b"\x00" + read_bytes(grammar_path(imported))
    return text


def build(name: str) -> bytes:
    """The content of a fresh table file, made by Lark. Raises lark.exceptions.GrammarError and ValueError."""
    from analyzer.grammar.compiler import compile_grammar

    return marshal.dumps((FORMAT, read_sources(name), compile_grammar(grammar_path(name))), 4)
