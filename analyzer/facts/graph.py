"""How the stages of a file depend on each other (dockerfile2llb/convert.go)."""

from __future__ import annotations

from analyzer.facts.environment import HOLE
from analyzer.facts.unknown import UNKNOWN, Unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from analyzer.facts.model import FileFacts
    from analyzer.facts.stages import Stage


def base_stages(stages: list[Stage]) -> list[Stage | Unknown | None]:
    """What each stage starts from: the latest earlier stage that bears exactly the name (addState); numbers are no names."""
    earlier: dict[str, Stage] = {}
    bases: list[Stage | Unknown | None] = []
    for stage in stages:
        resolved = stage.image.resolved if stage.image is not None else None
        if isinstance(resolved, Unknown):
            bases.append(None if next(may_start_from(stage, earlier), None) is None else UNKNOWN)
        else:
            bases.append(earlier.get(resolved or ""))
        if stage.name is not None:
            earlier[stage.name] = stage
    return bases


def may_start_from(stage: Stage, names: Iterable[str]) -> Iterator[str]:
    """Those of the names that a FROM with variables may stand for, whatever values they are given."""
    if stage.image is not None and "$" in stage.image.text:
        partly = stage.file.open_globals.expand_partly(stage.image.text)
        parts = ["", ""] if isinstance(partly, Unknown) else partly.split(HOLE)
        for name in names:
            if may_be(name, parts):
                yield name


def may_be(name: str, parts: list[str]) -> bool:
    """The name is made of these parts in this order with anything between them."""
    if len(parts) == 1:
        return name == parts[0]
    first, *middle, last = parts
    if not (name.startswith(first) and name.endswith(last) and len(name) >= len(first) + len(last)):
        return False
    at, end = len(first), len(name) - len(last)
    for part in middle:
        found = name.find(part, at, end)
        if found < 0:
            return False
        at = found + len(part)
    return True


def roots(stages: list[Stage], bases: list[Stage | Unknown | None]) -> list[Stage]:
    """For each stage the first of its lineage: the one that starts from no earlier stage."""
    found: list[Stage] = []
    for stage, base in zip(stages, bases, strict=True):
        found.append(stage if base is None or isinstance(base, Unknown) else found[base.index])
    return found


def needs(stage: Stage) -> list[Stage]:
    """The stages a stage needs: its base, and what COPY --from and RUN --mount=from name, in inherited triggers too."""
    found: list[Stage] = []
    base = stage.base_stage
    if base is not None and not isinstance(base, Unknown):
        found.append(base)
    for _, step in stage.steps:
        source = step.from_stage if step.kind == "COPY" else None
        if source is not None and not isinstance(source, Unknown):
            found.append(source)
        found += [mount.from_stage for mount in step.mounts if mount.from_stage is not None]
    return found


def uses(file: FileFacts) -> list[bool | Unknown]:
    """For each stage whether the target needs it; unknown where a FROM with a variable may name it.

    A variable with a default counts as undecided too: choosing among stages by a build argument is its purpose.
    """
    if file.target_stage is None:
        return [False for _ in file.stages]
    sure = _reach([file.target_stage], file)
    perhaps: set[int] = set()
    pending = [file.stages[index] for index in sorted(sure)]
    while pending:
        stage = pending.pop()
        open_names: dict[str, Stage] = {}
        if stage.image is not None and "$" in stage.image.text:
            for other in file.stages[: stage.index]:
                if other.name is not None and other.index not in sure and other.index not in perhaps:
                    open_names[other.name] = other
        for name in may_start_from(stage, open_names):
            for index in _reach([open_names[name]], file) - sure - perhaps:
                perhaps.add(index)
                pending.append(file.stages[index])
    return [index in sure or (UNKNOWN if index in perhaps else False) for index in range(len(file.stages))]


def outcomes(file: FileFacts) -> list[bool | Unknown]:
    """For each stage whether it becomes an image: the target, or without one each stage that no other stage needs.

    Such a stage can only be there to be built by its name. Unknown where a FROM with a variable may start from it.
    """
    if file.target or file.target_stage is None:
        return [stage is file.target_stage for stage in file.stages]
    needed = {other.index for stage in file.stages for other in needs(stage) if other is not stage}
    names: dict[str, int] = {}
    perhaps: set[int] = set()
    for stage in file.stages:
        perhaps.update(names[name] for name in may_start_from(stage, names))
        if stage.name is not None:
            names[stage.name] = stage.index
    return [
        stage is file.target_stage or (False if stage.index in needed else UNKNOWN if stage.index in perhaps else True)
        for stage in file.stages
    ]


def _reach(start: list[Stage], file: FileFacts) -> set[int]:
    seen: set[int] = set()
    pending = list(start)
    while pending:
        stage = pending.pop()
        if stage.index not in seen:
            seen.add(stage.index)
            pending += needs(file.stages[stage.index])
    return seen
