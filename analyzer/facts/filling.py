"""What is in a stage that starts from nothing: whether it holds any file, and whether it knows users by name."""

from __future__ import annotations

import posixpath

from analyzer.facts.unknown import UNKNOWN, Unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from analyzer.facts.instructions import Instruction
    from analyzer.facts.node import Truth
    from analyzer.facts.stages import Stage

_FILLING = frozenset({"RUN", "COPY", "ADD", "WORKDIR"})
_ABOVE_USERS = frozenset({"/etc", "/etc/passwd"})


def is_empty(stage: Stage) -> Truth:
    """Nothing puts a file into the stage or into what it starts from; unknown where a variable names its base."""
    if stage.root_base != "scratch":
        return UNKNOWN if stage.root_base == "unknown" else False
    for ancestor in stage.lineage():
        if ancestor is not stage and "empty" in ancestor.__dict__:
            return ancestor.empty
        if any(step.kind in _FILLING for _, step in ancestor.steps):
            return False
    return True


def knows_users(instruction: Instruction) -> Truth:
    """There is a list of users where it runs, so that a user may be given by name.

    An image from outside has one. A stage that starts from scratch has one once /etc/passwd may have been copied.
    """
    stage = instruction.stage
    if stage is None or instruction.onbuild or stage.root_base == "unknown":
        return UNKNOWN
    if stage.root_base == "image":
        return True
    base = stage.base_stage
    if isinstance(base, Unknown) or (base is not None and base.has_users):
        return UNKNOWN
    return UNKNOWN if stage.users_from is not None and stage.users_from < instruction.tick else False


def first_users(stage: Stage) -> int | None:
    """The tick of the first step of a stage that may bring a list of users."""
    return next(
        (tick for tick, step in stage.steps if step.kind == "RUN" or (step.kind in {"COPY", "ADD"} and _may_bring_users(step))),
        None,
    )


def has_users(stage: Stage) -> bool:
    """A step of the stage, or of one it starts from, may bring a list of users."""
    for ancestor in stage.lineage():
        if ancestor is not stage and "has_users" in ancestor.__dict__:
            return ancestor.has_users
        if ancestor.users_from is not None:
            return True
    return False


def _may_bring_users(step: Instruction) -> bool:
    """It copies to /etc, or a directory that may hold one to the root."""
    destination = step.destination.value if step.destination is not None else None
    if not isinstance(destination, str):
        return True
    where = posixpath.normpath(destination)
    if where == "." or where.startswith("./"):
        where = "/"  # without a WORKDIR the root is where relative paths begin; with one this errs to the quiet side
    if where in _ABOVE_USERS:
        return True
    return where in {"/", "//"} and any(_may_be_directory(source.value, step) for source in step.sources)


def _may_be_directory(source: str | Unknown | None, step: Instruction) -> bool:
    """It is not sure that a source is a file: sure is what the stage starts by that name, and what has an ending."""
    if not isinstance(source, str):
        return True
    name = posixpath.basename(source)
    if step.kind == "ADD" and (".t" in name or name.endswith((".gz", ".xz", ".bz2", ".zst"))):
        return True  # an archive is unpacked
    if not name or "*" in name or "?" in name or name in {".", ".."}:
        return True
    return "." not in name[1:] and f"/{name}" not in _started(step)


def _started(step: Instruction) -> set[str]:
    """The programs that the stage's image starts."""
    stage = step.stage
    starters = (stage.cmd, stage.entrypoint) if stage is not None else ()
    return {one.args[0] for one in starters if one is not None and one.json_form and one.args}
