"""The layers of a stage in their order: what later instructions do to what earlier ones added."""

from __future__ import annotations

from analyzer.facts.changes import Change, Touch
from analyzer.facts.leftovers import NAMES
from analyzer.facts.places import Index, depth
from analyzer.facts.residue import removes
from analyzer.facts.unknown import Unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from analyzer.facts.additions import Addition
    from analyzer.facts.archives import Archive
    from analyzer.facts.instructions import Instruction
    from analyzer.facts.leftovers import Leftover
    from analyzer.facts.stages import Stage

_MOST_CHANGED = 100  # additions that one chmod or chown is told to change
_MOST_BASES = 50  # stages below one whose layers are looked through
_REMOVERS = frozenset({"rm", "find", "rmdir"})


class Layering:
    """The layers of one stage upon those of the stage it starts from."""

    def __init__(self, stage: Stage) -> None:
        base = stage.base_stage
        self.bases: list[Layering] = []
        if base is not None and not isinstance(base, Unknown):
            below = base.layering
            self.bases = [below, *below.bases][:_MOST_BASES]
        self.index = Index()
        self.gone: set[int] = set()  # additions of stages below that are removed here
        self.leftovers: dict[Leftover, list[Addition]] = {}
        for below in self.bases[:1]:
            self.leftovers = {leftover: list(found) for leftover, found in below.leftovers.items()}
        self.changes: dict[Instruction, list[Change]] = {}
        self.archive_sources: dict[Archive, Addition] = {}
        for step in stage.instructions:
            if step.kind in ("RUN", "COPY", "ADD"):
                self._lay(step)

    def _lay(self, step: Instruction) -> None:
        layer = step.layer
        if step.kind == "RUN":
            self._unpack(step)
            changes = [change for touch in layer.touches for change in self._touched(touch)]
            changes += self._cleaned(step)
            for change in changes:
                change.addition.found_changes.append(change)
            self.changes[step] = sorted(changes, key=_start)
        for addition in layer.additions:
            if addition.removed is False:
                self.index.add(addition)
                if addition.leftover is not None:
                    self.leftovers.setdefault(addition.leftover, []).append(addition)

    def _unpack(self, step: Instruction) -> None:
        """Finds where the archives that a RUN unpacks come from."""
        own: dict[str, Addition] = {}
        for addition in step.layer.additions:
            own.setdefault(addition.place, addition)
        for archive in step.layer.archives:
            if archive.place is not None:
                found = own.get(archive.place) or next(self._live(archive.place), None)
                if found is not None and found.command is not archive.command:
                    self.archive_sources[archive] = found

    def _live(self, place: str) -> Iterator[Addition]:
        """What lies at or below a place, the nearest layer first."""
        yield from self.index.covered(place)
        gone = [self.gone]
        for below in self.bases:
            for addition in below.index.covered(place):
                if not any(id(addition) in removed for removed in gone):
                    yield addition
            gone.append(below.gone)

    def _around(self, place: str) -> Addition | None:
        """The nearest directory that was added with all it holds, and holds a place."""
        gone: list[set[int]] = []
        for layering in (self, *self.bases):
            gone.append(layering.gone)
            for addition in layering.index.around(place):
                if any(id(addition) in removed for removed in gone):
                    continue
                if addition.whole and addition.leftover is None and addition.place not in (place, "/"):
                    return addition
        return None

    def _touched(self, touch: Touch) -> Iterator[Change]:
        """The changes that a touch is: it removes all it covers, and changes the modes of at most so many."""
        removing = touch.action in ("remove", "move")
        found = 0
        for addition in self._live(touch.place):
            if addition.leftover is None and (touch.deep or depth(addition.place) <= depth(touch.place)):
                found += 1
                yield Change(touch, addition, partial=False)
                if removing:
                    self._remove(addition)
                elif found >= _MOST_CHANGED:
                    return
        if not found and (holder := self._around(touch.place)) is not None:
            yield Change(touch, holder, partial=True)

    def _cleaned(self, step: Instruction) -> Iterator[Change]:
        """What package managers left in earlier layers, and this one removes."""
        if not self.leftovers or isinstance(step.commands, Unknown):
            return
        for number, command in enumerate(step.commands):
            if command.name not in _REMOVERS and command.manager is None and command.name not in NAMES:
                continue
            for leftover in [one for one in self.leftovers if removes(command, one)]:
                for addition in self.leftovers.pop(leftover):
                    yield Change(Touch("remove", command, number, addition.place, True), addition, partial=False)
                    self._remove(addition)

    def _remove(self, addition: Addition) -> None:
        self.index.remove(addition)
        self.gone.add(id(addition))


def _start(change: Change) -> int:
    return change.start
