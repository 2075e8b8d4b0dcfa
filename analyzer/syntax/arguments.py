"""An instruction's text -> its typed node: flags and arguments by its own start rule (parser/line_parsers.go).

Raises `ArgumentsError` where BuildKit's parser gives up the file; the caller keeps the node with that issue.
"""

from __future__ import annotations

from analyzer.grammar.driver import GrammarError
from analyzer.source.extract import join
from analyzer.source.patterns import Lazy
from analyzer.syntax.goquote import go_quote, go_runes
from analyzer.syntax.json_array import NotStringsError, read_json_array
from analyzer.syntax.nodes import NODE_TYPES, Flag, Instruction, Pair, Word
from analyzer.syntax.whitespace import SPACES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from analyzer.grammar.driver import Parser, Tree
    from analyzer.source.extract import Extract

_KEYWORD_END = Lazy(r"[\t\v\f\r ]+")
_SPACES_AND_BYTES = SPACES + "\udc85\udca0"  # what skips white space byte by byte takes these two for it
JSON_KINDS = frozenset({"RUN", "CMD", "ENTRYPOINT", "SHELL", "ADD", "COPY", "VOLUME"})
KINDS = frozenset(
    {"ADD", "ARG", "CMD", "COPY", "ENTRYPOINT", "ENV", "EXPOSE", "FROM", "HEALTHCHECK", "LABEL", "MAINTAINER"}
    | {"ONBUILD", "RUN", "SHELL", "STOPSIGNAL", "USER", "VOLUME", "WORKDIR"}
)


# Instructions whose arguments BuildKit expands as they stand; FROM, ENV, LABEL and ARG have rules of their own.
EXPANDED_ARGUMENTS = frozenset({"ADD", "COPY", "EXPOSE", "USER", "WORKDIR", "VOLUME", "STOPSIGNAL"})


class ArgumentsError(Exception):
    """What BuildKit's parser refuses about the arguments; `start` and `end` are source offsets."""

    def __init__(self, message: str, start: int, end: int) -> None:
        super().__init__(message)
        self.message = message
        self.start = start
        self.end = end


def read_instruction(
    parser: Parser, logical: Extract, escape: str, start: int = 0
) -> tuple[Instruction, ArgumentsError | None]:
    """The node of ``logical.text[start:]``, a keyword and its arguments, and what is wrong with it for BuildKit's parser."""
    text = logical.text
    end = len(text.rstrip(SPACES))
    while start < end and text[start] in SPACES:
        start += 1
    gap = _KEYWORD_END.search(text, start, end)
    stop = gap.start() if gap else end
    keyword = Word(logical, start, stop)
    kind = keyword.text.upper()
    node = NODE_TYPES.get(kind, Instruction)(kind, keyword, logical)
    node.end = logical.span(start, end)[1] if end > start else keyword.end
    begin = gap.end() if gap else end
    if begin >= end:
        return node, None
    try:
        _read_arguments(parser, node, begin, end, escape)
    except ArgumentsError as error:
        return node, error
    except GrammarError as error:
        return node, ArgumentsError(str(error), *logical.span(error.offset, end))
    return node, None


def _read_arguments(parser: Parser, node: Instruction, begin: int, end: int, escape: str) -> None:
    """Fills flags, arguments and pairs from ``begin:end`` of the logical text."""
    logical, text, kind = node.logical, node.logical.text, node.kind
    while begin < end and text[begin] in _SPACES_AND_BYTES:
        begin += 1
    if begin == end:
        return
    if kind in JSON_KINDS and _read_json(parser, node, begin, end):
        return
    if "--" in text and not text.isascii():
        begin = _read_flags_bytewise(parser, node, begin, end, escape)
        if begin == end:
            return
    rule = kind.lower() if kind in KINDS else "run"  # of an unknown keyword the flags are read all the same
    tree = parser.parse(text, rule, begin, end)
    tokens = tree[3] or []
    count = 0
    while count < len(tokens) and tokens[count][0] == "FLAG":
        count += 1
    found = [_flag(parser, logical, token[1], token[2], escape) for token in tokens[:count]]
    node.flags += [flag for flag in found if flag.text != "--"]  # with quotes it may be written --""
    tokens = tokens[count:]
    if not tokens:
        return
    rest = tokens[0][1]
    while text[rest] in SPACES:
        rest += 1
    if (node.flags or rest != begin) and kind in JSON_KINDS and _read_json(parser, node, rest, end):
        return
    node.rest = Word(logical, rest, end)
    _SHAPES.get(kind, _shape_unknown)(parser, node, tokens, rest, end, escape)


def _read_flags_bytewise(parser: Parser, node: Instruction, begin: int, end: int, escape: str) -> int:
    """Reads flags as BuildKit does where a flag is not ASCII: byte by byte, each a Latin-1 character. Gives where they end.

    So ``--chown=é`` has the value "Ã©", and the byte 0xa0 of "à" ends a flag.
    """
    logical = node.logical
    pieces = []
    for at in range(begin, end):
        span = logical.span(at, at + 1)
        pieces += [(chr(byte), *span) for byte in logical.text[at].encode("utf-8", "surrogateescape")]
    mangled = join(pieces)
    length = len(mangled.text)
    start = length - len(mangled.text.lstrip("\t\n\v\f\r \x85\xa0"))
    if not mangled.text.startswith("--", start):
        return begin
    tokens = parser.parse(mangled.text, "run", start, length)[3] or []
    last = begin if not tokens else end
    flags = []
    for token in tokens:
        if token[0] == "FLAG":
            flags.append(_flag(parser, mangled, token[1], token[2], escape))
        else:
            last = begin
            count = 0
            while count < token[1]:
                count += len(logical.text[last].encode("utf-8", "surrogateescape"))
                last += 1
    if all(flag.text.isascii() for flag in flags) and start == 0:
        return begin  # nothing mangled: read with the arguments
    node.flags += flags
    return last


