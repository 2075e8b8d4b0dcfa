"""An instruction as it is laid out: one space between its pieces, its continued lines indented."""

from __future__ import annotations

from itertools import pairwise

from analyzer.fixes.formatting.script import Depths
from analyzer.fixes.formatting.splitting import split
from analyzer.fixes.formatting.tokens import APART, ELEMENT, SPACE, WRITTEN, Tokens
from analyzer.native import bisect_right
from analyzer.syntax.whitespace import SPACES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from analyzer.facts.instructions import Instruction as Facts
    from analyzer.fixes.formatting.style import Style
    from analyzer.fixes.formatting.tokens import Token
    from analyzer.syntax.nodes import Instruction


OPERATORS = ("&&", "||", ";", "&")


class Layout:
    """Writes one instruction, its here-documents left out. `lines` are its finished lines, without their ends."""

    def __init__(self, facts: Facts, style: Style, escape: str) -> None:
        self.node: Instruction = facts.syntax
        self.source = facts.file.source.text
        self.style = style
        self.escape = escape
        self.tokens = Tokens(self.node, facts, style)
        self.lines: list[str] = []
        self._line = ""
        self._depth = 0
        self._starts: list[int] = [0]  # where each line begins in the logical text, and how deep it stands
        self._depths: list[int] = [0]
        self._script_depths: Depths | None = None
        self._spread = False
        self._bracket = 0

    def write(self) -> list[str]:
        """The lines, comment lines among them."""
        found = self.tokens.found
        if self.style.split_runs and self.node.kind == "RUN":
            split(self.tokens, self.style.width, self._gap)
        self._spread = self._is_spread()
        for before, token in zip([None, *found], found, strict=False):
            self._put(before, token)
        comments, rest = self._tail(found[-1])
        return [*self.lines, self._line + rest, *comments]

    def _put(self, before: Token | None, token: Token) -> None:
        gap = self._gap(before, token) if before is not None else ""
        broken = "\n" in gap or token.splits
        if broken:
            depth = self._depth_of(token)
            self.lines.append(f"{self._line} {self.escape}")
            self.lines += [self._indent(depth) + text for text in self._between(gap)]
            self._line = self._indent(depth)
            self._starts.append(token.start)
            self._depths.append(depth)
        elif before is not None:
            self._line += gap if token.gap == WRITTEN else SPACE if token.gap == APART or (token.gap == SPACE and gap) else ""
        if token.in_script and self._script_depths is None and self.tokens.script is not None:
            depth = 1 if broken or len(self._depths) == 1 else self._depths[-1] + 1
            self._script_depths = Depths(self.tokens.script, depth, self._depth_at)
        if token.depth == ELEMENT.OPEN:
            self._bracket = self._depths[-1]
        self._line += self._text(token)

    def _depth_of(self, token: Token) -> int:
        """How deep a line stands that begins with a piece."""
        if token.depth in (ELEMENT.INSIDE, ELEMENT.CLOSE):
            return self._bracket + (token.depth == ELEMENT.INSIDE)
        if not token.in_script or self._script_depths is None:
            return 1
        return self._script_depths.of(token.start - self.tokens.origin)

    def _depth_at(self, offset: int) -> int:
        """How deep the line stands that a place of the script is on."""
        line = bisect_right(self._starts, offset + self.tokens.origin) - 1
        return self._depths[line] if line else int(self._spread)  # as if the first command had a line of its own

    def _is_spread(self) -> bool:
        """A command of the script's own list begins on a line of its own."""
        root = self.tokens.script.root if self.tokens.script is not None else None
        starts = {each.start + self.tokens.origin for each in root.pipelines[1:]} if root is not None else set()
        broken = False
        for before, token in pairwise(self.tokens.found):
            text = self.tokens.text[before.start : before.end]
            broken = "\n" in self._gap(before, token) or token.splits or (broken and text in OPERATORS)
            if broken and token.start in starts:
                return True
        return False

    def _indent(self, depth: int) -> str:
        return self.style.indent * depth

    def _span(self, token: Token) -> tuple[int, int]:
        return self.node.logical.span(token.start, token.end)

    def _gap(self, before: Token, token: Token) -> str:
        """What stands in the source between two pieces."""
        return self.source[self._span(before)[1] : self._span(token)[0]]

    def _text(self, token: Token) -> str:
        """A piece as it stands in the source, but for the empty lines that interrupt it."""
        if token.text is not None:
            return token.text
        start, end = self._span(token)
        parts = []
        blanks = self.node.blank_continuations
        for first, last in blanks[bisect_right(blanks, (start, end)) :]:
            if last >= end:
                break
            parts.append(self.source[start:first])
            start = self.source.index("\n", last) + 1
        return "".join([*parts, self.source[start:end]])

    def _tail(self, last: Token) -> tuple[list[str], str]:
        """The comments behind the last piece, and what ends its line: white space where that is kept.

        Without it the line of a piece that ends in the escape character would go on, which it does not in the source.
        """
        node = self.node
        end = node.heredocs[0].body[0] if node.heredocs else node.outer_end
        rest = self.source[self._span(last)[1] : end]
        comments = [line for line in self._between(rest + "\n") if line != self.escape]
        kept = rest.partition("\n")[0].rstrip("\r")
        if self._line.endswith(self.escape) and not self._line.endswith(self.escape * 2):
            return comments, kept
        return comments, "" if self.style.trim or self.escape in rest else kept

    def _between(self, gap: str) -> list[str]:
        """The lines in a gap that stay: comments, and those that hold the escape character alone, which group commands."""
        found: list[str] = []
        alone = 0
        for written in gap.split("\n")[1:-1]:
            line = written.lstrip(SPACES)
            if not line:
                continue
            alone = alone + 1 if line.rstrip(SPACES) == self.escape else 0
            if alone and alone <= self.style.blank_lines:
                found.append(self.escape)
            elif line.startswith("#"):
                found.append(line.rstrip(SPACES) if self.style.trim else line.rstrip("\r"))
        return found
