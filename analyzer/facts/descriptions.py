"""The comment above an ARG or FROM, which ``docker build --call=outline`` shows as its description.

Blank lines between do not part them (parser/parser.go), whatever the reference says; a comment line without text does.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from analyzer.facts.instructions import Instruction


def comment_above(instruction: Instruction) -> str | None:
    """The last comment line before it, as BuildKit's parser hands it on."""
    comments = instruction.syntax.doc_comments
    return comments[-1] if comments else None


def described_names(instruction: Instruction) -> list[str]:
    """What a comment may describe: the name of the stage, or the arguments."""
    if instruction.onbuild:
        return []
    if instruction.kind == "FROM":
        name = instruction.stage.name if instruction.stage is not None else None
        return [name] if name is not None else []
    return [pair.key.text for pair in instruction.syntax.pairs] if instruction.kind == "ARG" else []


def comment_names_it(instruction: Instruction) -> bool | None:
    """The comment above begins with one of these names; None where there is no comment or no name.

    The words are parted by single blanks (instructions/parse.go, validateDefinitionDescription).
    """
    comment, names = instruction.comment_above, described_names(instruction)
    return comment.split(" ")[0] in names if comment is not None and names else None
