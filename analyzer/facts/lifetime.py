"""How long what an image holds is supported: the release of its system, and that of the language or database it is for."""

from __future__ import annotations

from analyzer.facts.imagedata import IMAGES
from analyzer.facts.imagetag import version_of
from analyzer.source.patterns import compiled

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from analyzer.facts.contents import Contents


class End:
    """The end of a release's life: ``2020-06-30`` of ``Debian 8``."""

    __slots__ = ("date", "of")

    def __init__(self, date: str, of: str) -> None:
        self.date = date
        self.of = of


def end_of_life(contents: Contents) -> End | None:
    """What in an image is supported shortest; None where no date is known."""
    return min(_ends(contents), key=lambda end: end.date, default=None)


def data_date() -> str:
    """The day to which the dates are known."""
    date: str = IMAGES.table["as-of"]
    return date


def _ends(contents: Contents) -> Iterator[End]:
    for product, version in _releases(contents):
        described = IMAGES.table["products"][product]
        parts = version.split(".")
        for count in range(len(parts), 0, -1):
            date = described["cycles"].get(".".join(parts[:count]))
            if date is not None:
                yield End(date, f"{described['title']} {'.'.join(parts[:count])}")
                break


def _releases(contents: Contents) -> Iterator[tuple[str, str]]:
    """The products an image holds, each with its version."""
    known, first = contents.entry or {}, contents.words[0]
    product = known.get("product")
    if product is not None:
        version = IMAGES.table["products"][product]["names"].get(first) or version_of(first)
        if version is not None:
            yield product, version
    tag = "-".join(contents.words)
    for word, product in known.get("in-tag", {}).items():
        found = compiled(rf"(?:^|-){word}(\d+)").search(tag)
        if found is not None:
            yield product, found.group(1)
    family = IMAGES.table["families"].get(contents.family, {})
    if contents.release is not None and "product" in family:
        yield family["product"], contents.release
