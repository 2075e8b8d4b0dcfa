"""What is in force at an instruction and at the end of a stage, and which of it reaches the final image.

Follows dockerfile2llb/convert.go: a stage begins with the state and the image configuration of what it starts from
(toDispatchState), and each instruction changes them for those after it.
"""

from __future__ import annotations

from analyzer.facts.graph import may_start_from
from analyzer.facts.places import HERE, join, known, shown
from analyzer.facts.unknown import UNKNOWN, Unknown
from analyzer.native import bisect_left, itemgetter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from analyzer.facts.instructions import Instruction
    from analyzer.facts.model import FileFacts
    from analyzer.facts.node import Text
    from analyzer.facts.ports import Port
    from analyzer.facts.stages import Stage
    from analyzer.facts.words import Pair

_TICK = itemgetter(0)


# --- the working directory


def stage_places(stage: Stage) -> list[tuple[int, str]]:
    """The working directory as a place from each tick on at which a WORKDIR sets it; the first is that of the base."""
    pending = []
    for ancestor in stage.lineage():
        if "places" in ancestor.__dict__:
            place = ancestor.places[-1][1]
            break
        pending.append(ancestor)
    else:
        place = "/" if stage.root_base == "scratch" else HERE
    places = [(-1, place)]
    for ancestor in reversed(pending):
        places = [(-(1 << 60), place)]
        for tick, step in ancestor.steps_by_kind.get("WORKDIR", ()):
            if step.syntax.arguments:
                value = ancestor.step_value(tick, step)
                place = join(place, value if isinstance(value, str) else step.syntax.arguments[0].text)
                places.append((tick, place))
        if ancestor is not stage:
            ancestor.__dict__["places"] = places  # from the root on, or a long chain would nest as deep
    return places


def instruction_place(instruction: Instruction) -> str:
    """The working directory as a place as of an instruction."""
    if instruction.stage is None or instruction.onbuild:
        return HERE
    places = instruction.stage.places
    return places[max(0, bisect_left(places, instruction.tick, key=_TICK) - 1)][1]


def instruction_workdir(instruction: Instruction) -> Text:
    """The working directory; unknown where it is relative to what a base image from outside sets."""
    if instruction.stage is None or instruction.kind == "FROM":
        return None
    return shown(instruction.place) if known(instruction.place) and not instruction.onbuild else UNKNOWN


# --- the user


def instruction_user(instruction: Instruction) -> Text:
    """The user an instruction is run by; COPY and ADD give files to root all the same."""
    if instruction.stage is None or instruction.kind == "FROM":
        return None
    return UNKNOWN if instruction.onbuild else instruction.stage.user_before(instruction.tick)


def user_setter(instruction: Instruction) -> Instruction | None:
    """The USER that set it."""
    stage = instruction.stage
    if stage is None or instruction.onbuild or instruction.kind == "FROM":
        return None
    found = stage.last("USER", instruction.tick)
    if found is not None:
        return found[1]
    base = stage.base_stage
    return None if base is None or isinstance(base, Unknown) else base.user_instruction


# --- the environment


def pairs_in_force(stage: Stage, before: int | None = None) -> list[Pair]:
    """The pairs of ENV and ARG that give the environment its values, as of a tick: the last of each name, in file order."""
    found: dict[str, Pair] = {}
    for ancestor in reversed(list(stage.lineage())):
        for tick, step in ancestor.steps:
            if step.kind in ("ENV", "ARG") and not (ancestor is stage and before is not None and tick >= before):
                for pair in step.pairs:
                    if isinstance(pair.key, str) and not (step.kind == "ARG" and pair.text is None and pair.key in found):
                        found[pair.key] = pair
    return sorted(found.values(), key=_start)


def _start(pair: Pair) -> int:
    return pair.start


def instruction_env(instruction: Instruction) -> list[Pair] | Unknown:
    """The pairs in force at an instruction; unknown for a trigger, which runs in another build."""
    if instruction.stage is None or instruction.kind == "FROM":
        return []
    return UNKNOWN if instruction.onbuild else pairs_in_force(instruction.stage, instruction.tick)


# --- what the image says about itself


def stage_ports(stage: Stage) -> list[Port]:
    """The ports exposed at the end of a stage, those it inherits first."""
    return [port for step in _steps(stage, "EXPOSE") for port in step.ports]


def stage_volumes(stage: Stage) -> list[str] | Unknown:
    """The volumes declared at the end of a stage; unknown where one of them is."""
    found: dict[str, None] = {}
    for step in _steps(stage, "VOLUME"):
        if isinstance(step.volumes, Unknown):
            return UNKNOWN
        found.update(dict.fromkeys(step.volumes))
    return list(found)


def instruction_volumes(instruction: Instruction) -> list[str] | Unknown:
    """The directories that a VOLUME declares."""
    if instruction.kind != "VOLUME":
        return []
    values = [word.value for word in instruction.arguments]
    return UNKNOWN if any(isinstance(value, Unknown) for value in values) else [v for v in values if isinstance(v, str)]


def stage_labels(stage: Stage) -> list[Pair]:
    """The labels at the end of a stage, inherited ones included: the last of each key."""
    found: dict[object, Pair] = {}
    for step in _steps(stage, "LABEL"):
        for pair in step.pairs:
            found[pair if isinstance(pair.key, Unknown) else pair.key] = pair
    return sorted(found.values(), key=_start)


def _steps(stage: Stage, kind: str) -> list[Instruction]:
    """The steps of a kind in a stage and those it starts from, the first to run first."""
    lineage = list(stage.lineage())
    return [step for ancestor in reversed(lineage) for _, step in ancestor.steps_by_kind.get(kind, ())]


# --- the final image


def reaching(file: FileFacts) -> list[bool | Unknown]:
    """For each stage whether the final image is built on it; unknown where a FROM with a variable decides.

    What COPY --from takes from a stage reaches the image too, but as files alone: nothing else of the stage does.
    """
    reaches: list[bool | Unknown] = [False for _ in file.stages]
    if file.target_stage is None:
        return reaches
    for stage in file.target_stage.lineage():
        reaches[stage.index] = True
    pending = list(file.target_stage.lineage())
    while pending:
        stage = pending.pop()
        earlier = {one.name: one for one in file.stages[: stage.index] if one.name is not None and reaches[one.index] is False}
        for name in list(may_start_from(stage, earlier)):
            for other in earlier[name].lineage():
                if reaches[other.index] is not False:
                    break
                reaches[other.index] = UNKNOWN
                pending.append(other)
    return reaches
