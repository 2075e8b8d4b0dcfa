"""Edits of the pairs of ENV, LABEL and ARG."""

from __future__ import annotations

from analyzer.fixes.edit import Edit, Unfit, apply, ordered
from analyzer.fixes.instructions import delete_instruction
from analyzer.fixes.layout import checked, crosses_comment, removal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from analyzer.facts.instructions import Instruction
    from analyzer.facts.words import Pair
    from analyzer.syntax import nodes as syntax


def remove_pair(at: Pair) -> list[Edit]:
    """A pair goes; with the last one its instruction."""
    step = at.instruction
    pairs = step.syntax.pairs
    if len(pairs) == 1:
        return delete_instruction(step)
    index = next(index for index, pair in enumerate(pairs) if pair is at.pair)
    if index == 0:
        return [checked(step, at.start, pairs[1].start, "")]
    return [removal(step, pairs[index - 1].end, at.start, at.end)]


def set_pair(at: Pair | Instruction, value: str, key: str = "") -> list[Edit]:
    """A pair gets another value; of an instruction the last pair of that key, which is added where there is none.

    `value` is what BuildKit shall see; variables in it are expanded.
    """
    if at.sort == "pair":
        pair: syntax.Pair | None = at.pair  # type: ignore[union-attr]
        step: Instruction = at.instruction  # type: ignore[union-attr]
    else:
        step = at  # type: ignore[assignment]
        pair = next((one for one in reversed(step.syntax.pairs) if one.key.text == key), None)
        if not key or not step.syntax.pairs:
            raise Unfit("there is no pair")
    if pair is not None and pair.separator == " ":
        raise Unfit("it is written without an equals sign")
    text = _quoted(value, step.file.escape)
    if pair is None:
        edits = [_added(step, f"{key}={text}")]
        key_text = key
    elif pair.value is None:
        edits, key_text = [Edit(pair.key.end, pair.key.end, f"={text}")], pair.key.text
    else:
        edits, key_text = [checked(step, pair.value.start, pair.value.end, text)], pair.key.text
    index = len(step.syntax.pairs) if pair is None else step.syntax.pairs.index(pair)
    expected = [_meaning(one.key.text, one.value.text if one.value else None, step.file.escape) for one in step.syntax.pairs]
    expected[index : index + 1] = [_meaning(key_text, text, step.file.escape)]
    _verify(step, edits, expected)
    return edits


def to_pairs(at: Instruction) -> list[Edit]:
    """``ENV key value`` becomes ``ENV key=value``, the value as BuildKit sees it unchanged."""
    pairs = at.syntax.pairs
    if at.kind not in ("ENV", "LABEL") or len(pairs) != 1 or pairs[0].separator != " " or pairs[0].value is None:
        raise Unfit("it is not written without an equals sign")
    key, value = pairs[0].key, pairs[0].value
    text, escape = value.text, at.file.escape
    if crosses_comment(at, key.end, value.start):
        raise Unfit("a comment stands in between")
    if not any(character in text for character in f"'\"{escape}"):
        quote = '"' if not text or any(character.isspace() for character in text) else ""
        edits = [Edit(key.end, value.start, "=" + quote), *([Edit(value.end, value.end, quote)] if quote else [])]
    else:
        edits = [Edit(key.end, value.start, "=")]
        for blank in _open_blanks(text, escape):
            place = value.span(blank, blank + 1)[0]
            edits.append(Edit(place, place, escape))
    _verify(at, edits, [_meaning(key.text, text, escape)])
    return edits


def _open_blanks(text: str, escape: str) -> list[int]:
    """The places of white space that is neither quoted nor escaped."""
    found, quote, at = [], "", 0
    while at < len(text):
        character = text[at]
        if character == escape and quote != "'":
            at += 2
            continue
        if quote:
            quote = "" if character == quote else quote
        elif character in "'\"":
            quote = character
        elif character.isspace():
            found.append(at)
        at += 1
    return found


def _quoted(value: str, escape: str) -> str:
    """A value as it is written in a pair; its variables stay."""
    if value and not any(character.isspace() or character in f"'\"{escape}" for character in value):
        return value
    if "\n" in value:
        raise Unfit("a value is one line")
    return '"' + value.replace(escape, escape * 2).replace('"', escape + '"') + '"'


def _added(step: Instruction, text: str) -> Edit:
    pairs = step.syntax.pairs
    if any(pair.separator == " " for pair in pairs):
        raise Unfit("it is written without an equals sign")
    gap = " "
    if len(pairs) > 1 and not crosses_comment(step, pairs[-2].end, pairs[-1].start):
        gap = step.file.source.text[pairs[-2].end : pairs[-1].start]
    return Edit(pairs[-1].end, pairs[-1].end, gap + text)


def _meaning(key: str, value: str | None, escape: str) -> tuple[str, ...]:
    """Key and value as BuildKit sees them where variables are set, and where they are not."""
    from analyzer.syntax.expansion import ExpansionError, expand_word

    seen = []
    for text in (key, value or ""):
        for lookup in (lambda name: f"<{name}>", lambda _: None):
            try:
                seen.append(expand_word(text, lookup, escape))
            except ExpansionError as error:
                raise Unfit("the value cannot be read") from error
    return (*seen, "" if value is not None else "none")


def _verify(step: Instruction, edits: list[Edit], expected: list[tuple[str, ...]]) -> None:
    """Reads the file with the edits and compares the pairs that BuildKit would see."""
    from analyzer.source.text import Source
    from analyzer.syntax.parse import parse_document

    document = step.file.document
    top = step.parent.syntax if step.onbuild else step.syntax  # type: ignore[union-attr]
    after = parse_document(Source(apply(document.source.text, ordered(edits))))
    node = after.instructions[document.instructions.index(top)]
    node = node.trigger if step.onbuild and node.trigger is not None else node
    seen = [_meaning(pair.key.text, pair.value.text if pair.value else None, document.escape) for pair in node.pairs]
    if len(after.instructions) != len(document.instructions) or seen != expected or len(node.issues) > len(step.syntax.issues):
        raise Unfit("the value would not be the same")
