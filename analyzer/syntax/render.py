"""Tree -> text."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from analyzer.syntax.nodes import Document, Instruction, Piece


def outer_span(piece: Piece) -> tuple[int, int]:
    """The whole lines a piece takes up (source offsets): an instruction's own span has no surrounding white space."""
    if piece.piece == "instruction":
        node: Instruction = piece  # type: ignore[assignment]
        return node.outer_start, node.outer_end
    return piece.start, piece.end


def render(document: Document) -> bytes:
    """The file the document was parsed from, byte for byte, put together from its pieces."""
    text = document.source.text
    parts = [text[start:end] for start, end in map(outer_span, document.pieces)]
    return "".join(parts).encode("utf-8", "surrogateescape")
