"""The order in which a command names its packages."""

from __future__ import annotations

from itertools import pairwise

TYPE_CHECKING = False
if TYPE_CHECKING:
    from analyzer.facts.commands import Command


def first_out_of_order(command: Command) -> str | None:
    """The first package whose name sorts before that of the package before it, without regard to case.

    None where they are sorted, and where a variable or a file stands among them.
    """
    names = []
    for package in command.packages:
        if not isinstance(package.name, str) or package.source != "index":
            return None
        names.append(package.name)
    for before, name in pairwise(names):
        if name.lower() < before.lower():
            return name
    return None
