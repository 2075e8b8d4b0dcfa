"""What an example is judged with besides its Dockerfile.

That is a day, a target, build arguments, a build context, a registry, and the scan of the image it was built to.
"""

from __future__ import annotations

import re

from analyzer.facts.scan import GIVEN, LINE, LISTS
from analyzer.facts.schema import BOOLEAN, NUMBER, SORTS, STRINGS
from analyzer.rules.document import Listing, Mapping, Scalar
from analyzer.rules.valuetests import boolean, number

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from analyzer.rules.check import Check
    from analyzer.rules.document import Value

KEYS = ("today", "target", "build-args", "context", "registry", "image")
IMAGE_KEYS = ("digest", "platforms")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def given(check: Check, value: Value | None) -> tuple[tuple[str, Any], ...]:
    """(name, value) pairs; the values of build arguments and of files of the context are (name, text) pairs.

    Those of the registry are (reference, digest, platforms); the image is as `analyzer.facts.scan` has it, mappings as pairs.
    """
    if value is None:
        return ()
    if not isinstance(value, Mapping):
        check.problem(value.mark, "R312", "'given' is a mapping of " + ", ".join(KEYS))
        return ()
    check.keys(value, "'given'", KEYS)
    found: list[tuple[str, Any]] = []
    for key, item in value.entries:
        if key.text == "registry":
            found.append((key.text, _images(check, item)))
        elif key.text in ("build-args", "context"):
            found.append((key.text, _texts(check, item, key.text)))
        elif key.text == "image":
            found.append((key.text, _record(check, item, "scan")))
        elif key.text in KEYS:
            found.append((key.text, check.text(item, key.text)))
            if key.text == "today" and not DAY.fullmatch(found[-1][1]):
                check.problem(item.mark, "R312", "today is a day such as 2026-11-22")
    return tuple(found)


def _texts(check: Check, value: Value, what: str) -> tuple[tuple[str, str], ...]:
    if not isinstance(value, Mapping):
        check.problem(value.mark, "R312", f"{what} is a mapping of names and texts")
        return ()
    return tuple((key.text, check.text(item, key.text)) for key, item in value.entries)


def _images(check: Check, value: Value) -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    if not isinstance(value, Mapping):
        check.problem(value.mark, "R312", "registry is a mapping of image references")
        return ()
    found = []
    for key, item in value.entries:
        if not isinstance(item, Mapping):
            check.problem(item.mark, "R312", "an image of the registry has a digest and platforms")
            continue
        check.keys(item, "an image of the registry", IMAGE_KEYS)
        digest, platforms = item.get("digest"), item.get("platforms")
        names = tuple(text for _, text in check.texts(platforms, "platforms")) if platforms is not None else ()
        found.append((key.text, check.text(digest, "digest") if isinstance(digest, Scalar) else "", names))
    return tuple(found)


def given_keys(sort: str) -> tuple[str, ...]:
    """The keys of a record of a scan, as rule files write them."""
    keys = tuple(name.replace("_", "-") for name in GIVEN[sort])
    return keys if sort == "scan" else (*keys, LINE)


def _record(check: Check, value: Value, sort: str) -> tuple[tuple[str, Any], ...]:
    """What a scan says of a node, each key once; an empty text stands for what is absent."""
    if not isinstance(value, Mapping):
        check.problem(value.mark, "R312", f"what is given of {_an(sort)} is a mapping of its fields")
        return ()
    check.keys(value, f"what is given of {_an(sort)}", given_keys(sort))
    known = [(key.text, item) for key, item in value.entries if key.text in given_keys(sort)]
    return tuple((name.replace("-", "_"), _value(check, item, sort, name)) for name, item in known)


def _an(sort: str) -> str:
    return f"{'an' if sort[0] in 'aeiou' else 'a'} {sort}"


def _value(check: Check, value: Value, sort: str, name: str) -> Any:
    if name == LINE:
        return number(check, value, name)
    if name in LISTS:
        if not isinstance(value, Listing):
            check.problem(value.mark, "R312", f"{name} is a list of mappings")
            return ()
        return tuple(_record(check, item, LISTS[name]) for item in value.items)
    type_ = SORTS[sort].fields[name].type
    if type_ == STRINGS:
        return () if isinstance(value, Listing) and not value.items else tuple(text for _, text in check.texts(value, name))
    if type_ == NUMBER:
        return number(check, value, name)
    return boolean(check, value, name) if type_ == BOOLEAN else check.text(value, name) or None
