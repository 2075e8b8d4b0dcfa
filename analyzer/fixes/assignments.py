"""Variables that are no longer set for a command."""

from __future__ import annotations

from analyzer.fixes.commands import delete_command, remove
from analyzer.fixes.edit import Edit, Unfit
from analyzer.fixes.site import Site

TYPE_CHECKING = False
if TYPE_CHECKING:
    from analyzer.facts.commands import Command

_EXPORTING = frozenset({"export", "declare", "typeset", "readonly", "local"})


def remove_assignment(at: Command, name: str) -> list[Edit]:
    """A variable is no longer set in front of a command, or by ``export``; a command that does nothing else goes."""
    if at.name in _EXPORTING:
        return _exported(at, name)
    found = [one for one in at.simple.assignments if one.name == name]
    if len(found) != 1 or at.invocation.host is not None:
        raise Unfit("it is not set in front of the command")
    one = found[0]
    following = sorted([*(other.start for other in at.simple.assignments), *(word.start for word in at.simple.words)])
    behind = next((start for start in following if start >= one.end), None)
    if behind is None:
        return delete_command(at)
    site = Site(at.body, at)
    if site.elements:
        raise Unfit("it is not set in front of the command")
    return [site.remove_in_front(one.start, behind)]


def _exported(at: Command, name: str) -> list[Edit]:
    words = [word for word in at.invocation.operands if (word.value or word.text).partition("=")[0] == name]
    if len(words) != 1:
        raise Unfit("it is not set by the command")
    if len(at.invocation.operands) == 1:
        return delete_command(at)
    return [remove(at, words)]
