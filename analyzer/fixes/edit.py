"""Edits of a text: what is put in place of which span."""

from __future__ import annotations

from itertools import pairwise

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable


class Unfit(Exception):  # noqa: N818 - it is no mistake: a fix that does not fit is not offered
    """A fix cannot be made of this code. The message says why."""


class Edit:
    """`text` takes the place of the source from `start` to `end`, 0-based code point offsets, the end exclusive."""

    __slots__ = ("end", "start", "text")

    def __init__(self, start: int, end: int, text: str) -> None:
        self.start = start
        self.end = end
        self.text = text

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Edit) and (self.start, self.end, self.text) == (other.start, other.end, other.text)

    def __hash__(self) -> int:
        return hash((self.start, self.end, self.text))

    def __repr__(self) -> str:
        return f"Edit({self.start}, {self.end}, {self.text!r})"


def ordered(edits: Iterable[Edit]) -> list[Edit]:
    """The edits by place, each once, without those that change nothing in the middle of nowhere.

    Raises Unfit where two of them change the same text, or put different text at the same place.
    """
    found = sorted(dict.fromkeys(edits), key=lambda edit: (edit.start, edit.end))
    for before, after in pairwise(found):
        if after.start < before.end or (after.start == before.start and after.end == before.end):
            raise Unfit("the edits overlap")
    return found


def joined(edits: list[Edit]) -> list[Edit]:
    """The edits, which are ordered, with those that meet made one."""
    found: list[Edit] = []
    for edit in edits:
        if found and found[-1].end == edit.start:
            found[-1] = Edit(found[-1].start, edit.end, found[-1].text + edit.text)
        else:
            found.append(edit)
    return found


def clash(some: list[Edit], others: list[Edit]) -> bool:
    """An edit of one touches the text of an edit of the other; both lists are ordered."""
    i = j = 0
    while i < len(some) and j < len(others):
        a, b = some[i], others[j]
        if a.start <= b.end and b.start <= a.end:
            return True
        if a.end < b.start:
            i += 1
        else:
            j += 1
    return False


def apply(text: str, edits: list[Edit]) -> str:
    """The text after the edits, which are ordered."""
    parts, at = [], 0
    for edit in edits:
        parts += [text[at : edit.start], edit.text]
        at = edit.end
    return "".join([*parts, text[at:]])
