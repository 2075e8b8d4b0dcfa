"""What the words of a file are, for an editor to colour: those of instructions are in `instruction_tokens`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.lsp.features.instruction_tokens import Words
from analyzer.lsp.features.painting import Painting

if TYPE_CHECKING:
    from analyzer.lsp.data import Range, Token
    from analyzer.lsp.snapshot import Snapshot
    from analyzer.syntax.nodes import Directive

TYPES = (
    *("keyword", "comment", "string", "number", "operator", "variable", "parameter", "property", "function", "method"),
    *("class", "namespace", "enumMember", "macro", "decorator"),
)
"""Images are classes, their tags and digests members; stages are namespaces; flags and options parameters; commands functions
and their sub-commands methods; the words around a here-document macros; directives decorators."""
MODIFIERS = ("definition", "readonly", "deprecated", "defaultLibrary")


def tokens(snapshot: Snapshot, place: Range | None = None) -> list[Token]:
    """The tokens of a file by place; of a range those that touch it."""
    document = snapshot.document
    painting = Painting(snapshot.text, document.escape)
    steps = iter(snapshot.facts.instructions)
    for piece in document.pieces:
        step = next(steps) if piece.piece == "instruction" else None
        if place is not None and (piece.start > place[1] or max(piece.end, piece.start) < place[0]):
            continue
        if step is not None:
            Words(painting, step).paint()
        elif piece.piece == "comment":
            painting.add((piece.start, piece.end), "comment")
        elif piece.piece == "directive":
            _directive(painting, piece)  # type: ignore[arg-type]
    found = painting.tokens()
    if place is None:
        return list(found)
    return [token for token in found if token.range[0] <= place[1] and place[0] <= token.range[1]]


def _directive(painting: Painting, piece: Directive) -> None:
    text = painting.text
    painting.add((piece.start, piece.end), "comment")
    equals = text.rfind("=", piece.start, piece.value_start)
    name = text.lower().find(piece.name, piece.start, max(equals, piece.start))
    painting.add((name, name + len(piece.name)) if name >= 0 else (0, 0), "decorator")
    painting.add((equals, equals + 1) if equals >= 0 else (0, 0), "operator")
    painting.add((piece.value_start, piece.value_start + len(piece.value)), "string")
