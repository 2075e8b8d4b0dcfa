"""Flags in front of the arguments, and the fields of ``--mount`` and ``--device`` (split_command.go, go-csvvalue)."""

from __future__ import annotations

from analyzer.grammar.driver import GrammarError
from analyzer.source.extract import Extract, join
from analyzer.syntax.nodes import Flag, Option, Word

TYPE_CHECKING = False
if TYPE_CHECKING:
    from analyzer.grammar.driver import Parser, Tree


class FieldsError(Exception):
    """A field list that is no CSV record, in Go's words."""


def read_flag(extract: Extract, start: int, end: int, escape: str) -> Flag:
    """The flag written at ``extract.text[start:end]``; its quotes and escapes are removed."""
    raw = extract.text[start:end]
    source_start, source_end = extract.span(start, end)
    if escape in raw or '"' in raw or "'" in raw:
        extract, start = _unquoted(extract, start, end, escape), 0
        end = len(extract.text)
    text = extract.text[start:end]
    cut = text.find("=")
    name = Word(extract, start + 2, start + cut if cut >= 0 else end)
    value = Word(extract, start + cut + 1, end) if cut >= 0 else None
    return Flag(text, name, value, source_start, source_end, None)


def _unquoted(extract: Extract, start: int, end: int, escape: str) -> Extract:
    """The text without its quotes and escape characters; an escape works inside either quote."""
    text = extract.text
    pieces: list[tuple[str, int, int]] = []
    quote = ""
    at = begin = start
    while at < end:
        char = text[at]
        if char in (escape, quote) or (not quote and char in "\"'"):
            if at > begin:
                pieces.append((text[begin:at], *extract.span(begin, at)))
            begin = at + 1
            if char == escape:
                at += 1
            else:
                quote = "" if quote else char
        at += 1
    if end > begin:
        pieces.append((text[begin:end], *extract.span(begin, end)))
    return join(pieces) if pieces else Extract("", [0], [extract.origin(start)], [extract.origin(start)])


def read_options(parser: Parser, value: Word) -> list[Option]:
    """The fields of a ``--mount`` or ``--device`` value. Raises FieldsError."""
    start, end = value.at, value.at + len(value.text)
    if start == end:
        raise FieldsError("EOF")
    tree = _parse_fields(parser, value.extract, start, end)
    options: list[Option] = []
    at, field = start, None
    for token in [*(tree[3] or []), ("COMMA", end, end, None)]:
        if token[0] == "COMMA":
            options.append(_option(value.extract, field or ("FIELD", at, at, None)))
            at, field = token[2], None
        else:
            field = token
    return options


def _parse_fields(parser: Parser, extract: Extract, start: int, end: int) -> Tree:
    """The field tree. The grammar takes any order of fields and commas; two fields side by side are wrong."""
    text = extract.text[start:end]
    try:
        tree = parser.parse(extract.text, "fields", start, end)
    except GrammarError as error:
        raise _quote_error(text, error.offset - start) from None
    previous, previous_start = "", start
    for kind, begin, stop, _ in tree[3] or []:
        if kind != "COMMA" and previous not in ("", "COMMA"):
            raise _quote_error(text, previous_start - start)
        if kind == "FIELD" and '"' in extract.text[begin:stop]:
            column = extract.text.index('"', begin) - start + 1
            raise FieldsError(f'parse error on line 1, column {column}: bare " in non-quoted-field')
        previous, previous_start = kind, begin
    return tree


def _quote_error(text: str, field: int) -> FieldsError:
    """What Go says of the quoted field that starts at offset `field` and does not end well."""
    at = field + 1
    while (quote := text.find('"', at)) >= 0:
        at = quote + 1
        if not text.startswith('"', at):
            at -= 1
            break
        at += 1
    return FieldsError(f'parse error on line 1, column {at + 1}: extraneous or missing " in quoted-field')


def _option(extract: Extract, token: Tree) -> Option:
    """The option of a field token; a doubled quote in a quoted field stands for one."""
    kind, start, end, _ = token
    source_start, source_end = extract.span(start, end)
    if kind == "QUOTED_FIELD":
        if '""' in extract.text[start + 1 : end - 1]:
            extract, start, end = _without_doubled(extract, start + 1, end - 1), 0, -1
            end = len(extract.text)
        else:
            start, end = start + 1, end - 1
    cut = extract.text.find("=", start, end)
    if cut < 0:
        return Option(Word(extract, start, end), None, source_start, source_end)
    return Option(Word(extract, start, cut), Word(extract, cut + 1, end), source_start, source_end)


def _without_doubled(extract: Extract, start: int, end: int) -> Extract:
    pieces = []
    at = start
    while at < end:
        cut = extract.text.find('""', at, end)
        stop = end if cut < 0 else cut + 1
        pieces.append((extract.text[at:stop], *extract.span(at, stop)))
        at = stop + (0 if cut < 0 else 1)
    return join(pieces)
