"""What ShellCheck is told of the variables that ARG, ENV and mounts give a script.

It is told that they are there, and which of them expand to one plain word, but no value: a value would look like a constant
of the script. Variables that the script does not mention are left out, so that what is known of it changes with them alone.
"""

from __future__ import annotations

from analyzer.facts.environment import END
from analyzer.native import bisect_left
from analyzer.source.patterns import Lazy
from analyzer.syntax.expansion import references

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from analyzer.facts.instructions import Instruction
    from analyzer.facts.model import FileFacts
    from analyzer.facts.stages import Stage

NUMBER, WORD, ANYTHING = "$#", "a$#", "$1"
"""What a variable is assigned in front of a script: a number, a word without blanks and wildcards, any text."""

# What BuildKit passes on from its own environment where the build is given it (dockerfile2llb/convert.go, proxy arguments).
_PROXIES = frozenset({"http_proxy", "https_proxy", "ftp_proxy", "no_proxy", "all_proxy"})
_NAME = Lazy(r"[A-Za-z_][A-Za-z0-9_]*")
_PLAIN = Lazy(r"[^\s*?\[\]]+\Z")
_DIGITS = Lazy(r"[0-9]+\Z")
_DEEPEST = 20  # variables made of variables made of ...

Setting = tuple[int, str, "str | None"]  # tick, ARG or ENV, the value as written


class Variables:
    """The variables of a file's stages. Made once a file."""

    __slots__ = ("_settings", "_shapes")

    def __init__(self, root: FileFacts) -> None:
        self._shapes: dict[tuple[int, str, int], str] = {}  # of the values of ENV, by stage index, name and tick
        self._settings: dict[tuple[int, str], list[Setting]] = {}  # (stage index, name) -> in order
        stages: dict[int, Stage] = {step.stage.index: step.stage for step in root.instructions if step.stage is not None}
        for index, stage in stages.items():
            steps = [*stage.steps_by_kind.get("ARG", ()), *stage.steps_by_kind.get("ENV", ())]
            for tick, step in sorted(steps, key=lambda pair: pair[0]):
                for pair in step.pairs:
                    if isinstance(pair.key, str):
                        self._settings.setdefault((index, pair.key), []).append((tick, step.kind, pair.text))

    def of(self, instruction: Instruction, text: str) -> dict[str, str]:
        """The variables set where an instruction is run that its script mentions, in order of their names.

        What is run in a container sees the ENV of the whole stage and no ARG. A trigger sees the triggers before it, and
        the ENV of the stage it stands in.
        """
        stage = instruction.stage
        if stage is None:
            return {}
        given = _given(instruction)
        at_build = instruction.kind == "RUN" and not instruction.onbuild
        tick = instruction.tick if at_build else END
        kinds = ("ARG", "ENV") if at_build else ("ENV",)
        found = {}
        for name in sorted(set(_NAME.findall(text))):
            if name in given or (at_build and name.lower() in _PROXIES):
                found[name] = ANYTHING
            else:
                shape = self._shape(stage, name, tick, kinds, _DEEPEST)
                if shape:
                    found[name] = shape
        return found

    def _shape(self, stage: Stage, name: str, tick: int, kinds: Iterable[str], depth: int) -> str:
        """What the variable expands to as of a tick; empty where no ARG or ENV sets it."""
        for ancestor in stage.lineage():
            settings = self._settings.get((ancestor.index, name), ())
            at = bisect_left(settings, tick, key=lambda setting: setting[0]) if ancestor is stage else len(settings)
            for set_at, kind, written in reversed(settings[:at]):
                if kind in kinds:
                    if kind == "ARG" or not written:
                        return ANYTHING
                    key = (ancestor.index, name, set_at)
                    if key not in self._shapes:
                        self._shapes[key] = self._shape_of_value(ancestor, written, name, set_at, depth)
                    return self._shapes[key]
        return ""

    def _shape_of_value(self, stage: Stage, written: str, name: str, tick: int, depth: int) -> str:
        """What the value of an ENV expands to."""
        value = stage.environment.value(name, tick + 1)
        if not isinstance(value, str) or not _PLAIN.match(value):
            return ANYTHING
        for reference in references(written, stage.file.escape) if "$" in written else ():
            inner = self._shape(stage, reference.name, tick, ("ARG", "ENV"), depth - 1) if depth else ANYTHING
            if inner == ANYTHING or reference.operator:
                return ANYTHING
        return NUMBER if _DIGITS.match(value) else WORD


def _given(instruction: Instruction) -> set[str]:
    """The variables of mounts, and for a trigger those of the triggers in front of it."""
    given = {mount.env for mount in instruction.mounts if isinstance(mount.env, str)}
    if instruction.onbuild and instruction.stage is not None:
        for _, step in instruction.stage.steps_by_kind.get("ONBUILD", ()):
            if step.start >= instruction.start:
                break
            if step.trigger is not None and step.trigger.kind in ("ARG", "ENV"):
                given.update(pair.pair.key.text for pair in step.trigger.pairs)
    return given
