"""Stages as what calls and is called: a stage calls those that its FROM, COPY --from and RUN --mount=from name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.lsp.data import Call
from analyzer.lsp.features.names import STAGE, names_at
from analyzer.lsp.features.stage_names import stage_uses
from analyzer.lsp.features.symbols import stage_symbol

if TYPE_CHECKING:
    from analyzer.facts.stages import Stage
    from analyzer.lsp.data import Range, Symbol
    from analyzer.lsp.snapshot import Snapshot


def stage_at(snapshot: Snapshot, offset: int) -> Symbol | None:
    """The stage that is named at a place, else the one the place lies in."""
    stage = _stage(snapshot, offset)
    return _symbol(stage) if stage is not None else None


def incoming(snapshot: Snapshot, offset: int) -> list[Call]:
    """The stages that use the one at a place, and where they do."""
    wanted, found = _stage(snapshot, offset), []
    for stage in snapshot.facts.stages if wanted is not None else ():
        places = [(word.start, word.end) for other, word in stage_uses(stage) if other is wanted]
        if places:
            found.append(Call(_symbol(stage), tuple(places)))
    return found


def outgoing(snapshot: Snapshot, offset: int) -> list[Call]:
    """The stages that the one at a place uses, in the order of the file, and where it does."""
    stage = _stage(snapshot, offset)
    places: dict[int, list[Range]] = {}
    for other, word in stage_uses(stage) if stage is not None else ():
        places.setdefault(other.index, []).append((word.start, word.end))
    return [Call(_symbol(snapshot.facts.stages[index]), tuple(found)) for index, found in sorted(places.items())]


def _stage(snapshot: Snapshot, offset: int) -> Stage | None:
    for name, _ in names_at(snapshot, offset):
        if name.kind == STAGE:
            return name.stage
    return snapshot.stage(offset)


def _symbol(stage: Stage) -> Symbol:
    steps = stage.instructions
    return stage_symbol(steps[0].syntax, steps[-1].syntax, stage.index)
