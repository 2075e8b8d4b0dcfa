"""Semantic tokens: of a file, of a range, and what has changed since the last answer."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

from lsprotocol import types

from analyzer.lsp import convert
from analyzer.lsp.features.tokens import MODIFIERS, TYPES, tokens

if TYPE_CHECKING:
    from collections.abc import Iterable

    from analyzer.lsp.data import Token
    from analyzer.lsp.server import Server
    from analyzer.lsp.snapshot import Snapshot

LEGEND = types.SemanticTokensLegend(list(TYPES), list(MODIFIERS))
_TYPE = {name: number for number, name in enumerate(TYPES)}
_BIT = {name: 1 << number for number, name in enumerate(MODIFIERS)}
_EACH = 5  # numbers of one token


def register(server: Server) -> None:
    """Makes the server answer."""
    kept: dict[str, tuple[str, list[int]]] = {}  # the last answer about each file
    numbers = count(1)

    def answer(ls: Server, uri: str) -> tuple[str, list[int]] | None:
        for closed in [one for one in kept if one not in ls.documents.files]:
            del kept[closed]
        snapshot = ls.snapshot(uri)
        if snapshot is None:
            kept.pop(uri, None)
            return None
        data = encoded(snapshot, tokens(snapshot))
        if uri not in kept or kept[uri][1] != data:
            kept[uri] = str(next(numbers)), data
        return kept[uri]

    @server.feature(types.TEXT_DOCUMENT_SEMANTIC_TOKENS_FULL, LEGEND)
    def full(ls: Server, params: types.SemanticTokensParams) -> types.SemanticTokens | None:
        found = answer(ls, params.text_document.uri)
        return types.SemanticTokens(found[1], found[0]) if found is not None else None

    @server.feature(types.TEXT_DOCUMENT_SEMANTIC_TOKENS_FULL_DELTA, LEGEND)
    def delta(ls: Server, params: types.SemanticTokensDeltaParams) -> types.SemanticTokens | types.SemanticTokensDelta | None:
        before = kept.get(params.text_document.uri)
        found = answer(ls, params.text_document.uri)
        if found is None:
            return None
        if before is None or before[0] != params.previous_result_id:
            return types.SemanticTokens(found[1], found[0])
        return types.SemanticTokensDelta(difference(before[1], found[1]), found[0])

    @server.feature(types.TEXT_DOCUMENT_SEMANTIC_TOKENS_RANGE, LEGEND)
    def part(ls: Server, params: types.SemanticTokensRangeParams) -> types.SemanticTokens | None:
        snapshot = ls.snapshot(params.text_document.uri)
        if snapshot is None:
            return None
        return types.SemanticTokens(encoded(snapshot, tokens(snapshot, convert.offsets(snapshot, params.range))))


def encoded(snapshot: Snapshot, found: Iterable[Token]) -> list[int]:
    """Tokens as the protocol has them: each by how far it lies behind the one before, in units of the client."""
    place, plain = snapshot.units.place, snapshot.text.isascii()
    data: list[int] = []
    line = column = 0
    for token in found:
        start, end = token.range
        at, character = place(start)
        length = end - start if plain else place(end)[1] - character
        modifiers = sum(_BIT[name] for name in token.modifiers)
        data += [at - line, character - column if at == line else character, length, _TYPE[token.type], modifiers]
        line, column = at, character
    return data


def difference(before: list[int], after: list[int]) -> list[types.SemanticTokensEdit]:
    """One edit around all tokens that differ; none where nothing does."""
    if before == after:
        return []
    least = min(len(before), len(after))
    head = 0
    while head < least and before[head : head + _EACH] == after[head : head + _EACH]:
        head += _EACH
    tail = 0
    while (
        tail < least - head
        and before[len(before) - tail - _EACH : len(before) - tail] == (after[len(after) - tail - _EACH : len(after) - tail])
    ):
        tail += _EACH
    return [types.SemanticTokensEdit(head, len(before) - head - tail, after[head : len(after) - tail])]
