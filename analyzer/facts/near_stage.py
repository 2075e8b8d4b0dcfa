"""Names that are meant for a stage and spelt wrongly, which BuildKit takes for an image of Docker Hub."""

from __future__ import annotations

from analyzer.syntax.suggest import distance

TYPE_CHECKING = False
if TYPE_CHECKING:
    from analyzer.facts.images import Image
    from analyzer.facts.model import FileFacts
    from analyzer.facts.stages import Stage
    from analyzer.facts.unknown import Unknown

_SHORTEST = 4  # of shorter names, two that differ in a letter are two names
_LONG = 8  # from this length on, two letters may differ
_MOST = 200  # names and stages of a file: each name is compared with every stage


def near_stage(image: Image) -> Stage | Unknown | None:
    """The stage whose name is nearest to a bare name that no stage has and no known image; FROM sees earlier stages only."""
    if image.kind != "context":
        return image.kind if not isinstance(image.kind, str) else None
    return _nearest(image) if image.start <= image.file.last_compared_image else None


def last_compared(file: FileFacts) -> int:
    """Where the last of the first `_MOST` such names begins."""
    starts = [image.start for image in file.nodes("image") if image.kind == "context"]  # type: ignore[attr-defined]
    return starts[:_MOST][-1] if starts else -1


def _nearest(image: Image) -> Stage | None:
    wanted = image.text.lower()
    stages = image.file.stages[:_MOST]
    if image.role == "from":
        stages = [stage for stage in stages if stage.start < image.start]
    own = image.instruction.stage
    near = [
        (far, stage.index, stage)
        for stage in stages
        if stage is not own and stage.name is not None and (far := _far(wanted, stage.name)) is not None
    ]
    return min(near)[2] if near else None


def _far(one: str, other: str) -> int | None:
    """How many letters differ, two that are swapped counted as one; None where the names have little in common."""
    if min(len(one), len(other)) < _SHORTEST or _letters(one) == _letters(other):
        return None
    if _swapped(one, other):
        return 1
    limit = 3 if min(len(one), len(other)) >= _LONG else 2
    far = distance(one, other, limit)
    return far if far < limit else None


def _letters(name: str) -> str:
    """The name without digits: names that differ in a number are two names."""
    return "".join(char for char in name if not char.isdigit())


def _swapped(one: str, other: str) -> bool:
    if len(one) != len(other):
        return False
    places = [at for at, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
    return (
        len(places) == 2
        and places[1] == places[0] + 1
        and one[places[0]] == other[places[1]]
        and one[places[1]] == other[places[0]]
    )
