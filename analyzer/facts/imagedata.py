"""What is known of images by name: the vocabulary in ``rules/data/images``.

`images` describes single images (and, under names that end in ``*``, all that begin so), `families` the systems they are
made of, `products` when releases stop being supported. The files themselves say what each key means.
"""

from __future__ import annotations

from analyzer.vocabulary import Vocabulary

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    Entry = dict[str, Any]

FORM = 1
_KEYS = {
    "families": {"manager", "libc", "product", "names"},
    "images": {
        *("os", "system", "product", "in-tag", "smaller", "minimal", "manager", "libc", "user", "user-words", "os-words"),
        *("release", "name-release"),
    },
    "products": {"title", "source", "names", "cycles"},
}
_TABLES = (*_KEYS, "words", "numbered", "libcs")
_LISTS = ("minimal", "channels", "mirrors", "others")


def entry(name: str) -> Entry | None:
    """The description of an image by its familiar name, as in ``python`` or ``bitnami/redis``; None where it is not known."""
    table = IMAGES.table
    found: Entry | None = table["images"].get(name)
    if found is not None:
        return found
    for prefix, described in table["prefixes"]:
        if name.startswith(prefix):
            each: Entry = described
            return each
    return None


def _compile(documents: list[dict[str, Any]]) -> dict[str, Any]:
    table: dict[str, Any] = {name: {} for name in _TABLES} | {name: [] for name in _LISTS} | {"as-of": ""}
    for document in documents:
        for key, value in document.items():
            if key not in table:
                raise ValueError(f"there is no table {key!r}")
            if key == "as-of":
                table[key] = _date(value, key)
            elif key in _LISTS:
                table[key] += value
            else:
                _merge(table[key], key, value)
    _link(table)
    exact = {name: described for name, described in table["images"].items() if not name.endswith("*")}
    prefixes = [(name[:-1], described) for name, described in table["images"].items() if name.endswith("*")]
    named = {each for each in exact if "/" not in each}
    return {
        **{name: table[name] for name in ("families", "words", "numbered", "libcs", "products", "as-of", "releases")},
        **{name: frozenset(table[name]) for name in ("minimal", "channels")},
        "mirrors": tuple(table["mirrors"]),
        "images": exact,
        "prefixes": sorted(prefixes, key=lambda item: -len(item[0])),
        "library": frozenset([*table["others"], *named]),
    }


def _merge(table: dict[str, Any], kind: str, more: dict[str, Any]) -> None:
    for name, described in more.items():
        if not isinstance(name, str):
            raise ValueError(f"{kind}: {name!r} wants quotes")  # noqa: TRY004 - a mistake in a file, as the others
        if name in table:
            raise ValueError(f"{kind}: {name} is described twice")
        if kind in _KEYS:
            unknown = set(described) - _KEYS[kind]
            if unknown:
                raise ValueError(f"{kind}: {name} has an unknown key {', '.join(sorted(unknown))}")
        table[name] = _product(name, described) if kind == "products" else described


def _product(name: str, described: Entry) -> Entry:
    cycles = {}
    for cycle, date in described["cycles"].items():
        if not isinstance(cycle, str):
            raise ValueError(f"products: {name}: {cycle!r} wants quotes")  # noqa: TRY004 - as above
        cycles[cycle] = _date(date, f"products: {name} {cycle}")
    return {"title": described["title"], "source": described["source"], "names": described.get("names", {}), "cycles": cycles}


def _date(value: object, where: str) -> str:
    from datetime import date

    if type(value) is not date:  # a datetime is one too
        raise ValueError(f"{where}: {value!r} is no date; write YYYY-MM-DD")
    return value.isoformat()


def _link(table: dict[str, Any]) -> None:
    """Checks that what is named is there, and collects the code names of releases: name -> (family, release)."""
    releases = {}
    for name, family in table["families"].items():
        _known(table, "products", [family["product"]] if "product" in family else (), name)
        for word, release in family.get("names", {}).items():
            if word in releases:
                raise ValueError(f"families: {word} names two releases")
            releases[word] = (name, release)
    table["releases"] = releases
    for name, image in table["images"].items():
        _known(table, "families", [image[key] for key in ("os",) if key in image], name)
        _known(table, "families", image.get("os-words", {}).values(), name)
        _known(table, "products", [image[key] for key in ("product",) if key in image], name)
        _known(table, "products", image.get("in-tag", {}).values(), name)
    for words in ("words", "numbered"):
        _known(table, "families", table[words].values(), words)


def _known(table: dict[str, Any], kind: str, names: Iterable[str], where: str) -> None:
    for name in names:
        if name not in table[kind]:
            raise ValueError(f"{where}: {name!r} is not among the {kind}")


IMAGES = Vocabulary("images", FORM, _compile, large=("images", "products"))
