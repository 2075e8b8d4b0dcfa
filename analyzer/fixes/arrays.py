"""Arrays that are no valid JSON, and what was meant by them."""

from __future__ import annotations

from analyzer.fixes.edit import Edit, Unfit, joined
from analyzer.fixes.site import element

TYPE_CHECKING = False
if TYPE_CHECKING:
    from analyzer.facts.instructions import Instruction

_CLOSED_BY = {"'": "'", '"': '"', "\u201c": "\u201d", "\u201d": "\u201d", "\u2018": "\u2019", "\u2019": "\u2019"}
_BLANKS = " \t\r\n"
_SHELL = frozenset("|&;<>()`$*?#=!{}[\\")  # in a bare word these may be meant for a shell


def repair_array(at: Instruction) -> list[Edit]:
    """Other quotes become double quotes, missing commas, quotes and the closing bracket are added, superfluous commas go."""
    words = at.syntax.arguments[1:] if at.kind == "HEALTHCHECK" else [at.syntax.rest] if at.syntax.rest is not None else []
    if at.json_form or len(words) != 1 or not words[0].text.startswith("["):
        raise Unfit("it is no broken array")
    word, text = words[0], words[0].text.rstrip()
    elements, closed = _elements(text)
    if not elements:
        raise Unfit("there is nothing in the array")
    edits = []
    before = 1
    for start, end, value in elements:
        gap, wanted = text[before:start], "" if before == 1 else ","
        if gap.count(",") != len(wanted) or gap.strip(_BLANKS) != wanted:
            span = word.span(before, start)
            edits.append(Edit(*span, wanted + (gap.replace(",", "") or " ") if wanted else ""))
        written = element(value)
        if written != text[start:end]:
            edits.append(Edit(*word.span(start, end), written))
        before = end
    tail = text[before:]
    if not closed:
        start, end = word.span(before - 1, len(text))[1], word.span(before - 1, before)[1]
        edits.append(Edit(end, start, "]"))
    elif "," in tail:
        edits.append(Edit(*word.span(before, before + tail.index(",") + 1), ""))
    return joined(edits)


def _elements(text: str) -> tuple[list[tuple[int, int, str]], bool]:
    """What stands between the brackets, as (start, end, value), and whether the array is closed. Raises Unfit."""
    found: list[tuple[int, int, str]] = []
    at, apart = 1, True
    while at < len(text):
        character = text[at]
        if character in _BLANKS or character == ",":
            apart = True
            at += 1
            continue
        if character == "]":
            if at + 1 != len(text) or text[found[-1][1] if found else 1 : at].count(",") > 1:
                raise Unfit("something stands behind the array")
            return found, True
        if not apart:
            raise Unfit("the words cannot be told from each other")
        end, value = _quoted(text, at) if character in _CLOSED_BY else _bare(text, at)
        if found and text[found[-1][1] : at].count(",") > 1:
            raise Unfit("an element may be missing")
        found.append((at, end, value))
        at, apart = end, False
    return found, False


def _quoted(text: str, at: int) -> tuple[int, str]:
    opening = text[at]
    closing = {_CLOSED_BY[opening]} | ({'"'} if opening in "\u201c\u201d" else set())
    end = at + 1
    while end < len(text) and text[end] not in closing:
        end += 2 if opening == '"' and text[end] == "\\" else 1
    if end >= len(text):
        raise Unfit("a quote is not closed")
    inner = text[at + 1 : end]
    return end + 1, _decoded(inner) if opening == '"' else inner


def _bare(text: str, at: int) -> tuple[int, str]:
    end = at
    while end < len(text) and text[end] not in _BLANKS and text[end] not in ",]":
        end += 1
    value = text[at:end]
    if not _SHELL.isdisjoint(value) or any(quote in value for quote in _CLOSED_BY):
        raise Unfit("a word is meant for a shell, or its quotes are not closed")
    return end, value


def _decoded(inner: str) -> str:
    """The value of a JSON string; where its backslashes are none of JSON, they are meant as such."""
    from json import JSONDecodeError, loads

    try:
        value = loads(f'"{inner}"')
    except JSONDecodeError:
        return inner
    assert isinstance(value, str)
    return value
