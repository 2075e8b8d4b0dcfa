"""Credentials that a command is given as arguments."""

from __future__ import annotations

from analyzer.facts import secret_names, secret_words

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from analyzer.facts.secret_words import Options


class Given:
    """A credential among the words of a command: which word, from which character of it on, after what."""

    __slots__ = ("at", "name", "word")

    def __init__(self, word: int, at: int, name: str) -> None:
        self.word = word
        self.at = at
        self.name = name


def given(words: Sequence[str]) -> Iterator[Given]:
    """The credentials among the words of a command, its name first; quotes may be left in the words."""
    name = words[0].rsplit("/", 1)[-1] if words else ""
    entry = secret_words.command_options(name) or secret_words.command_options(name.rstrip("0123456789."))
    if entry is not None and not _applies(entry, words):
        entry = None
    anything = secret_words.words("any-option")
    for index, word in enumerate(words[1:], 1):
        if word[:1] == "-":
            option, sign, _ = word.partition("=")
            if option in anything:
                yield from _value(words, index, option, bool(sign))
            elif entry is not None:
                yield from _described(words, index, entry)
    if entry is not None:
        yield from _operands(words, entry)


def _applies(entry: Options, words: Sequence[str]) -> bool:
    wanted = entry["subcommands"]
    if wanted and wanted.isdisjoint(words):
        return False
    options = entry["with"]
    short = {option[1] for option in options if len(option) == 2}
    return not options or any(word in options or (word[:1] == "-" and word[1:2] != "-" and short & set(word)) for word in words)


def _value(words: Sequence[str], index: int, option: str, attached: bool) -> Iterator[Given]:
    """The value of an option: joined with =, else the next word."""
    if attached:
        yield Given(index, len(option) + 1, option)
    elif index + 1 < len(words) and words[index + 1][:1] != "-":
        yield Given(index + 1, 0, option)


def _described(words: Sequence[str], index: int, entry: Options) -> Iterator[Given]:
    word = words[index]
    option, sign, _ = word.partition("=")
    if option in entry["values"] or option in entry["more"]:
        for found in _value(words, index, option, bool(sign)):
            prefix = entry["prefix"] if option in entry["values"] else ""
            if words[found.word][found.at :].startswith(prefix):
                yield Given(found.word, found.at + len(prefix), option)
    elif option in entry["pairs"] or option in entry["percent"]:
        for found in _value(words, index, option, bool(sign)):
            yield from _second(words, found, ":" if option in entry["pairs"] else "%")
    elif word[:2] in entry["pairs"] and len(word) > 2 and word[1] != "-":
        yield from _second(words, Given(index, 2, word[:2]), ":")
    elif option in entry["headers"]:
        for found in _value(words, index, option, bool(sign)):
            yield from _header(words, found)
    elif word[:2] in entry["attached"] and len(word) > 2 and word[1] != "-":
        yield Given(index, 2, word[:2])
    elif word[:2] == "-D" and sign and any(part in option.lower() for part in entry["defines"]):
        yield Given(index, len(option) + 1, option)


def _second(words: Sequence[str], found: Given, mark: str) -> Iterator[Given]:
    """What stands behind the user of ``user:password``."""
    at = words[found.word].find(mark, found.at)
    if at >= 0:
        yield Given(found.word, at + 1, found.name)


def _header(words: Sequence[str], found: Given) -> Iterator[Given]:
    """The value of a header that carries a credential, the scheme left out."""
    text = words[found.word]
    header, colon, value = text[found.at :].partition(":")
    if not colon or header.strip("\"' ").lower() not in secret_words.words("headers"):
        return
    at = len(text) - len(value.lstrip())
    scheme, space, rest = text[at:].partition(" ")
    if space and scheme.lower() in ("bearer", "basic", "token", "digest"):
        at = len(text) - len(rest.lstrip())
    yield Given(found.word, at, header.strip("\"' "))


def _operands(words: Sequence[str], entry: Options) -> Iterator[Given]:
    signs = ("-", "/") if entry["slash"] else ("-",)
    places = [index for index, word in enumerate(words) if index and not word.startswith(signs)]
    wanted = entry["operand"]
    if wanted is not None and len(places) > abs(wanted):
        yield Given(places[wanted], 0, words[0])
    for key in entry["assigned"]:
        for order, index in enumerate(places):
            head, sign, _ = words[index].partition("=")
            if head.lower().endswith(key.lower()):
                if sign:
                    yield Given(index, len(head) + 1, key)
                elif order + 1 < len(places):
                    yield Given(places[order + 1], 0, key)


def assignments(text: str) -> Iterator[tuple[str, int, int]]:
    """``NAME=value``, ``name: value`` and the ``login name password value`` of .netrc, where the name promises a credential.

    Each as the name and the offsets of the value.
    """
    from analyzer.source.patterns import compiled

    for match in compiled(_ASSIGNMENT).finditer(text):
        if secret_names.judge(match["name"]) == secret_names.STRONG:
            yield match["name"], match.start("value"), match.end("value")
    if "login" in text and "password" in text:
        for match in compiled(_NETRC).finditer(text):
            yield "password", match.start("value"), match.end("value")


_ASSIGNMENT = (
    r"(?<![\w.$-])[\"']?(?P<name>[A-Za-z_][A-Za-z0-9_.-]{2,60})[\"']?[ \t]{0,3}[=:][ \t]{0,3}"
    r"[\"']?(?P<value>[^\s\"'\\,;]{3,500})"
)
_NETRC = r"\blogin[ \t]{1,3}\S{1,100}[ \t\\n]{1,5}password[ \t]{1,3}(?P<value>[^\s\"'\\]{1,500})"
