"""The lines of an instruction: how long they are, and the last."""

from __future__ import annotations

from analyzer.facts.node import Node

TYPE_CHECKING = False
if TYPE_CHECKING:
    from analyzer.facts.instructions import Instruction

_WORDS = 7  # a line of fewer words has few places to break it at


class Line(Node):
    """A line, without the white space around it."""

    sort = "line"

    def __init__(self, parent: Instruction, start: int, end: int) -> None:
        super().__init__(parent, start, end)
        self.text = parent.file.source.text[start:end]


def last_line(instruction: Instruction) -> Line:
    """The last of its continued lines, here-documents left out: where BuildKit's parser stands when it has read it."""
    node = instruction.syntax
    at = max(instruction.start, node.logical.ends[-1] - 1)
    for start in [blank for blank, _ in node.blank_continuations[-1:]] + [comment.start for comment in node.comments[-1:]]:
        at = max(at, start)
    text = instruction.file.source.text
    begin = max(instruction.start, text.rfind("\n", 0, at) + 1, text.rfind("\r", 0, at) + 1)
    ends = [end for end in (text.find("\n", at), text.find("\r", at)) if end >= 0]
    line = text[begin : min(ends, default=len(text))]
    start = begin + len(line) - len(line.lstrip())
    return Line(instruction, start, start + len(line.strip()))


def longest_line(instruction: Instruction) -> int:
    """The characters of its longest line that can be broken: of seven words at least, and without a URL.

    Comment lines within it do not count; the lines of a here-document do.
    """
    node = instruction.syntax
    text = instruction.file.source.text
    comments = {comment.start for comment in node.comments}
    longest, at = 0, node.outer_start
    for line in text[node.outer_start : node.outer_end].splitlines(keepends=True):
        written = line.rstrip()
        if len(written) > longest and at not in comments and "://" not in written and len(written.split()) >= _WORDS:
            longest = len(written)
        at += len(line)
    return longest
