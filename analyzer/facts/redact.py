"""Takes credentials out of text that people or machines will read: messages, excerpts, reports."""

from __future__ import annotations

from analyzer.facts import secret_names, secret_options, secret_values, secret_words
from analyzer.facts.secret_text import find
from analyzer.native import bisect_right

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from analyzer.facts.model import FileFacts

    Span = tuple[int, int]

_HINTS = ("pass", "secret", "token", "key", "cred", "auth", "pwd", "psw", "pword", "bearer", "jwt", "dsn", "pat", "pin", "salt")
_WORD = r"(?:[^\s\"']|\"[^\"]{0,2000}\"|'[^']{0,2000}')+"
_PAIR = (
    r"(?<![\w$/])(?P<name>[A-Za-z_][A-Za-z0-9_.-]{1,80})(?:=|[ \t]{0,3}:[ \t]{0,3})"
    r"(?P<value>\"[^\"\n]{1,2000}\"|'[^'\n]{1,2000}'|[^\s\"';|&]{1,2000})"
)
_LEGACY = r"(?im)^[ \t]*(?:ONBUILD[ \t]+)?(?:ENV|LABEL)[ \t]+(?P<name>[^\s=]{2,80})[ \t]+"
_ONE_WORD = _LEGACY + r"(?P<value>[^\s=]\S{0,2000})[ \t]*$"
_REST = _LEGACY + r"(?P<value>[^\s=][^\n]{0,2000})"
_PIPED = (
    r"(?:echo|printf)[ \t]{1,5}(?:-[a-z]{1,2}[ \t]{1,5})?[\"']?(?:[A-Za-z_$][\w.${}-]{0,60}:)?"
    r"(?P<value>[^\s\"'|;&]{1,200})[\"']?[^|\n]{0,200}\|[ \t\n\\]{0,20}(?:sudo[ \t]{1,5})?(?:/usr/s?bin/)?(?:chpasswd|passwd)"
)
_ENDS = frozenset({"|", "&&", "||", ";"})
_MOST_WORDS, _LONGEST_WORD = 60, 3000  # of a command, of a word
_LEAST = 8  # characters of a known value that is masked wherever it stands
_MOST_VALUES = 200  # of them


def redact(text: str, values: Iterable[str] = (), *, dockerfile: bool = False) -> str:
    """The text with every credential in it masked by stars, at the same length; what begins a long one is left.

    Credentials are told by their form, by the names and options before them, and by `values`: those that are known.
    `dockerfile` tells that the text is a whole one, where the value of ``ENV name value`` may be many words, and what is found
    in one place is masked everywhere.
    """
    joined = _Joined(text)
    found = [joined.span(start, end) for start, end in _found(joined.text, values, dockerfile)]
    return _masked(text, found) if found else text


