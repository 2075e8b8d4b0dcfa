"""Lines above instructions: who uses a stage, and what a layer costs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from analyzer.facts.unknown import Unknown
from analyzer.lsp.data import Lens
from analyzer.lsp.features.about_layer import brief, layer_numbers
from analyzer.lsp.features.about_stage import stage_uses
from analyzer.lsp.features.display import LensOptions
from analyzer.lsp.features.shown import shown

if TYPE_CHECKING:
    from analyzer.facts.instructions import Instruction
    from analyzer.facts.stages import Stage
    from analyzer.lsp.snapshot import Snapshot

SHOW_REFERENCES = "buildsecbot.showReferences"
AT_ONCE = 200
"""So many layers are told of at once; those of a larger file when they come into view."""
DEFAULT = LensOptions()


def lenses(snapshot: Snapshot, options: LensOptions = DEFAULT) -> list[Lens]:
    """All of a file, by place. Those without a title are to be given to `resolve`."""
    facts = snapshot.facts
    found: list[Lens] = []
    if options.uses:
        found += [_uses(stage) for stage in facts.stages]
    if options.layers:
        numbers = layer_numbers(facts)
        later = len(numbers) > AT_ONCE
        found += [_layer(step, later=later) for step in facts.instructions if step.start in numbers and not step.onbuild]
    return sorted(found, key=lambda lens: lens.range)


def resolve(snapshot: Snapshot, data: Any) -> str | None:
    """The title of a lens, by its data; None where the file has changed so that there is nothing to tell any more."""
    start = data.get("layer") if isinstance(data, dict) else None
    if not isinstance(start, int) or start not in layer_numbers(snapshot.facts):
        return None
    step = snapshot.instruction_facts(start)
    return brief(step, shown(snapshot.facts)) if step is not None and step.start == start else None


def _uses(stage: Stage) -> Lens:
    step = stage.from_instruction
    places = tuple(stage_uses(stage.file).get(stage.index, ()))
    parts = [f"{len(places)} use{'s' if len(places) != 1 else ''} of this stage"] if places or not stage.final else []
    if stage.final:
        parts.append("becomes the image")
    elif not isinstance(stage.used, Unknown) and not stage.used:
        parts.append("not part of the build")
    return Lens(_keyword(step), " · ".join(parts), SHOW_REFERENCES if places else "", places=places)


def _layer(step: Instruction, *, later: bool) -> Lens:
    title = "" if later else brief(step, shown(step.file))
    return Lens(_keyword(step), title, data={"layer": step.start})


def _keyword(step: Instruction) -> tuple[int, int]:
    return step.syntax.keyword.start, step.syntax.keyword.end
