"""Stages that need each other in a circle, which BuildKit refuses (validations.go, validateCircularDependency)."""

from __future__ import annotations

from analyzer.facts.graph import needs

TYPE_CHECKING = False
if TYPE_CHECKING:
    from analyzer.facts.model import FileFacts
    from analyzer.facts.stages import Stage


def circles(file: FileFacts) -> dict[int, list[Stage]]:
    """The sets of two stages or more that need each other, by the index of the first of each set; the first comes first.

    Tarjan's algorithm, with a stack of its own, as a file may have very many stages.
    """
    order: dict[int, int] = {}
    lowest: dict[int, int] = {}
    open_: list[int] = []
    held: set[int] = set()
    found: dict[int, list[Stage]] = {}
    for root in range(len(file.stages)):
        work = [(root, iter(needs(file.stages[root])))] if root not in order else []
        while work:
            index, pending = work[-1]
            if index not in order:
                order[index] = lowest[index] = len(order)
                open_.append(index)
                held.add(index)
            needed = next(pending, None)
            if needed is None:
                work.pop()
                if work:
                    lowest[work[-1][0]] = min(lowest[work[-1][0]], lowest[index])
                if lowest[index] == order[index]:
                    _close(open_, held, index, file, found)
            elif needed.index not in order:
                work.append((needed.index, iter(needs(needed))))
            elif needed.index in held:
                lowest[index] = min(lowest[index], order[needed.index])
    return found


def _close(open_: list[int], held: set[int], index: int, file: FileFacts, found: dict[int, list[Stage]]) -> None:
    """Takes a finished set off the stack; one stage by itself is no circle."""
    members = [open_.pop()]
    while members[-1] != index:
        members.append(open_.pop())
    held.difference_update(members)
    if len(members) > 1:
        found[min(members)] = [file.stages[member] for member in sorted(members)]
