"""The shell that a comment names: ``# hadolint shell=powershell`` tells what the base image's SHELL is, as its README has it.

It speaks of what follows in its stage, up to the next SHELL, and of stages that start from that stage. A comment above a FROM
speaks of nothing: each FROM begins anew.
"""

from __future__ import annotations

from analyzer.facts.shells import shell_of
from analyzer.native import bisect_right
from analyzer.source.patterns import Lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from analyzer.facts.model import FileFacts
    from analyzer.facts.shells import Shell
    from analyzer.facts.stages import Stage

_PRAGMA = Lazy(r"hadolint[ \t]+shell[ \t]*=[ \t]*([^#]+)")


def named_shells(file: FileFacts) -> dict[Stage, list[tuple[int, Shell]]]:
    """For each stage with such a comment: the tick of the instruction below it, and the shell it names."""
    named: list[tuple[int, Shell]] = []
    for piece in file.document.pieces:
        if piece.piece == "comment" and piece.text.startswith("hadolint"):  # type: ignore[attr-defined]
            found = _PRAGMA.match(piece.text)  # type: ignore[attr-defined]
            shell = shell_of(found[1].split()) if found is not None else None
            if shell is not None:
                named.append((piece.start, shell))
    shells: dict[Stage, list[tuple[int, Shell]]] = {}
    if named:
        starts = [step.start for step in file.instructions]
        for at, shell in named:
            number = bisect_right(starts, at)
            step = file.instructions[number] if number < len(starts) else None
            if step is not None and step.stage is not None and step.kind != "FROM":
                shells.setdefault(step.stage, []).append((step.tick, shell))
    return shells


def named_shell(stage: Stage, before: int | None, after: int | None) -> Shell | None:
    """The shell that the last comment names as of a tick, if it stands below the instruction of the tick `after`."""
    shells = stage.file.named_shells.get(stage) if stage.file.named_shells else None
    if not shells:
        return None
    ticks = [tick for tick, _ in shells]
    number = len(ticks) if before is None else bisect_right(ticks, before)
    if not number or (after is not None and ticks[number - 1] <= after):
        return None
    return shells[number - 1][1]
