"""The JSON form of an instruction's arguments (line_parsers.go, parseJSON)."""

from __future__ import annotations

from analyzer.grammar.driver import GrammarError
from analyzer.source.extract import Extract, join
from analyzer.syntax.nodes import Word

TYPE_CHECKING = False
if TYPE_CHECKING:
    from analyzer.grammar.driver import Parser

_ESCAPES = {'"': '"', "\\": "\\", "/": "/", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}


class NotStringsError(Exception):
    """Valid JSON, but not an array of strings: the one case that does not fall back to another form."""

    message = "when using JSON array syntax, arrays must be comprised of strings only"


def read_json_array(parser: Parser, extract: Extract, start: int, end: int) -> list[Word] | None:
    """The elements of ``extract.text[start:end]``, decoded; None where it is no JSON array. Raises NotStringsError."""
    if not extract.text.startswith("[", start):
        return None
    try:
        tree = parser.parse(extract.text, "json_array", start, end)
    except GrammarError:
        return None
    words = []
    for kind, begin, stop, children in tree[3] or []:
        if kind != "STRING" or children is not None:
            raise NotStringsError
        words.append(_element(extract, begin, stop))
    return words


def _element(extract: Extract, start: int, end: int) -> Word:
    """The decoded string between the quotes at ``start`` and ``end - 1``."""
    text = extract.text[start + 1 : end - 1]
    if "\\" not in text and text.isascii():
        return Word(extract, start + 1, end - 1)
    pieces = []
    at = start + 1
    for decoded, length in decode_string(text):
        pieces.append((decoded, *extract.span(at, at + length)))
        at += length
    decoded_text = join(pieces) if pieces else Extract("", [0], [at], [at])
    return Word(decoded_text, 0, len(decoded_text.text))


def decode_string(text: str) -> list[tuple[str, int]]:
    """Go's decoding of what stands between the quotes of a valid JSON string: (characters, length in the text).

    A lone surrogate, escaped or an undecodable byte, becomes U+FFFD.
    """
    parts: list[tuple[str, int]] = []
    at = 0
    while at < len(text):
        if text[at] != "\\":
            stop = text.find("\\", at)
            plain = text[at : stop if stop >= 0 else len(text)]
            parts.append(("".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in plain), len(plain)))
            at += len(plain)
        elif text[at + 1] != "u":
            parts.append((_ESCAPES[text[at + 1]], 2))
            at += 2
        else:
            code = int(text[at + 2 : at + 6], 16)
            length = 6
            if 0xD800 <= code < 0xDC00 and text.startswith("\\u", at + 6):
                low = int(text[at + 8 : at + 12], 16)
                if 0xDC00 <= low < 0xE000:
                    code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00)
                    length = 12
            parts.append(("\ufffd" if 0xD800 <= code < 0xE000 else chr(code), length))
            at += length
    return parts
