"""Arguments whose order means nothing, put in order: ports and labels. Words move, the layout stays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.fixes.edit import Edit, Unfit
from analyzer.fixes.layout import crosses_comment
from analyzer.source.patterns import Lazy

if TYPE_CHECKING:
    from analyzer.facts.instructions import Instruction

SORTED = {"EXPOSE": "ports", "LABEL": "labels"}
_NUMBER = Lazy(r"[0-9]+")


def sort_arguments(at: Instruction) -> list[Edit]:
    """The ports by number, the labels by name. Raises Unfit."""
    node, text = at.syntax, at.file.source.text
    if node.kind not in SORTED or at.onbuild or node.issues:
        raise Unfit("it has nothing to sort")
    if node.kind == "LABEL":
        if any(pair.separator != "=" for pair in node.pairs) or len({pair.key.text for pair in node.pairs}) < len(node.pairs):
            raise Unfit("the order of its pairs means something")
        words = [(pair.key.text, pair.start, pair.end) for pair in node.pairs]
    else:
        words = [(word.text, word.start, word.end) for word in node.arguments]
    if words and crosses_comment(at, words[0][1], words[-1][2]):
        raise Unfit("comments stand between them")
    if any("\n" in text[start:end] for _, start, end in words):
        raise Unfit("a word reaches over several lines")
    moved = sorted(words, key=lambda one: (_number(one[0]), one[0].lower()))
    return [
        Edit(start, end, text[source:stop])
        for (_, start, end), (_, source, stop) in zip(words, moved, strict=True)
        if (start, end) != (source, stop)
    ]


def _number(text: str) -> int:
    match = _NUMBER.match(text)
    return int(match.group()) if match is not None and len(match.group()) < 10 else 0
