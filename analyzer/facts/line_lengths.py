"""How long the lines of an instruction are."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from analyzer.facts.instructions import Instruction

_WORDS = 7  # a line of fewer words has few places to break it at


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
