"""A whole file, laid out anew. What its instructions say, its comments and its here-documents stay as they are."""

from __future__ import annotations

from analyzer.fixes.formatting.instruction import Layout
from analyzer.syntax.lines import BOM
from analyzer.syntax.whitespace import SPACES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from analyzer.facts.instructions import Instruction as Facts
    from analyzer.facts.model import FileFacts
    from analyzer.fixes.formatting.style import Style
    from analyzer.syntax.nodes import Comment, Directive, Piece


def laid_out(file: FileFacts, style: Style) -> str:
    """The text of a file in a style. The file must be one that BuildKit can read."""
    return _Writer(file, style).write()


class _Writer:
    def __init__(self, file: FileFacts, style: Style) -> None:
        self.file = file
        self.source = file.source.text
        self.style = style
        first, ended, _ = self.source.partition("\n")
        self.newline = style.newline or ("\r\n" if ended and first.endswith("\r") else "\n")
        self.parts: list[str] = []
        self.top = True  # nothing but comments and directives so far: what stands there may be a directive, or become one

    def write(self) -> str:
        bom = BOM if self.source.startswith(BOM) else ""
        steps = iter(self.file.instructions)
        pieces = self.file.document.pieces
        for piece, after in zip(pieces, [*pieces[1:], None], strict=True):
            if piece.piece == "blank":
                self._blank(piece, after)
            elif piece.piece == "instruction":
                self._instruction(next(steps))
            else:
                self._comment(piece)  # type: ignore[arg-type]
        text = "".join(self.parts)
        if not self.style.final_newline:
            text = text.rstrip("\r\n") if not self._ends_in_heredoc() else text
        elif text and not text.endswith("\n"):
            text += self.newline
        return bom + text

    def _ends_in_heredoc(self) -> bool:
        pieces = self.file.document.instructions
        return bool(pieces and pieces[-1].heredocs)

    def _blank(self, piece: Piece, after: Piece | None) -> None:
        """Some of the empty lines: none at the end and before a first instruction, else no more than the style says."""
        count = min(self.source.count("\n", piece.start, piece.end), self.style.blank_lines)
        if after is None:
            return
        if after.piece == "instruction":
            count = count if self.parts else 0
        elif self.top:
            count = max(1, count)  # without it the comment below might be a directive
        self.parts.append(self.newline * count)
        self.top = False

    def _comment(self, piece: Comment | Directive) -> None:
        line = self.source[piece.start : piece.end].removeprefix(BOM).rstrip("\r\n")
        if not self.top:
            line = line.lstrip(SPACES)
        if self.style.trim and piece.piece == "comment":
            line = line.rstrip(SPACES)
        self.parts += [line, self.newline if self.source.endswith("\n", piece.start, piece.end) else ""]

    def _instruction(self, step: Facts) -> None:
        self.top = False
        node, newline = step.syntax, self.newline
        head = self.source[node.outer_start : node.keyword.start]
        text = self.source[node.outer_start : node.outer_end]
        if "\n" in head or node.logical.text[node.keyword.at :] == "":
            self.parts.append(text)
            return
        lines = "\n".join(Layout(step, self.style, self.file.escape).write())
        body = self.source[node.heredocs[0].body[0] : node.outer_end] if node.heredocs else ""
        ended = body or text.endswith("\n")
        self.parts += [_ends(lines, newline) + (newline if ended else ""), body]


def _ends(text: str, newline: str) -> str:
    """A text with these line endings."""
    return newline.join(line.rstrip("\r") for line in text.split("\n"))
