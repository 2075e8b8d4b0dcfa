"""Variables: what ARG and ENV define, where BuildKit and the shells expand it, and which of these places mean the same.

Places mean the same where a value goes from one to the other: within a stage, from a stage to those that start from it, and
from an ARG before the first FROM to an ARG of a stage that brings no value of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.facts.predefined import GLOBAL_ARGS
from analyzer.facts.stages import Stage
from analyzer.lsp.features.name_places import NAME, in_quotes, in_reference
from analyzer.lsp.features.names import MADE, NAMED, SCRIPT, VARIABLE, Name, Use
from analyzer.lsp.features.script_variables import script_variables

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analyzer.facts.instructions import Instruction
    from analyzer.facts.words import Pair
    from analyzer.lsp.data import Range
    from analyzer.lsp.snapshot import Snapshot

    Key = tuple[str, int, str]
    """What kind of place, which of them, and the name."""

PREDEFINED = frozenset({*GLOBAL_ARGS, "TARGETSTAGE"})
_STAGE, _TRIGGER, _SCRIPT, _OUTSIDE = "stage", "trigger", "script", "outside"


def variables(snapshot: Snapshot) -> list[Name]:
    """All of a file, those too that only the base image can define."""
    return _Reader(snapshot).read()


class _Reader:
    """One pass over the instructions of a file."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.text = snapshot.text
        self.file = snapshot.facts
        self.uses: dict[Key, list[Use]] = {}
        self.leader: dict[Key, Key] = {}
        self.pairs: dict[Key, list[Pair]] = {}

    def read(self) -> list[Name]:
        steps = [(step, each) for step in self.file.instructions for each in (step, step.trigger) if each is not None]
        for _, step in steps:
            for pair in step.pairs if step.kind in ("ARG", "ENV") else ():
                if isinstance(pair.key, str) and pair.key:
                    self.pairs.setdefault((*_owner(step), pair.key), []).append(pair)
        self._join()
        for _, step in steps:
            self._references(step)
            self._script(step)
        found: dict[Key, Name] = {}
        for key, uses in self.uses.items():
            first = self._leading(key)
            name = found.setdefault(first, Name(SCRIPT if first[0] == _SCRIPT else VARIABLE, key[2]))
            name.uses += uses
        return list(found.values())

    # --- which places mean the same

    def _join(self) -> None:
        for key, pairs in self.pairs.items():
            outer: Key = (_STAGE, -1, key[2])
            for pair in pairs:
                self._define(key, pair, outer)
            if key[0] != _STAGE or key[1] < 0:
                continue
            base = self._defining(self.file.stages[key[1]].base_stage, key[2])
            if base is not None:
                self._link(key, base)

    def _define(self, key: Key, pair: Pair, outer: Key) -> None:
        target = None
        bare = key[1] >= 0 and key[0] == _STAGE and pair.origin == "arg" and pair.text is None
        if bare:
            given = [one for one in self.pairs.get(outer, ()) if one.start < pair.start]
            if given:
                target = self._place(given[-1])[0]
            if given or key[2] in PREDEFINED:
                self._link(key, outer)
        place, form = self._place(pair)
        self.uses.setdefault(key, []).append(Use(place, key[1], form, defines=True, target=target, bare=bare))

    def _place(self, pair: Pair) -> tuple[Range, str]:
        whole = pair.pair.key.start, pair.pair.key.end
        place = in_quotes(self.text, whole, str(pair.key))
        return (whole, MADE) if place is None else (place, NAMED)

    def _defining(self, stage: object, name: str) -> Key | None:
        """The nearest stage of a lineage that defines a name."""
        while isinstance(stage, Stage):
            if (_STAGE, stage.index, name) in self.pairs:
                return _STAGE, stage.index, name
            stage = stage.base_stage
        return None

    def _leading(self, key: Key) -> Key:
        while (other := self.leader.get(key, key)) != key:
            self.leader[key] = self.leader.get(other, other)
            key = other
        return key

    def _link(self, one: Key, other: Key) -> None:
        first, second = self._leading(one), self._leading(other)
        if first != second:
            self.leader[first] = second

    # --- where they are used

    def _references(self, step: Instruction) -> None:
        for variable in step.variables:
            if NAME.fullmatch(variable.name):
                place = in_reference(self.text, (variable.start, variable.end), variable.name)
                key, target = self._meaning(step, variable.name, variable.start)
                where = -1 if step.kind == "FROM" else _owner(step)[1]
                use = Use(place or (variable.start, variable.end), where, NAMED if place else MADE, target=target)
                self.uses.setdefault(key, []).append(use)

    def _script(self, step: Instruction) -> None:
        found = [*_mounted(step, self.text), *script_variables(step)]
        own = {name for name, _, sets in found if sets}
        for name, place, sets in found:
            key, target = self._meaning(step, name, place[0])
            if key[0] == _OUTSIDE and name in own:
                key = _SCRIPT, step.start, name
            form = NAMED if self.text[place[0] : place[1]] == name else MADE
            use = Use(place, _owner(step)[1], form, write=sets, target=target)
            self.uses.setdefault(key, []).append(use)

    def _meaning(self, step: Instruction, name: str, start: int) -> tuple[Key, Range | None]:
        """What a name means at a place, and the key of the pair that gives it its value."""
        if step.onbuild:
            return self._trigger_meaning(step, name, start)
        pair = self.file.uses.definition(step, name, start)
        if pair is not None:
            return (_STAGE, _owner(pair.instruction)[1], name), self._place(pair)[0]
        where = -1 if step.kind == "FROM" else _owner(step)[1]
        if where < 0 or (_STAGE, where, name) in self.pairs:
            return (_STAGE, where, name), None
        return (_OUTSIDE, self.file.stages[where].root.index, name), None

    def _trigger_meaning(self, step: Instruction, name: str, start: int) -> tuple[Key, Range | None]:
        """In another build: what earlier triggers define there, then what the image brings, which is its ENV."""
        key: Key = (*_owner(step), name)
        before = [pair for pair in self.pairs.get(key, ()) if pair.start < start and pair.instruction is not step]
        if before:
            return key, self._place(before[-1])[0]
        pair = self.file.uses.definition(step, name, start)
        if pair is not None and pair.origin == "env":
            return (_STAGE, _owner(pair.instruction)[1], name), self._place(pair)[0]
        return (key if key in self.pairs else (_OUTSIDE, key[1], name)), None


def _owner(step: Instruction) -> tuple[str, int]:
    """What the definitions of an instruction belong to."""
    return (_TRIGGER if step.onbuild else _STAGE), (step.stage.index if step.stage is not None else -1)


def _mounted(step: Instruction, text: str) -> Iterator[tuple[str, Range, bool]]:
    """The variables that hold secrets: ``--mount=type=secret,env=NAME``."""
    for mount in step.mounts:
        for option in mount.flag.options or ():
            if option.key.text.lower() == "env" and option.value is not None and NAME.fullmatch(option.value.text):
                place = in_quotes(text, (option.value.start, option.value.end), option.value.text)
                if place is not None:
                    yield option.value.text, place, True
