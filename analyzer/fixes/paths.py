"""Edits of the path of WORKDIR."""

from __future__ import annotations

from analyzer.facts.unknown import UNKNOWN
from analyzer.facts.workdir import join_workdir
from analyzer.fixes.edit import Edit, Unfit
from analyzer.source.patterns import Lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from analyzer.facts.instructions import Instruction

_PLAIN = Lazy(r"[\w./+-]+")


def absolute_path(at: Instruction) -> list[Edit]:
    """A relative WORKDIR is written as the path it leads to; variables in it stay."""
    before, rest = at.workdir_instruction, at.syntax.rest
    if before is UNKNOWN or before is None or rest is None or at.onbuild or "$" in getattr(before, "rest", "$"):
        raise Unfit("the directory in front of it is not known")
    directory, text = at.workdir, rest.text
    if not isinstance(directory, str) or not directory.startswith("/") or not _PLAIN.fullmatch(directory):
        raise Unfit("the directory in front of it is not known")
    if _PLAIN.fullmatch(text):
        path = join_workdir(directory, text)
        if not isinstance(path, str):
            raise Unfit("the path is not known")
        return [Edit(rest.start, rest.end, path)]
    if text[:1] in "\"'./~$" or not _PLAIN.fullmatch(text[:1]):
        raise Unfit("the path cannot be written in front of it")
    return [Edit(rest.start, rest.start, directory.rstrip("/") + "/")]
