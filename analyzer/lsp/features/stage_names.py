"""Stages: their names behind AS, and where FROM, COPY --from and RUN --mount=from name them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.facts.unknown import Unknown
from analyzer.lsp.features.name_places import in_quotes
from analyzer.lsp.features.names import LOWER, MADE, NAMED, NUMBER, STAGE, Name, Use

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analyzer.facts.instructions import Instruction
    from analyzer.facts.stages import Stage
    from analyzer.lsp.snapshot import Snapshot
    from analyzer.syntax.nodes import Word


def stages(snapshot: Snapshot) -> list[Name]:
    """All stages by their index. One without a name is found at its FROM."""
    file, text = snapshot.facts, snapshot.text
    found = [Name(STAGE, stage.written_name or "", stage) for stage in file.stages]
    for stage, name in zip(file.stages, found, strict=True):
        words = stage.from_instruction.syntax.arguments
        if stage.written_name:
            name.uses.append(_use(text, words[2], name.text, stage.index, NAMED, defines=True))
        else:
            keyword = stage.from_instruction.syntax.keyword
            name.uses.append(Use((keyword.start, keyword.end), stage.index, NUMBER, defines=True))
    for other, word, where, form in _named(snapshot):
        name = found[other.index]
        name.uses.append(_use(text, word, name.text, where, form))
    return found


def stage_uses(stage: Stage) -> Iterator[tuple[Stage, Word]]:
    """The stages that a stage uses for certain, and the words that name them."""
    base, image = stage.base_stage, stage.image
    if image is not None and base is not None and not isinstance(base, Unknown):
        yield base, image.word
    for step in stage.instructions:
        for each in (step, step.trigger):
            if each is not None:
                yield from _step_uses(each)


def _step_uses(step: Instruction) -> Iterator[tuple[Stage, Word]]:
    if step.kind == "COPY":
        flag, source = step.syntax.flag("from"), step.from_stage
        if flag is not None and flag.value is not None and source is not None and not isinstance(source, Unknown):
            yield source, flag.value
    for mount in step.mounts:
        options = [option for option in mount.flag.options or () if option.key.text.lower() == "from"]
        word = options[-1].value if options else None
        if mount.from_stage is not None and word is not None:
            yield mount.from_stage, word


def _named(snapshot: Snapshot) -> Iterator[tuple[Stage, Word, int, str]]:
    """(stage, word, index of the stage it stands in, form) of each use."""
    for stage in snapshot.facts.stages:
        image = stage.image
        for other, word in stage_uses(stage):
            in_from = image is not None and word is image.word
            number = not in_from and word.text.removeprefix("+").isdecimal()
            form = NUMBER if number else MADE if "$" in word.text else LOWER if in_from else NAMED
            yield other, word, stage.index, form
        if image is not None:
            for other in image.candidates:
                yield other, image.word, stage.index, MADE


def _use(text: str, word: Word, name: str, where: int, form: str, *, defines: bool = False) -> Use:
    place = in_quotes(text, (word.start, word.end), name, fold=True) if form in (NAMED, LOWER) else None
    if place is None and form != NUMBER:
        form = MADE
    return Use(place or (word.start, word.end), where, form, defines=defines)
