"""A stage: what it starts from, who uses it, how it ends."""

from __future__ import annotations

from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from analyzer.facts.stages import Stage
from analyzer.facts.unknown import Unknown
from analyzer.lsp.features.about_state import stage_state
from analyzer.lsp.features.markdown import items, together

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analyzer.facts.instructions import Instruction
    from analyzer.facts.model import FileFacts
    from analyzer.lsp.data import Range
    from analyzer.lsp.features.shown import Shown

_MOST_SHOWN = 6  # stages of a chain
_kept: WeakKeyDictionary[FileFacts, dict[int, list[Range]]] = WeakKeyDictionary()


def stage_uses(facts: FileFacts) -> dict[int, list[Range]]:
    """Where each stage, by its index, is named by FROM, COPY --from and mounts; worked out once for a version of a file."""
    found = _kept.get(facts)
    if found is None:
        found = _kept[facts] = {}
        for step in facts.instructions:
            for stage, place in _named(step):
                found.setdefault(stage.index, []).append(place)
    return found


def _named(step: Instruction) -> Iterator[tuple[Stage, Range]]:
    if step.kind == "FROM" and step.stage is not None:
        base, image = step.stage.base_stage, step.stage.image
        if isinstance(base, Stage) and image is not None:
            yield base, (image.start, image.end)
    flag = step.syntax.flag("from") if step.kind == "COPY" else None
    if flag is not None and flag.value is not None and isinstance(step.from_stage, Stage):
        yield step.from_stage, (flag.value.start, flag.value.end)
    for mount in step.mounts:
        if mount.from_stage is not None:
            words = [each.value for each in mount.flag.options or () if each.key.text.lower() == "from" and each.value]
            if words:
                yield mount.from_stage, (words[-1].start, words[-1].end)


def name_of(stage: Stage, shown: Shown) -> str:
    """A stage in a sentence: by its name, or by its number where it has none."""
    return shown.code(stage.written_name) if stage.written_name else f"stage {stage.index}"


def about_stage(stage: Stage, shown: Shown) -> str:
    """All there is to tell of a stage."""
    title = f"**Stage {stage.index}**" + (f" {shown.code(stage.written_name)}" if stage.written_name else "")
    if stage.final:
        title += ", which becomes the image"
    rows = [f"starts from {_chain(stage, shown)}", f"used by {_users(stage)}", *stage_state(stage, shown)]
    return f"{title}\n\n{items(rows)}"


def _chain(stage: Stage, shown: Shown) -> str:
    lineage = list(stage.lineage())[1:]
    names = [name_of(each, shown) for each in lineage]
    root = stage.root.image
    if root is not None:
        names.append(shown.code(root.resolved if isinstance(root.resolved, str) else root.text))
    if not names:
        return "nothing yet"
    left_out = f" ← {len(names) - _MOST_SHOWN} more" if len(names) > _MOST_SHOWN else ""
    return " ← ".join(names[:_MOST_SHOWN]) + left_out


def _users(stage: Stage) -> str:
    places = stage_uses(stage.file).get(stage.index, [])
    lines = [str(stage.file.source.position(start)[0]) for start, _ in places]
    if not lines:
        if isinstance(stage.used, Unknown):
            return "none for certain: a build argument decides"
        return "the build itself" if stage.final else "no other stage"
    return f"line{'s' if len(lines) > 1 else ''} {together(lines)}"
