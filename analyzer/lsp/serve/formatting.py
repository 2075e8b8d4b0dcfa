"""Laying files out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

from analyzer.lsp import convert
from analyzer.lsp.features.formatting import format_file, format_line, format_ranges

if TYPE_CHECKING:
    from collections.abc import Sequence

    from analyzer.lsp.server import Server


def register(server: Server) -> None:
    """Makes the server answer."""

    @server.feature(types.TEXT_DOCUMENT_FORMATTING)
    def whole(ls: Server, params: types.DocumentFormattingParams) -> list[types.TextEdit]:
        snapshot = ls.snapshot(params.text_document.uri)
        if snapshot is None:
            return []
        return [convert.edit(snapshot, each) for each in format_file(snapshot, ls.configured.style(snapshot.path))]

    def of_ranges(ls: Server, uri: str, ranges: Sequence[types.Range]) -> list[types.TextEdit]:
        snapshot = ls.snapshot(uri)
        if snapshot is None:
            return []
        places = [convert.offsets(snapshot, each) for each in ranges]
        return [convert.edit(snapshot, each) for each in format_ranges(snapshot, places, ls.configured.style(snapshot.path))]

    @server.feature(types.TEXT_DOCUMENT_RANGE_FORMATTING, types.DocumentRangeFormattingOptions(ranges_support=True))
    def part(ls: Server, params: types.DocumentRangeFormattingParams) -> list[types.TextEdit]:
        return of_ranges(ls, params.text_document.uri, [params.range])

    @server.feature(types.TEXT_DOCUMENT_RANGES_FORMATTING)
    def parts(ls: Server, params: types.DocumentRangesFormattingParams) -> list[types.TextEdit]:
        return of_ranges(ls, params.text_document.uri, params.ranges)

    @server.feature(types.TEXT_DOCUMENT_ON_TYPE_FORMATTING, types.DocumentOnTypeFormattingOptions("\n"))
    def line(ls: Server, params: types.DocumentOnTypeFormattingParams) -> list[types.TextEdit]:
        snapshot = ls.snapshot(params.text_document.uri)
        if snapshot is None or params.ch != "\n":
            return []
        offset = convert.offset(snapshot, params.position)
        return [convert.edit(snapshot, each) for each in format_line(snapshot, offset, ls.configured.style(snapshot.path))]