def _flag(parser: Parser, logical: Extract, start: int, end: int, escape: str) -> Flag:
    from analyzer.syntax.flags import FieldsError, read_flag, read_options

    flag = read_flag(logical, start, end, escape)
    if flag.value is not None and flag.name.text in ("mount", "device"):
        try:
            flag.options = read_options(parser, flag.value)
        except FieldsError:
            flag.options = None  # said by the check of the instruction
    return flag


def _read_json(parser: Parser, node: Instruction, begin: int, end: int) -> bool:
    """Takes the arguments from a JSON array, if they are one. Raises ArgumentsError where it is not one of strings."""
    try:
        words = read_json_array(parser, node.logical, begin, end)
    except NotStringsError as error:
        raise ArgumentsError(error.message, *node.logical.span(begin, end)) from None
    if words is None:
        return False
    node.rest = Word(node.logical, begin, end)
    node.arguments += words
    node.json_form = True
    return True


def _shape_text(parser: Parser, node: Instruction, tokens: list[Tree], rest: int, end: int, escape: str) -> None:
    assert node.rest is not None
    node.arguments.append(node.rest)


def _shape_unknown(parser: Parser, node: Instruction, tokens: list[Tree], rest: int, end: int, escape: str) -> None:
    """An unknown keyword has no arguments (parseIgnore); `rest` keeps the text."""


def _shape_words(parser: Parser, node: Instruction, tokens: list[Tree], rest: int, end: int, escape: str) -> None:
    for token in tokens:
        node.arguments.append(Word(node.logical, token[1], token[2]))


def _shape_pairs(parser: Parser, node: Instruction, tokens: list[Tree], rest: int, end: int, escape: str) -> None:
    """ENV and LABEL: ``k=v`` words, or the legacy form where the first word has no "=" (parseNameVal)."""
    logical, text = node.logical, node.logical.text
    if "=" not in text[tokens[0][1] : tokens[0][2]]:
        tree = parser.parse(text, "legacy_pair", rest, end)
        parts = tree[3] or []
        if len(parts) < 2:
            raise ArgumentsError(f"{node.kind} must have two arguments", *logical.span(rest, end))
        key, value = (Word(logical, part[1], part[2]) for part in parts)
        node.arguments += [key, value]
        node.pairs.append(Pair(key, value, " "))
        return
    for token in tokens:
        word = Word(logical, token[1], token[2])
        cut = word.text.find("=")
        if cut < 0:
            message = f"Syntax error - can't find = in {go_quote(go_runes(word.text))}. Must be of the form: name=value"
            raise ArgumentsError(message, word.start, word.end)
        key, value = Word(logical, token[1], token[1] + cut), Word(logical, token[1] + cut + 1, token[2])
        node.arguments += [key, value]
        node.pairs.append(Pair(key, value, "="))


def _shape_arg(parser: Parser, node: Instruction, tokens: list[Tree], rest: int, end: int, escape: str) -> None:
    """ARG: names, each with or without a value (parseNameOrNameVal)."""
    logical = node.logical
    for token in tokens:
        word = Word(logical, token[1], token[2])
        node.arguments.append(word)
        cut = word.text.find("=")
        if cut < 0:
            node.pairs.append(Pair(word, None, ""))
        else:
            value = Word(logical, token[1] + cut + 1, token[2])
            node.pairs.append(Pair(Word(logical, token[1], token[1] + cut), value, "="))


def _shape_healthcheck(parser: Parser, node: Instruction, tokens: list[Tree], rest: int, end: int, escape: str) -> None:
    """HEALTHCHECK: the mode, then a shell text or a JSON array (parseHealthConfig)."""
    mode = Word(node.logical, tokens[0][1], tokens[0][2])
    node.arguments.append(mode)
    if len(tokens) == 2:
        command = tokens[1][1]
        whole = node.rest
        if not _read_json(parser, node, command, end):
            node.arguments.append(Word(node.logical, command, end))
        node.rest = whole


def _shape_onbuild(parser: Parser, node: Instruction, tokens: list[Tree], rest: int, end: int, escape: str) -> None:
    """ONBUILD: an instruction within (parseSubCommand)."""
    trigger, error = read_instruction(parser, node.logical, escape, rest)
    node.trigger = trigger
    if error is not None:
        raise error


_SHAPES = {
    **dict.fromkeys(("RUN", "CMD", "ENTRYPOINT", "SHELL", "USER", "WORKDIR", "STOPSIGNAL", "MAINTAINER"), _shape_text),
    **dict.fromkeys(("FROM", "EXPOSE", "COPY", "ADD", "VOLUME"), _shape_words),
    "ENV": _shape_pairs,
    "LABEL": _shape_pairs,
    "ARG": _shape_arg,
    "HEALTHCHECK": _shape_healthcheck,
    "ONBUILD": _shape_onbuild,
}
