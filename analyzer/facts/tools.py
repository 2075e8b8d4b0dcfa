"""Whether the image in which a command runs has its program at all, for programs that small images lack."""

from __future__ import annotations

from analyzer.facts.references import split_reference
from analyzer.facts.unknown import UNKNOWN, Unknown
from analyzer.vocabulary import Vocabulary

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from analyzer.facts.commands import Command
    from analyzer.facts.instructions import Instruction
    from analyzer.facts.node import Text, Truth
    from analyzer.facts.stages import Stage

FORMAT = 1
_TREES = frozenset((
    "", ".", "..", "root", "rootfs", "root-fs", "fs", "install", "out", "output", "dist", "build", "target", "stage", "staging",
    "chroot", "image", "overlay", "files",
))  # fmt: skip
_EXTERNAL = ("./", "/")


def is_available(command: Command) -> Truth:
    """False where the image is known to lack the program and no step may have brought it; else unknown.

    None for a program of which nothing is known.
    """
    name, stage = command.name, command.instruction.stage
    if name is None or name not in VOCABULARY.table["programs"]:
        return None
    if stage is None or command.instruction.onbuild:
        return UNKNOWN
    return False if name in stage.absent_programs else UNKNOWN


def absent_programs(stage: Stage) -> frozenset[str]:
    """The programs that the image a stage begins with is known to lack, and that none of its steps may bring."""
    pending = []
    for ancestor in stage.lineage():
        if ancestor is not stage and "absent_programs" in ancestor.__dict__:
            absent = ancestor.absent_programs
            break
        pending.append(ancestor)
    else:
        absent = lacking(stage)
    for ancestor in reversed(pending):
        steps = ancestor.steps if absent else ()
        absent = frozenset(name for name in absent if not any(_may_bring(step, name) for _, step in steps))
        if ancestor is not stage:
            ancestor.__dict__["absent_programs"] = absent  # from the root on, or a long chain would nest as deep
    return absent


def lacking(stage: Stage) -> frozenset[str]:
    """The programs that the image a stage begins with is known to lack."""
    table = VOCABULARY.table
    if stage.root_base == "scratch":
        return frozenset(table["programs"])
    image = stage.root.image
    resolved = image.resolved if image is not None else None
    if not isinstance(resolved, str) or stage.root_base == "unknown":
        return frozenset()
    reference = split_reference(resolved)
    name = reference.name.removeprefix("docker.io/library/").removeprefix("docker.io/")
    tag = reference.tag or "latest"
    for start, words, unless, programs in table["images"]:
        if name == start or (start.endswith("/") and name.startswith(start)):
            parts = set(tag.split("-"))
            if (not words or any(part.startswith(word) for word in words for part in parts)) and parts.isdisjoint(unless):
                return frozenset(programs)
    return frozenset()


def _may_bring(step: Instruction, name: str) -> bool:
    """It names the program as an argument, runs what the file does not show, or copies what may hold it."""
    if step.kind in ("COPY", "ADD"):
        return _may_copy(step, name)
    if step.kind != "RUN":
        return False
    commands = step.commands
    if isinstance(commands, Unknown) or step.shell_parsed is False:
        return True
    return any(_may_install(command, name) for command in commands)


def _may_copy(step: Instruction, name: str) -> bool:
    """A file of that name, or a directory into one of those where programs lie."""
    destination = step.destination.value if step.destination is not None else None
    if not isinstance(destination, str):
        return True
    where = "/" + destination.strip("/")
    if where == "/":
        return step.kind == "ADD" or any(_is_tree(source.value) for source in step.sources)
    if where.endswith("/" + name):
        return True
    return where.endswith(("/bin", "/sbin", "/usr", "/usr/local")) and (step.kind == "ADD" or step.from_name is not None)


def _is_tree(source: Text) -> bool:
    """A source that may be a whole file system: a directory without a name, or with one that is usual for such."""
    return not isinstance(source, str) or source.rstrip("/").rpartition("/")[2] in _TREES or "*" in source


def _may_install(command: Command, name: str) -> bool:
    text = command.simple.words[0].text if command.simple.words else ""
    if command.name is None or (
        text.startswith(_EXTERNAL) and not text.startswith(("/bin/", "/usr/bin/", "/sbin/", "/usr/sbin/"))
    ):
        return True
    if command.invocation.script is None and command.name in ("sh", "bash", "ash", "dash", "source", "."):
        return True
    if command.name == name or (command.manager is not None and any(arg.startswith("$") for arg in command.args)):
        return True
    return any(name in arg.replace("/", "-").split("-") for arg in command.args)


def _compile(documents: list[dict[str, Any]]) -> dict[str, Any]:
    programs: set[str] = set()
    images = []
    for document in documents:
        for row in document["images"]:
            unknown = set(row) - {"image", "words", "unless", "lacks"}
            if unknown:
                raise ValueError(f"unknown key {', '.join(sorted(unknown))}")
            programs.update(row["lacks"])
            images += [
                (image, tuple(row.get("words", ())), frozenset(row.get("unless", ())), tuple(row["lacks"]))
                for image in row["image"]
            ]
    return {"programs": frozenset(programs), "images": tuple(images)}


VOCABULARY = Vocabulary("tools", FORMAT, _compile)
