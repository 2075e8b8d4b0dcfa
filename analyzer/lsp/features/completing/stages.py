"""The names of stages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.lsp.features.completing.place import WORD
from analyzer.lsp.features.completing.proposing import ordered, propose

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analyzer.lsp.data import Completion
    from analyzer.lsp.features.completing.place import Place


def earlier_stages(place: Place, at: int) -> Iterator[Completion]:
    """The stages above, the nearest first, by name or else by number; not the one that the cursor is in."""
    own = place.stage if place.keyword != "FROM" else None
    seen: set[str] = set()
    found: list[Completion] = []
    for stage in reversed(place.around.facts.stages):
        if stage.start > place.offset or stage is own or stage.name in seen:
            continue
        image = stage.image.text if stage.image is not None else ""
        detail = f"stage {stage.index}, from {image}"
        if stage.name:
            seen.add(stage.name)
            name = stage.name if place.keyword == "FROM" else stage.written_name or stage.name
            found += propose(place, at, name, "module", detail=detail, doc=("stage", stage.name), following=WORD)
        elif place.keyword != "FROM":
            found += propose(place, at, str(stage.index), "module", detail=detail, following=WORD)
    yield from ordered(found, 0)
