"""Credentials that can be told by their form, wherever they stand in a text."""

from __future__ import annotations

from analyzer.facts import secret_words
from analyzer.facts.secret_values import is_placeholder
from analyzer.source.patterns import compiled

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_KEY = r"-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----"
_URL = r"[A-Za-z][A-Za-z0-9+.-]{0,30}://[^\s/:@\"'<>\\]{0,200}:(?P<secret>[^\s/@\"'<>]{1,500})@[A-Za-z0-9\[$]"
_BODY = r"[A-Za-z0-9+/=\\\s#:,-]*"  # what may stand in a key that has no END, line ends and comment signs included
_LINE = r"[A-Za-z0-9+/]{40}"
_LONGEST_KEY = 20_000
_LEAST_KEY = 40  # characters behind the line that begins a key; fewer are a pattern or an ellipsis


class Hit:
    """A credential in a text: `start` and `end` are 0-based offsets, `name` is the form it was told by."""

    __slots__ = ("confidence", "end", "kind", "start")

    def __init__(self, kind: str, start: int, end: int, confidence: str) -> None:
        self.kind = kind
        self.start = start
        self.end = end
        self.confidence = confidence


def find(text: str) -> list[Hit]:
    """The credentials in a text, by their place; of two that overlap the first, then the longer."""
    hits = [*_tokens(text), *_keys(text), *_urls(text)]
    if len(hits) < 2:
        return hits
    hits.sort(key=lambda hit: (hit.start, -hit.end))
    found: list[Hit] = []
    for hit in hits:
        if not found or hit.start >= found[-1].end:
            found.append(hit)
        elif found[-1].kind == "url-credentials" and hit.end <= found[-1].end:
            found[-1].kind = hit.kind  # the password is a token of a known form
    return found


def _tokens(text: str) -> Iterator[Hit]:
    for name, starts, pattern, near, confidence in secret_words.formats():
        for start in starts:
            if start in text:
                break
        else:
            continue
        if near and not any(one in text for one in near):
            continue
        for match in compiled(pattern).finditer(text):
            group = "secret" if "secret" in match.re.groupindex else 0
            value = match[group]
            if not _sample(value):
                yield Hit(name, match.start(group), match.end(group), confidence)


def _sample(value: str) -> bool:
    """A token of documentation: an example by its own words, or one character over and over."""
    tail = value[-20:]
    return "EXAMPLE" in value or "example" in value or len(set(tail)) <= 3 or "xxxx" in value.lower()


def _keys(text: str) -> Iterator[Hit]:
    """Private keys, from BEGIN to the dashes behind END."""
    if "-----BEGIN" not in text or "PRIVATE KEY" not in text:
        return
    for match in compiled(_KEY).finditer(text):
        dashes = text.find("-----", match.end(), match.end() + _LONGEST_KEY)
        end = dashes if dashes >= 0 else min(len(text), match.end() + _LONGEST_KEY)
        inner = text[match.end() : end]
        if dashes >= 0 and text.startswith("-----END", dashes):
            closing = text.find("-----", dashes + 8, dashes + 80)
            end = closing + 5 if closing >= 0 else end
        else:
            body = compiled(_BODY).match(text, match.end(), end)
            inner = body[0] if body is not None else ""
            end = match.end() + len(inner)
            if not compiled(_LINE).search(inner):
                continue
        if sum(map(str.isalnum, inner)) >= _LEAST_KEY:
            yield Hit("private-key", match.start(), end, "high")


def _urls(text: str) -> Iterator[Hit]:
    if "://" not in text or "@" not in text:
        return
    for match in compiled(_URL).finditer(text):
        value = match["secret"]
        if value[0] not in "$%{*" and "${" not in value and "$(" not in value:
            confidence = "low" if is_placeholder(value.lower()) else "high"
            yield Hit("url-credentials", match.start("secret"), match.end("secret"), confidence)
