"""Cuts an instruction into the pieces that stay as they are; between them is only white space, which is layout."""

from __future__ import annotations

from analyzer.fixes.formatting.script import borders, feeds_lines, words
from analyzer.native import bisect_right
from analyzer.shell.parse import parse_script
from analyzer.source.patterns import Lazy
from analyzer.syntax.whitespace import SPACES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from analyzer.facts.instructions import Instruction as Facts
    from analyzer.fixes.formatting.style import Style
    from analyzer.shell.nodes import Script
    from analyzer.syntax.nodes import Instruction

_JSON = Lazy(r'"(?:[^"\\]|\\[\s\S])*"|[\[\],]')
_SHELL = frozenset({"RUN", "CMD", "ENTRYPOINT", "HEALTHCHECK"})
_WORDS = frozenset({"FROM", "EXPOSE", "COPY", "ADD", "VOLUME", "ARG"})

SPACE, NOTHING, WRITTEN, APART = " ", "", "=", "+"


class ELEMENT:
    """Depths of the pieces of a JSON array, told by the line its bracket stands on."""

    OPEN, INSIDE, CLOSE = -1, -2, -3


class Token:
    """A piece of an instruction: its span in the logical text (0-based code points), and what is written in its place, if any.

    `gap` tells what stands before it on its line: a space where there is white space, nothing, what is written there, or a
    space in any case (`APART`). `depth` is that of a line it
    begins, or an `ELEMENT`; `in_script` tells that it is a piece of the script, whose tree says so. `splits` tells that it
    begins a line of a RUN that is split.
    """

    __slots__ = ("depth", "end", "gap", "in_script", "splits", "start", "text")

    def __init__(self, start: int, end: int, gap: str = SPACE, text: str | None = None, depth: int = 1) -> None:
        self.start = start
        self.end = end
        self.gap = gap
        self.text = text
        self.depth = depth
        self.in_script = False
        self.splits = False


