"""Which instruction of the Dockerfile made which layer.

An image's history has an entry for each instruction of its stage and of the stages that one starts from, and before them those
of its base image (classic builder: dispatchers.go; BuildKit: dockerfile2llb/convert.go, commitToHistory). So the end of the
history is laid beside the instructions, one to one. Where they do not agree, the image was made of another file, or of another
version of it; then an instruction is told only where its text stands once in both.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from analyzer.facts.model import FileFacts, file_facts
from analyzer.runtime.image.entries import Made, read_entry
from analyzer.runtime.image.expected import Expected, expected

if TYPE_CHECKING:
    from analyzer.facts.stages import Stage
    from analyzer.runtime.image.model import Image
    from analyzer.syntax.nodes import Document

_MOST_ENTRIES = 5_000
_MOST_STAGES = 200
_LABEL = "LABEL"


@dataclass(frozen=True, slots=True)
class Mapping:
    """What could be told. `base` is the number of layers of the base image; None where that is not known, and `reason` why not.

    `stage` is the index of the stage that the image was made of, None where that is not known.
    """

    base: int | None
    reason: str = ""
    stage: int | None = None


def map_lines(image: Image, known: FileFacts | Document, target: str = "") -> Mapping:
    """Sets the line of each layer of an image that an instruction of a Dockerfile made; None stays where that cannot be told.

    `known` is the Dockerfile, with what is known of the build where there are facts of it. The image is that of the stage
    `target`; where none is named, of the last stage, or of the only other one whose instructions agree with its history.
    """
    facts = known if isinstance(known, FileFacts) else file_facts(known, target=target or None)
    for layer in image.layers:
        layer.line = None
    history = [entry for entry in image.config.get("history") or [] if isinstance(entry, dict)]
    places = _places(history, len(image.layers))
    if places is None:
        return Mapping(None, "the image has no history that names each of its layers")
    made = [read_entry(str(entry.get("created_by") or "")) for entry in history]
    if facts.target_stage is None:
        return Mapping(None, "the Dockerfile has no stage")
    found = _beside(facts, made)
    if found is None:
        found = _beside(file_facts(facts.document, {**_arguments(made), **facts.build_args}, facts.target), made)
    if found is None:
        _alone(facts.target_stage, made, places, image)
        return Mapping(None, "the Dockerfile is not the one the image was made of, or has changed since")
    stage, start, steps = found
    for place, step in enumerate(steps, start=start):
        index = places.get(place)
        if index is not None:
            image.layers[index].line = step.line
    base = sum(1 for place in places if place < start)
    return Mapping(base, "", stage.index)


def _places(history: list[dict[str, Any]], layers: int) -> dict[int, int] | None:
    """The layer of each entry of the history that has one; None where they do not fit the layers."""
    filled = [place for place, entry in enumerate(history) if not entry.get("empty_layer")]
    if len(filled) != layers or len(history) > _MOST_ENTRIES:
        return None
    return {place: index for index, place in enumerate(filled)}


def _arguments(made: list[Made]) -> dict[str, str]:
    """The build arguments that the history tells the value of."""
    values: dict[str, set[str]] = {}
    for entry in made:
        if entry.kind == "ARG":
            name, equals, value = entry.text.strip().partition("=")
            if equals and re.fullmatch(r"\w+", name):
                values.setdefault(name, set()).add(value)
    return {name: next(iter(known)) for name, known in values.items() if len(known) == 1}


Found = tuple["Stage", int, list[Expected]]


def _beside(facts: FileFacts, made: list[Made]) -> Found | None:
    """The stage whose instructions agree with the end of the history, and where in it they begin."""
    assert facts.target_stage is not None
    found = _agrees(facts.target_stage, made)
    if found is not None or facts.target:
        return found
    others = [_agrees(stage, made) for stage in facts.stages[-_MOST_STAGES:] if stage is not facts.target_stage]
    fitting = [other for other in others if other is not None and other[2]]
    # A stage whose instructions begin another one's agrees as well only where the history ends there.
    return fitting[0] if len(fitting) == 1 else None


def _agrees(stage: Stage, made: list[Made]) -> Found | None:
    steps = expected(stage)
    for end in range(len(made), -1, -1):
        start = end - len(steps)
        if start < 0 or (stage.root_base == "scratch" and start):
            return None
        if all(step.agrees(entry) for step, entry in zip(steps, made[start:end], strict=True)):
            return stage, start, steps
        if made[end - 1].kind != _LABEL:  # which the classic builder adds for --label
            return None
    return None


def _alone(stage: Stage, made: list[Made], places: dict[int, int], image: Image) -> None:
    """The lines of what was run or copied with a text that stands once in the file's instructions and once in the history."""
    steps = [step for step in expected(stage) if step.certain]
    pairs: list[tuple[int, Expected]] = []
    for step in steps:
        fitting = [place for place, entry in enumerate(made) if step.agrees(entry)]
        same = [place for place in fitting if sum(other.agrees(made[place]) for other in steps) == 1]
        if len(fitting) == 1 and same:
            pairs.append((fitting[0], step))
    order = [place for place, _ in pairs]
    if order != sorted(order):
        return  # instructions have changed places, and nothing is sure
    for place, step in pairs:
        if place in places:
            image.layers[places[place]].line = step.line
