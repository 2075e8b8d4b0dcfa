"""The changes that make one text of another, line by line, so that a cursor in what stays is not moved."""

from __future__ import annotations

from difflib import SequenceMatcher
from itertools import pairwise

from analyzer.lsp.data import Change

_MOST_COMPARED = 400  # lines; what differs in more of them is replaced as a whole


def changes(before: str, after: str, at: int = 0) -> list[Change]:
    """The changes by place; `at` is where the old text begins."""
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    head = 0
    while head < min(len(old), len(new)) and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    starts = [at]
    for line in old:
        starts.append(starts[-1] + len(line))
    middle, other = old[head : len(old) - tail], new[head : len(new) - tail]
    if max(len(middle), len(other)) > _MOST_COMPARED:
        blocks = [(0, 0, 0), (len(middle), len(other), 0)]
    else:
        blocks = [(0, 0, 0), *SequenceMatcher(None, middle, other, autojunk=False).get_matching_blocks()]
    found = []
    for (first, second, size), (following, matching, _) in pairwise(blocks):
        start, end = head + first + size, head + following
        text = "".join(other[second + size : matching])
        if start < end or text:
            found.append(Change((starts[start], starts[end]), text))
    return found
