"""What of a shell script is laid out: the words that stay as they are, and how deep a line stands that begins between them.

Words, redirects and assignments are taken whole, with the quotes, substitutions and arrays within them. All offsets are 0-based
code points of the script's text.
"""

from __future__ import annotations

from analyzer.native import bisect_right
from analyzer.shell.nodes import Compound, SimpleCommand

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import TypeVar

    from analyzer.shell.nodes import List, Pipeline, Script
    from analyzer.shell.word import Word

    DepthAt = Callable[[int], int]
    Node = TypeVar("Node", List, Pipeline, SimpleCommand | Compound, Word)


def words(script: Script) -> list[tuple[int, int]]:
    """The spans of what is one piece, outermost ones only, in order."""
    found: list[tuple[int, int]] = []
    for command in outer_commands(script):
        found += [(word.start, word.end) for word in command.words]
        found += [(redirect.start, redirect.end) for redirect in command.redirects]
        if isinstance(command, SimpleCommand):
            found += [(each.start, each.end) for each in command.assignments]
    return sorted(found)


def borders(script: Script) -> set[int]:
    """Where commands begin and end: operators on either side of one are not the same operator."""
    found = set()
    for command in outer_commands(script):
        found |= {command.start, command.end, command.pipeline.start, command.pipeline.end}
    return found


def outer_commands(script: Script) -> Iterator[SimpleCommand | Compound]:
    """The commands in order of their lists, those within words left out."""
    pending = [script.root] if script.root is not None else []
    while pending:
        for pipeline in pending.pop().pipelines:
            for command in pipeline.commands:
                yield command
                if isinstance(command, Compound):
                    pending += command.lists


def feeds_lines(script: Script) -> bool:
    """A here-document stands in it."""
    return any(redirect.heredoc is not None for command in outer_commands(script) for redirect in command.redirects)


class Depths:
    """How deep the lines of a script stand.

    `depth` is that of the script's own list, `depth_at` gives that of the line a place further up stands on.
    """

    __slots__ = ("_depth", "_depth_at", "_groups", "_script")

    def __init__(self, script: Script, depth: int, depth_at: DepthAt) -> None:
        self._script = script
        self._depth = depth
        self._depth_at = depth_at
        self._groups: dict[int, list[int]] = {}

    def of(self, offset: int) -> int:
        """How deep a line stands that begins at an offset.

        A command continues one level deeper than it begins, a list within a compound command stands one level deeper than
        that, and an operator as deep as its list.
        """
        inside, depth = self._script.root, self._depth
        while inside is not None:
            pipeline = _holding(inside.pipelines, offset)
            if pipeline is None or pipeline.start == offset:
                break
            command = _holding(pipeline.commands, offset)
            if command is None or (command.start == offset and command.position):
                return max(depth, self._depth_at(pipeline.start) + 1)
            if not isinstance(command, Compound):
                return max(depth, self._depth_at(command.start) + 1) + self._group(command, offset)
            depth = max(depth, self._depth_at(command.start))
            inside = _holding(command.lists, offset)
            if inside is None:
                return depth + _within(command, self._script.text, offset)
            if command.kind not in ("function", "coproc"):
                depth += 2 if command.kind == "case" else 1
        return depth

    def _group(self, command: SimpleCommand, offset: int) -> int:
        """How many parentheses that a program reads, those of find and test, are open before a word."""
        if id(command) not in self._groups:
            opened, counts = 0, []
            for word in command.words:
                counts.append(max(0, opened - (word.value == ")")))
                opened = max(0, opened + (word.value == "(") - (word.value == ")"))
            self._groups[id(command)] = counts
        at = bisect_right(command.words, offset, key=_start) - 1
        return self._groups[id(command)][at] if at >= 0 else 0


def _holding(nodes: Sequence[Node], offset: int) -> Node | None:
    """The one of some nodes, which are in order, that an offset lies in."""
    at = bisect_right(nodes, offset, key=_start) - 1
    return nodes[at] if at >= 0 and offset < nodes[at].end else None


def _start(node: List | Pipeline | SimpleCommand | Compound | Word) -> int:
    return node.start


def _within(command: Compound, text: str, offset: int) -> int:
    """How much deeper than a compound command something stands that is in none of its lists: a keyword, a word, ``;;``."""
    if _holding(command.words, offset) is not None:
        return 1
    return 2 if command.kind == "case" and text.startswith(";", offset) else 0