class _Joined:
    """A text without what continues its lines, and where the characters of that stand in the text itself."""

    __slots__ = ("_shifts", "_starts", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self._starts: list[int] = []  # of the pieces, in the joined text
        self._shifts: list[int] = []  # how far each lies behind that
        if "\\\n" not in text and "\\\r\n" not in text:
            return
        from analyzer.source.patterns import compiled

        pieces, length, at = [], 0, 0
        for match in compiled(r"\\\r?\n").finditer(text):
            pieces.append(text[at : match.start()])
            self._starts.append(length)
            self._shifts.append(at - length)
            length, at = length + match.start() - at, match.end()
        self._starts.append(length)
        self._shifts.append(at - length)
        self.text = "".join([*pieces, text[at:]])

    def span(self, start: int, end: int) -> Span:
        """A span of the joined text in the text itself."""
        return self._place(start), self._place(end - 1) + 1

    def _place(self, offset: int) -> int:
        if not self._starts:
            return offset
        return offset + self._shifts[bisect_right(self._starts, offset) - 1]


def _found(text: str, values: Iterable[str], dockerfile: bool) -> list[Span]:
    spans = [*_known(text, values), *((hit.start, hit.end) for hit in find(text))]
    lower = text.lower()
    if any(hint in lower for hint in _HINTS) or ("=" in text and any(len(word) > 24 for word in text.split())):
        spans += [*_pairs(text, _REST if dockerfile else _ONE_WORD), *_arguments(text)]
    elif "-p" in text or "-u" in text or "-a" in text:
        spans += _arguments(text)
    if dockerfile and spans:
        spans += _known(text, _again(text, spans))
    return [(start, end) for start, end in spans if start < end]


def _again(text: str, spans: Iterable[Span]) -> list[str]:
    """The credentials that were found, to be looked for elsewhere too."""
    found = {text[start:end] for start, end in spans if end - start >= _LEAST}
    return sorted((value for value in found if secret_values.judge(value) == "literal"), key=_rank)[:_MOST_VALUES]


def known_values(file: FileFacts) -> list[str]:
    """The credentials of a file, for `redact`: the longest first."""
    found = {secret.value for secret in file.secrets if secret.literal and secret.kind != "file" and secret.confidence != "low"}
    return sorted((value for value in found if len(value) >= _LEAST), key=_rank)[:_MOST_VALUES]


def _rank(value: str) -> tuple[int, str]:
    return -len(value), value


def _masked(text: str, spans: Iterable[Span]) -> str:
    parts, at = [], 0
    for start, end in sorted(spans):
        if end > at:
            parts += [text[at : max(at, start)], secret_values.masked(text[max(at, start) : end])]
            at = end
    return "".join([*parts, text[at:]])


def _known(text: str, values: Iterable[str]) -> Iterator[Span]:
    """Where known values stand as words of their own."""
    for value in values:
        at = text.find(value)
        while at >= 0:
            end = at + len(value)
            if not (_joins(text[at - 1 : at], value[0]) or _joins(value[-1], text[end : end + 1])):
                yield at, end
            at = text.find(value, end)


def _joins(left: str, right: str) -> bool:
    """Two characters are parts of one word."""
    return bool(left and right) and (left.isalnum() or left == "_") and (right.isalnum() or right == "_")


def _pairs(text: str, legacy: str) -> Iterator[Span]:
    """Values behind names that promise credentials."""
    from analyzer.source.patterns import compiled

    for expression in (_PAIR, legacy):
        search, at = compiled(expression).search, 0
        while (match := search(text, at)) is not None:
            start, end = match.span("value")
            if _is_credential(match["name"], match["value"]):
                quoted = text[start] in "\"'" and end - start > 1 and text[end - 1] == text[start]
                yield (start + 1, end - 1) if quoted else (start, end)
                at = end
            else:
                at = start  # what looks like a value may be a pair itself
    if "passwd" in text:
        for match in compiled(_PIPED).finditer(text):
            if _is_secret(match["value"]):
                yield match.span("value")
    for _, start, end in secret_options.assignments(text):
        if _is_secret(text[start:end]):
            yield start, end


def _is_credential(name: str, value: str) -> bool:
    level, bare = secret_names.judge(name), value.strip("\"'")
    if not level:
        return secret_values.high_entropy(bare) and not secret_names.says_public(name)
    return _is_secret(value) and not (level == secret_names.WEAK and secret_values.is_digest(bare))


def _is_secret(value: str) -> bool:
    return secret_values.judge(value) in ("literal", "placeholder")


def _arguments(text: str) -> Iterator[Span]:
    """Credentials among the arguments of commands: each name of a command, or option, with the words behind it."""
    from analyzer.source.patterns import compiled

    names, anything = secret_words.VOCABULARY.table["commands"], secret_words.words("any-option")
    words = list(compiled(_WORD).finditer(text))
    texts = [_bare(match[0]) if len(match[0]) < _LONGEST_WORD else "" for match in words]
    at = 0
    while at < len(words):
        bare = texts[at].rsplit("/", 1)[-1].lstrip("\"'@")
        named = bare in names
        if not named and texts[at].partition("=")[0] not in anything:
            at += 1
            continue
        stop = at + 1
        while stop < len(words) and stop - at < _MOST_WORDS and texts[stop] not in _ENDS and texts[stop - 1][-1:] != ";":
            stop += 1
        command, first = ([bare, *texts[at + 1 : stop]], at) if named else (["", *texts[at:stop]], at - 1)
        for found in secret_options.given(command):
            word = words[first + found.word]
            yield from _argument(word.start(), word[0], command[found.word], found.at)
        at = max(at + 1, stop - 1) if named else at + 1


def _bare(word: str) -> str:
    """A word without the quotes and brackets around it, those of a JSON array too."""
    text = word.strip("()[],;`")
    return text.strip('"') if word[:2] in ('["', '"-') or word[-2:] in ('",', '"]') else text


def _argument(start: int, written: str, word: str, at: int) -> Iterator[Span]:
    value = word[at:].strip("\"'")
    offset = written.find(value, max(0, written.find(word)) + at) if value else -1
    if offset >= 0 and _is_secret(value):
        yield start + offset, start + offset + len(value)
