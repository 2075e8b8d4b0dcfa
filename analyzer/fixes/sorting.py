"""The packages of a command in order."""

from __future__ import annotations

from analyzer.fixes.edit import Edit, Unfit
from analyzer.fixes.layout import crosses_comment
from analyzer.fixes.site import Site

TYPE_CHECKING = False
if TYPE_CHECKING:
    from analyzer.facts.commands import Command


def sort_words(at: Command) -> list[Edit]:
    """The packages that a command names are sorted by name, without regard to case. Words move, the layout stays."""
    site = Site(at.body, at)
    places = [site.span(word.start, word.end) for word in at.invocation.operands]
    found: list[tuple[str, int, int]] = []
    for package in at.packages:
        place = next((place for place in places if place[0] <= package.start < place[1]), None)
        if not isinstance(package.name, str) or place is None or package.source != "index":
            raise Unfit("the packages cannot be told")
        found.append((package.name.lower(), *place))
    places = [(start, end) for _, start, end in found]
    if len(set(places)) != len(places) or places != sorted(places):
        raise Unfit("the packages cannot be told from the words")
    if not places or crosses_comment(site.instruction, places[0][0], places[-1][1]):
        raise Unfit("comments stand between the packages")
    text = site.source
    if any("\n" in text[start:end] for start, end in places):
        raise Unfit("a word reaches over several lines")
    moved = sorted(found, key=lambda one: one[0])
    return [
        Edit(start, end, text[source:stop])
        for (start, end), (_, source, stop) in zip(places, moved, strict=True)
        if (start, end) != (source, stop)
    ]
