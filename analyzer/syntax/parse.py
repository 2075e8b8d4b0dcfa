"""Source -> lossless tree. Reads the way BuildKit does, but goes on after what BuildKit would refuse.

`parse_document` never raises: what is wrong is kept in `Document.issues` in BuildKit's words, and the pieces of a document
always cover the whole source.
"""

from __future__ import annotations

from analyzer.grammar.tables import parser
from analyzer.syntax.arguments import read_instruction
from analyzer.syntax.directives import DirectiveError, DirectiveReader, escape_token, find_directive
from analyzer.syntax.expansion import ExpansionError
from analyzer.syntax.heredocs import declared_heredocs, read_body
from analyzer.syntax.lines import BOM, LINE_LIMIT, LineReader, LogicalLine, comment
from analyzer.syntax.nodes import Directive, Document, Instruction, Piece, SyntaxIssue
from analyzer.syntax.validate import check_instruction, check_sequence
from analyzer.syntax.whitespace import SPACES

_TOO_LONG = "dockerfile line greater than max allowed size"

TYPE_CHECKING = False
if TYPE_CHECKING:
    from analyzer.source.text import Source


def parse_document(source: Source, previous: Document | None = None) -> Document:
    """The tree of a file, with all that BuildKit would refuse in `issues`.

    `previous` is the tree of what it was before an edit: its instructions above the edit stand where they stood, and are
    taken as they are. Nobody changes a tree once it is made.
    """
    reader = _Reader(source)
    if previous is not None:
        reader.take(previous)
    return reader.read()


def _same(one: str, other: str) -> int:
    """How many characters two texts begin with alike."""
    low, high = 0, min(len(one), len(other))
    while low < high:  # comparing slices is quicker than going through them
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


