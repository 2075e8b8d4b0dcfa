"""Images and their tags, as far as the data of this program and the file itself know them. Nobody is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.facts.imagedata import IMAGES, entry
from analyzer.facts.references import familiar, split_reference
from analyzer.lsp.features.completing.place import WORD
from analyzer.lsp.features.completing.proposing import ordered, propose
from analyzer.source.patterns import Lazy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analyzer.facts.imagedata import Entry
    from analyzer.facts.images import Image
    from analyzer.lsp.data import Completion
    from analyzer.lsp.features.completing.place import Place

_NAME = Lazy(r"[A-Za-z0-9._/-]*")
_NUMBER = Lazy(r"\d+")
_BEHIND_PREFIXES = {
    "gcr.io/distroless/": "static-debian12 base-debian12 base-nossl-debian12 cc-debian12 python3-debian12 java17-debian12 "
    "java21-debian12 nodejs20-debian12 nodejs22-debian12",
    "mcr.microsoft.com/windows/": "servercore nanoserver server",
    "mcr.microsoft.com/azurelinux/base/": "core",
    "public.ecr.aws/lambda/": "python nodejs java dotnet provided",
}
_GONE = frozenset({"scratch", "ubuntu-debootstrap", "ubuntu-upstart", "docker-dev", "known"})


def image_references(place: Place, at: int) -> Iterator[Completion]:
    """Names of images from `at` on, or behind one its tags; nothing behind an ``@``."""
    written = place.text[at:]
    if "@" in written or "$" in written:
        return
    name, colon, _ = written.rpartition("/")[2].partition(":")
    if colon:
        start = len(written) - len(written.rpartition("/")[2]) + len(name)
        yield from _tags(place, at + start + 1, written[:start])
        return
    yield from _names(place, at)


def _names(place: Place, at: int) -> Iterator[Completion]:
    used = dict.fromkeys(image.text for image in _images(place) if "$" not in image.text and image.external is True)
    found = (
        each for text in used for each in propose(place, at, text, "reference", detail="used in this file", following=_NAME)
    )
    yield from ordered(found, 1)
    if place.keyword == "FROM":
        yield from propose(place, at, "scratch", "reference", detail="the empty image", rank=2, following=_NAME)
    table = IMAGES.table
    known = table["images"].keys()
    official = [name for name in known if "/" not in name]  # the table begins with what is used most
    yield from ordered((each for name in official for each in _one(place, at, name)), 3)
    yield from ordered((each for name in sorted(table["library"] - known - _GONE) for each in _one(place, at, name)), 4)
    yield from ordered((each for name in known if "/" in name for each in _one(place, at, name)), 5)
    for prefix, _ in table["prefixes"]:
        if prefix[-1].isalnum() and prefix not in known:
            yield from _one(place, at, prefix)
        for rest in _BEHIND_PREFIXES.get(prefix, "").split():
            yield from _one(place, at, prefix + rest)


def _one(place: Place, at: int, name: str) -> Iterator[Completion]:
    detail = "image" if "/" in name else "official image"
    return propose(place, at, name, "reference", detail=detail, doc=("image", name), rank=6, following=_NAME)


def _tags(place: Place, at: int, name: str) -> Iterator[Completion]:
    today = place.around.facts.today
    used = {image.text.rpartition(":")[2] for image in _images(place) if image.text.startswith(name + ":")}
    tags = [tag for tag in sorted(used) if "$" not in tag and "@" not in tag]
    found = [each for tag in tags for each in propose(place, at, tag, "constant", detail="used in this file", following=WORD)]
    yield from ordered(found, 0)
    described = entry(familiar(split_reference(name).name))
    known = known_tags(described, today) if described is not None else {"latest": ""}
    yield from ordered(
        (
            each
            for tag, detail in known.items()
            if tag not in used
            for each in propose(place, at, tag, "constant", detail=detail)
        ),
        1,
    )


def known_tags(described: Entry, today: str) -> dict[str, str]:
    """The tags of releases that are supported, the newest first, smaller images of them next to them; with what they are."""
    found: dict[str, str] = {}
    majors: dict[str, None] = {}
    smaller: list[str] = described.get("smaller", [])
    for cycle, detail in _releases(described, today):
        found[cycle] = detail
        found.update({f"{cycle}-{word}": detail for word in smaller})
        majors[cycle.partition(".")[0]] = None
    for major in majors:
        if major.isdigit() and major not in found:
            found.update({"-".join(filter(None, (major, word))): f"the newest of {major}" for word in ["", *smaller]})
    found.update(dict.fromkeys([*smaller, *described.get("user-words", {})], ""))
    found["latest"] = "changes with every release"
    return found


def _releases(described: Entry, today: str) -> Iterator[tuple[str, str]]:
    table = IMAGES.table
    family = table["families"][described["os"]] if described.get("system") and "os" in described else {}
    product = family.get("product") or described.get("product")
    if product is None:
        return
    title, cycles = table["products"][product]["title"], table["products"][product]["cycles"]
    names = {release: name for name, release in family.get("names", {}).items()}
    for cycle in sorted(cycles, key=_version, reverse=True):
        if cycles[cycle] < today:
            continue
        detail = f"{title} {cycle}, supported until {cycles[cycle]}"
        if cycle in names and names[cycle] != cycle:
            yield names[cycle], detail
        yield cycle, detail


def _version(cycle: str) -> list[int]:
    return [int(number) for number in _NUMBER.findall(cycle)]


def _images(place: Place) -> list[Image]:
    return [stage.image for stage in place.around.facts.stages if stage.image is not None]
