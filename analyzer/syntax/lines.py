"""Cuts a text into blank lines, comments, directives and logical lines (parser/parser.go, Parse).

A logical line is an instruction's text with its continued lines joined. Here-documents are not known yet: the reader
advances over their bodies when `parse` asks for it.
"""

from __future__ import annotations

from analyzer.source.extract import Extract
from analyzer.syntax.nodes import Comment
from analyzer.syntax.whitespace import SPACES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from analyzer.source.text import Source

LINE_LIMIT = 65535  # bytes without the line ending: bufio.MaxScanTokenSize - 1
BOM = "\ufeff"


class LogicalLine:
    """The lines of one instruction: `text` joined, `start` to `end` in the source, `first` to `last` line (from 1)."""

    __slots__ = ("blank", "comments", "end", "first", "last", "start", "text")

    def __init__(self, start: int, first: int) -> None:
        self.start = start
        self.first = self.last = first
        self.end = start
        self.text = Extract("", [0], [start], [start])
        self.comments: list[Comment] = []
        self.blank: list[tuple[int, int]] = []


class LineReader:
    """Physical lines in order. `line` is the number of lines read so far, `at` the offset of the next one."""

    __slots__ = ("at", "escape", "line", "text", "too_long")

    def __init__(self, source: Source) -> None:
        self.text = source.text
        self.escape = "\\"
        self.at = 0
        self.line = 0
        self.too_long: list[int] = []  # lines (from 1) that BuildKit's scanner refuses

    def next_line(self) -> tuple[int, int, str]:
        """(start, end, text) of the next physical line, its line ending included; the text is empty at the end."""
        start = self.at
        end = self.text.find("\n", start) + 1 or len(self.text)
        self.at = end
        line = self.text[start:end]
        if line:
            self.line += 1
            if len(line) * 4 > LINE_LIMIT and len(line.rstrip("\n").encode("utf-8", "surrogateescape")) > LINE_LIMIT:
                self.too_long.append(self.line)
        return start, end, line

    def logical_line(self, start: int, line: str) -> LogicalLine:
        """The logical line that begins with a physical line already read, which holds an instruction."""
        logical = LogicalLine(start, self.line)
        stripped = line.lstrip(SPACES) if start or not line.startswith(BOM) else line[1:].lstrip(SPACES)
        begin = start + len(line) - len(stripped)
        body = stripped.rstrip("\r\n")
        kept = self._continued(body)
        logical.end = begin + len(body)
        if kept is None:
            logical.text = Extract.slice(body, begin)
            return logical
        texts, starts, origins, ends = [kept], [0], [begin], [begin + len(kept)]
        length = len(kept)
        while kept is not None:
            begin, _, line = self.next_line()
            if not line:
                break
            body = line.rstrip("\r\n")
            logical.end = begin + len(body)
            head = body.lstrip(SPACES)
            if not head:
                logical.blank.append((begin, begin + len(body)))
            elif head[0] == "#":
                logical.comments.append(comment(begin, line))
            else:
                kept = self._continued(body)
                part = body if kept is None else kept
                if part:
                    texts.append(part)
                    starts.append(length)
                    origins.append(begin)
                    ends.append(begin + len(part))
                    length += len(part)
        if not texts[0] and len(texts) > 1:
            del texts[0], starts[0], origins[0], ends[0]
        logical.text = Extract("".join(texts), starts, origins, ends)
        logical.last = self.line
        return logical

    def _continued(self, body: str) -> str | None:
        """The line without its continuation character; None where it does not continue.

        The escape character continues a line unless another one stands before it (setEscapeToken's regular expression).
        """
        escape = self.escape
        trimmed = body.rstrip(" \t")
        if not trimmed.endswith(escape) or trimmed[-2:-1] == escape:
            return None
        return trimmed[:-1]


def comment(start: int, line: str) -> Comment:
    """The comment node of a physical line."""
    text = line.strip(SPACES + BOM) if start == 0 else line.strip(SPACES)
    return Comment(start, start + len(line), text[1:].strip(SPACES))
