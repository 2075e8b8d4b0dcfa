"""Edits of image references and stage names."""

from __future__ import annotations

from analyzer.facts.references import split_reference
from analyzer.fixes.edit import Edit, Unfit

TYPE_CHECKING = False
if TYPE_CHECKING:
    from analyzer.facts.images import Image
    from analyzer.facts.instructions import Instruction
    from analyzer.facts.references import Reference
    from analyzer.facts.stages import Stage
    from analyzer.syntax.nodes import Word


def set_digest(at: Image, digest: str) -> list[Edit]:
    """The image gets a digest, or another one; its tag stays."""
    _parts(at)
    if not digest.startswith("sha256:"):
        raise Unfit("the text is no digest")
    name = at.text.partition("@")[0]
    return [Edit(at.start + len(name), at.end, f"@{digest}")]


def set_tag(at: Image, tag: str) -> list[Edit]:
    """The image gets a tag, or another one. An image with a digest keeps what it is."""
    parts = _parts(at)
    if parts.digest is not None:
        raise Unfit("the image has a digest")
    if not tag or not tag.isascii() or not all(character.isalnum() or character in "_.-" for character in tag):
        raise Unfit("the text is no tag")
    name = at.text if parts.tag is None else at.text[: -len(parts.tag) - 1]
    return [Edit(at.start + len(name), at.end, f":{tag}")]


def set_as(at: Instruction | Stage, keyword: str) -> list[Edit]:
    """The word AS of a FROM is written in another case."""
    word = _from_words(at)[1]
    if keyword.upper() != "AS":
        raise Unfit("the text is not AS")
    return [Edit(word.start, word.end, keyword)]


def set_stage_name(at: Instruction | Stage, name: str) -> list[Edit]:
    """The name of a stage is written in another case: who uses it finds it all the same."""
    word = _from_words(at)[2]
    if name.lower() != word.text.lower():
        raise Unfit("it would be another name")
    return [Edit(word.start, word.end, name)]


def _parts(at: Image) -> Reference:
    if at.span_text != at.text or "$" in at.text or at.text == "scratch" or at.is_stage is not False:
        raise Unfit("it is not the reference of an image")
    return split_reference(at.text)


def _from_words(at: Instruction | Stage) -> list[Word]:
    step = at.from_instruction if at.sort == "stage" else at  # type: ignore[union-attr]
    words = step.syntax.arguments  # type: ignore[union-attr]
    if step.kind != "FROM" or len(words) != 3:  # type: ignore[union-attr]
        raise Unfit("the stage has no name")
    return words


def remove_tag(at: Image) -> list[Edit]:
    """The tag of an image that has a digest goes."""
    name, at_sign, digest = at.text.partition("@")
    folder, slash, last = name.rpartition("/")
    repository, colon, tag = last.partition(":")
    if at.span_text != at.text or not at_sign or not digest or not colon or ":" in tag or "{" in repository:
        raise Unfit("the tag cannot be told from the name")
    start = at.start + len(folder + slash + repository)
    return [Edit(start, at.start + len(name), "")]