class Tokens:
    """The pieces of an instruction, in order. `script` is its shell script, which begins at `origin` of the logical text."""

    def __init__(self, node: Instruction, facts: Facts | None, style: Style) -> None:
        self.text = node.logical.text
        self.found: list[Token] = []
        self.script: Script | None = None
        self.origin = 0
        self._style = style
        self._read(node, facts)
        self._rest()

    def _read(self, node: Instruction, facts: Facts | None) -> None:
        """Takes the keyword, the flags and the arguments."""
        self._keyword(node.keyword.at, node.keyword.text)
        for flag in node.flags:
            self._add(_logical(node, flag.start), _logical(node, flag.end - 1) + 1)
        if node.trigger is not None:
            self._read(node.trigger, facts.trigger if facts is not None else None)
        elif node.kind == "HEALTHCHECK":
            if node.arguments:
                self._keyword(node.arguments[0].at, node.arguments[0].text)
            self._command(node, facts, 1)
        elif node.json_form:
            assert node.rest is not None
            self._json(node.rest.at)
        elif node.kind in _SHELL:
            self._command(node, facts, 0)
        elif node.rest is not None and (not node.arguments or _is_odd_pair(node)):
            self._add(node.rest.at, node.rest.at + len(node.rest.text))
        elif node.pairs and node.pairs[0].separator != " ":
            for pair in node.pairs:
                last = pair.value or pair.key
                self._add(pair.key.at, last.at + len(last.text))
        else:
            self._arguments(node)

    def _arguments(self, node: Instruction) -> None:
        for word in node.arguments:
            if node.kind == "FROM" and word is not node.arguments[0] and len(node.arguments) == 3 and word.text.upper() == "AS":
                self._keyword(word.at, word.text)
            else:
                self._add(word.at, word.at + len(word.text))
        for heredoc in node.heredocs:
            self._whole(_logical(node, heredoc.start), _logical(node, heredoc.end - 1) + 1)

    def _command(self, node: Instruction, facts: Facts | None, at: int) -> None:
        """A JSON array, or a script, which is one piece where it cannot be read for sure."""
        if len(node.arguments) <= at:
            return
        word = node.arguments[at]
        if node.json_form:
            self._json(self.text.index("[", node.arguments[at - 1].at + len(node.arguments[at - 1].text)))
            return
        script = script_of(node, facts, word.text)
        if script is None:
            self._add(word.at, word.at + len(word.text))
            return
        self.script, self.origin = script, word.at
        spans = [(start + word.at, end + word.at) for start, end in words(script)]
        comment = self.text.find("#", spans[-1][1] if spans else word.at)  # behind the last word it is nothing else
        if comment >= 0:
            spans.append((comment, word.at + len(word.text)))
        cuts = sorted({cut + word.at for cut in borders(script)})
        for start, end in _covered(self.text, word.at, word.at + len(word.text), spans, cuts):
            token = Token(start, end, WRITTEN if start != word.at else SPACE)
            token.in_script = True
            self.found.append(token)

    def _json(self, start: int) -> None:
        before = ""
        for match in _JSON.finditer(self.text, start):
            text = match.group()
            tight = before == "[" or text in {"]", ","}
            token = Token(match.start(), match.end(), NOTHING if tight and before else APART)
            token.depth = ELEMENT.CLOSE if text == "]" else ELEMENT.INSIDE if before else ELEMENT.OPEN
            self.found.append(token)
            before = text

    def _keyword(self, at: int, text: str) -> None:
        self.found.append(Token(at, at + len(text), SPACE, self._style.cased(text)))

    def _add(self, start: int, end: int) -> None:
        if end > start:
            self.found.append(Token(start, end))

    def _whole(self, start: int, end: int) -> None:
        """One piece in place of all that it covers."""
        self.found = [token for token in self.found if token.end <= start or token.start >= end]
        self._add(start, end)

    def _rest(self) -> None:
        """What no one took is taken as it is."""
        found = sorted(self.found, key=lambda token: token.start)
        spans = [(token.start, token.end) for token in found]
        at = {token.start: token for token in found}
        end = len(self.text.rstrip(SPACES))
        first = found[0].start
        self.found = [
            at[start] if start in at else Token(start, stop) for start, stop in _covered(self.text, first, end, spans, [])
        ]


def _is_odd_pair(node: Instruction) -> bool:
    """A legacy pair whose name is quoted or escaped in part, so that another gap behind it may make it a pair with "="."""
    pairs = node.pairs
    return bool(pairs) and pairs[0].separator == " " and any(char in pairs[0].key.text for char in "\\`'\"")


def _logical(node: Instruction, offset: int) -> int:
    """Where a character of the source stands in the logical text."""
    piece = bisect_right(node.logical.origins, offset) - 1
    return node.logical.starts[piece] + offset - node.logical.origins[piece]


def _covered(text: str, start: int, end: int, spans: list[tuple[int, int]], cuts: list[int]) -> Iterable[tuple[int, int]]:
    """The spans, and what is between them but white space, cut at the `cuts`."""
    at = start
    for first, last in [*spans, (end, end)]:
        yield from _runs(text, at, first, cuts)
        if last > first:
            yield first, last
        at = max(at, last)


def _runs(text: str, start: int, end: int, cuts: list[int]) -> Iterable[tuple[int, int]]:
    """The stretches of ``text[start:end]`` without white space, cut at the `cuts`."""
    at = start
    while at < end:
        if text[at] in SPACES:
            at += 1
            continue
        cut = bisect_right(cuts, at)
        most = min(cuts[cut], end) if cut < len(cuts) else end
        stop = at + 1
        while stop < most and text[stop] not in SPACES:
            stop += 1
        yield at, stop
        at = stop


def script_of(node: Instruction, facts: Facts | None, text: str) -> Script | None:
    """The script that an instruction is certain to hold."""
    body = facts.body if facts is not None else None
    if body is None or body.shell is None or not body.shell.posix or body.is_program or node.heredocs:
        return None
    script = parse_script(text)
    return script if script.complete and script.root is not None and not feeds_lines(script) else None