class _Reader:
    """One pass over the lines of a file."""

    def __init__(self, source: Source) -> None:
        self.document = Document(source)
        self.lines = LineReader(source)
        self.directives = DirectiveReader()
        self.parser = parser("dockerfile")
        self.doc_comments: list[str] = []

    def read(self) -> Document:
        document, lines = self.document, self.lines
        while True:
            start, end, line = lines.next_line()
            if not line:
                break
            text = line[1:] if start == 0 and line.startswith(BOM) else line
            stripped = text.lstrip(SPACES)
            if not stripped:
                self.read_blank(start, end)
            elif stripped[0] == "#":
                self.read_comment(start, end, text, stripped)
            else:
                self.directives.done = True
                self.read_instruction(lines.logical_line(start, line), start)
        self.check_file()
        document.issues.sort(key=lambda issue: (issue.start, issue.end))
        return document

    def take(self, previous: Document) -> None:
        """Takes over what comes before the line of the first difference, up to the last instruction there.

        An instruction depends on nothing behind its last line; what ended with the file may go on now. Directives come before
        all instructions, and what is wrong with them, or with the length of lines, is worked out anew.
        """
        same = _same(previous.source.text, self.lines.text)
        taken = [node for node in previous.instructions if node.outer_end < same]
        if not taken or any(issue.start < taken[0].start or issue.message.startswith(_TOO_LONG) for issue in previous.issues):
            return
        last, document = taken[-1], self.document
        document.escape, document.instructions = previous.escape, taken
        document.directives = list(previous.directives)
        document.pieces = [piece for piece in previous.pieces if piece.end <= last.outer_end]
        document.issues = [issue for node in taken for issue in node.issues]
        self.lines.escape, self.lines.at, self.lines.line = previous.escape, last.outer_end, last.last_line
        self.parser = parser("dockerfile" if previous.escape == "\\" else "dockerfile_backtick")
        self.directives.done = True

    def read_blank(self, start: int, end: int) -> None:
        self.directives.done = True
        pieces = self.document.pieces
        if pieces and pieces[-1].piece == "blank":
            pieces[-1].end = end
        else:
            pieces.append(Piece(start, end))

    def read_comment(self, start: int, end: int, text: str, stripped: str) -> None:
        """A comment line: a directive while the block at the top lasts; else it may document the next instruction."""
        body = stripped.rstrip("\r\n")
        begin = end - len(stripped)
        try:
            found = self.directives.read(body)
            if found is not None:
                name, value, at = found
                directive = Directive(start, end, name, value, begin + at)
                self.document.directives.append(directive)
                self.document.pieces.append(directive)
                if name == "escape":
                    self.lines.escape = self.document.escape = escape_token(value)
                    self.parser = parser("dockerfile" if value == "\\" else "dockerfile_backtick")
                return
        except DirectiveError as error:
            before = self.lines.line - 1
            self.issue(str(error), begin, begin + len(body), "parser", (before, before))
            if self.document.pieces and self.document.pieces[-1].start == start:
                return
        node = comment(start, self.lines.text[start:end])
        self.document.pieces.append(node)
        # BuildKit cuts one byte off the line, white space included, and takes what is left as the comment
        said = text.encode("utf-8", "surrogateescape")[1:].decode("utf-8", "surrogateescape").strip(SPACES)
        if said:
            self.doc_comments.append(said)
        else:
            self.doc_comments = []

    def read_instruction(self, logical: LogicalLine, start: int) -> None:
        lines = self.lines
        node, error = read_instruction(self.parser, logical.text, lines.escape)
        node.end = max(node.end, logical.end)
        node.comments, node.blank_continuations = logical.comments, logical.blank
        node.line, node.last_line = logical.first, logical.last
        node.doc_comments, self.doc_comments = self.doc_comments, []
        if error is not None:
            self.refuse(node, error.message, error.start, error.end)
        else:
            self.read_heredocs(node)
        node.outer_start, node.outer_end = start, lines.at
        node.last_line = lines.line
        node.too_long = bool(lines.too_long) and lines.too_long[-1] >= node.line
        if node.trigger is not None:
            node.trigger.too_long = node.too_long
            node.trigger.heredocs, node.trigger.line, node.trigger.last_line = node.heredocs, node.line, node.last_line
            node.trigger.outer_start, node.trigger.outer_end = start, lines.at
        if not node.issues:
            check_instruction(node, self.parser)
        self.document.issues += node.issues
        self.document.instructions.append(node)
        self.document.pieces.append(node)

    def read_heredocs(self, node: Instruction) -> None:
        try:
            heredocs = declared_heredocs(node)
        except ExpansionError as error:
            self.refuse(node, str(error), node.start, node.end)
            return
        for heredoc in heredocs:
            node.heredocs.append(heredoc)
            if not read_body(heredoc, self.lines):
                node.last_line = self.lines.line
                self.refuse(node, "unterminated heredoc", heredoc.start, heredoc.end)
            node.end = max(node.end, heredoc.terminator[1])

    def refuse(self, node: Instruction, message: str, start: int, end: int) -> None:
        """An issue of BuildKit's parser about an instruction."""
        node.issues.append(SyntaxIssue(message, start, end, "parser", (node.line, max(node.line, node.last_line))))

    def issue(self, message: str, start: int, end: int, phase: str, lines: tuple[int, int]) -> None:
        self.document.issues.append(SyntaxIssue(message, start, end, phase, lines))

    def check_file(self) -> None:
        """What only the whole file shows: too long lines, no instruction, no stage."""
        document, lines = self.document, self.lines
        starts = document.source.line_starts
        for number in lines.too_long:
            message = f"{_TOO_LONG} of {LINE_LIMIT}"
            end = starts[number] - 1 if number < len(starts) else len(lines.text)
            self.issue(message, starts[number - 1], end, "parser", (number - 1, number - 1))
        if not document.instructions:
            self.issue("file with no instructions", 0, 0, "parser", (lines.line, lines.line))
        else:
            document.issues += check_sequence(document)
        if any(directive.name == "check" for directive in document.directives):
            self.check_options()

    def check_options(self) -> None:
        """Options of ``# check=`` that BuildKit cannot read end the build before it begins (newRuleLinter)."""
        found = find_directive(self.lines.text, "check")
        if found is None:
            return
        from analyzer.syntax.check_directive import CheckDirectiveError, parse_check_options

        try:
            parse_check_options(found.value)
        except CheckDirectiveError as error:
            start = self.lines.text.index(found.value, self.document.source.line_starts[found.line - 1])
            self.issue(str(error), start + error.start, start + error.end, "file", (found.line, found.line))
