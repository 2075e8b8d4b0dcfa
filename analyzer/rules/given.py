"""What an example is judged with besides its Dockerfile: a day, a target, build arguments, a build context, a registry."""

from __future__ import annotations

import re

from analyzer.rules.document import Mapping, Scalar

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from analyzer.rules.check import Check
    from analyzer.rules.document import Value

KEYS = ("today", "target", "build-args", "context", "registry")
IMAGE_KEYS = ("digest", "platforms")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def given(check: Check, value: Value | None) -> tuple[tuple[str, Any], ...]:
    """(name, value) pairs; the values of build arguments and of files of the context are (name, text) pairs.

    Those of the registry are (reference, digest, platforms).
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
