"""Which ARG or ENV gives a variable, and which instructions use it (dockerfile2llb/convert.go: the last one before wins)."""

from __future__ import annotations

from analyzer.facts.unknown import Unknown
from analyzer.native import bisect_left, bisect_right

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from analyzer.facts.instructions import Instruction
    from analyzer.facts.model import FileFacts
    from analyzer.facts.stages import Stage
    from analyzer.facts.words import Pair

_DEFINING = ("ARG", "ENV")


class Uses:
    """The definitions of a file, found by name and place. Made once a file."""

    __slots__ = ("_by_place", "_file", "users")

    def __init__(self, file: FileFacts) -> None:
        self._file = file
        self._by_place: dict[tuple[int, str], list[Pair]] = {}  # (stage index, or -1 before the first FROM; name)
        for step in file.instructions:
            if step.kind in _DEFINING:
                place = step.stage.index if step.stage is not None else -1
                for pair in step.pairs:
                    if isinstance(pair.key, str):
                        self._by_place.setdefault((place, pair.key), []).append(pair)
        self.users: dict[int, list[Instruction]] = {}  # by the start of the defining pair
        self._note_users()

    def definition(self, step: Instruction, name: str, start: int) -> Pair | None:
        """The pair that gives a variable its value where an instruction refers to it, at a source offset.

        None where no ARG or ENV of the file does. An ENV does not see itself; a pair of ARG sees those that stand before it.
        """
        before = _beginning(step.pairs, start) if step.kind == "ARG" else step.start
        if step.kind == "FROM" or step.stage is None:
            return self._last(-1, name, before)
        stage: Stage | None = step.stage
        for _ in range(len(self._file.stages)):
            if stage is None:
                return None
            found = self._last(stage.index, name, before)
            if found is not None:
                return found
            base = stage.base_stage
            if base is None or isinstance(base, Unknown):
                return None
            stage, before = base, base.end + 1
        return None

    def _last(self, place: int, name: str, before: int) -> Pair | None:
        pairs = self._by_place.get((place, name))
        if not pairs:
            return None
        at = bisect_left(pairs, before, key=lambda pair: pair.start)
        return pairs[at - 1] if at else None

    def _note_users(self) -> None:
        """Every reference, BuildKit's and the shell's, and every ARG of a stage that takes its value from the global one."""
        references: list[Any] = [*self._file.nodes("variable"), *self._file.nodes("expansion")]
        for node in references:
            if not node.instruction.onbuild:
                self._note(self.definition(node.instruction, node.name, node.start), node.instruction)
        for (place, name), pairs in self._by_place.items():
            if place >= 0:
                for pair in pairs:
                    if pair.origin == "arg" and pair.text is None:
                        self._note(self._last(-1, name, pair.start), pair.instruction)
        for users in self.users.values():
            users.sort(key=lambda step: step.start)

    def _note(self, pair: Pair | None, user: Instruction) -> None:
        if pair is not None:
            users = self.users.setdefault(pair.start, [])
            if not any(known is user for known in users[-1:]):
                users.append(user)


def _beginning(pairs: list[Pair], start: int) -> int:
    """Where the pair begins that an offset lies in."""
    at = bisect_right(pairs, start, key=lambda pair: pair.start)
    return pairs[at - 1].start if at else start


def users_of(pair: Pair) -> list[Instruction]:
    """The instructions that use the variable a pair defines, in file order, each once; none for a label."""
    found = pair.file.uses.users.get(pair.start, []) if pair.origin != "label" else []
    return list({step.start: step for step in found}.values())
