"""What ``buildx build --progress=rawjson`` prints: a JSON object per event, on one line or on many, and other lines between.

The objects are BuildKit's SolveStatus (client/graph.go).
"""

from __future__ import annotations

import base64
import binascii
import json
from typing import TYPE_CHECKING, Any

from analyzer.runtime.engine.steps import Printed, Update, Vertex

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_LARGEST = 1 << 26  # characters of one object


def read(lines: Iterable[str]) -> Iterator[Update | str]:
    """The events, and the lines that are none. Some versions of buildx break objects over lines, and indent what is in them."""
    held: list[str] = []
    size = 0
    for given in lines:
        line = given.rstrip("\r\n")
        if not held and not line.startswith("{"):
            yield line
            continue
        held.append(line)
        size += len(line)
        if line == "}" or (len(held) == 1 and line.endswith("}")) or size > _LARGEST:
            yield from _event(held)
            held, size = [], 0
    yield from held


def _event(held: list[str]) -> Iterator[Update | str]:
    try:
        event = json.loads("\n".join(held))
    except (ValueError, RecursionError):
        event = None
    if isinstance(event, dict):
        yield _update(event)
    else:
        yield from held


def _update(event: dict[str, Any]) -> Update:
    vertices = (
        Vertex(
            _text(each, "digest"), _text(each, "name"), bool(each.get("started")), bool(each.get("completed")),
            bool(each.get("cached")), _text(each, "error"),
        )
        for each in _objects(event, "vertexes")
    )  # fmt: skip
    printed = (
        Printed(_text(each, "vertex"), 2 if each.get("stream") == 2 else 1, _bytes(each.get("data")))
        for each in _objects(event, "logs")
    )
    warnings = (_bytes(each.get("short")).decode("utf-8", "replace") for each in _objects(event, "warnings"))
    return Update(tuple(vertices), tuple(printed), tuple(warnings))


def _objects(event: dict[str, Any], key: str) -> list[dict[str, Any]]:
    value = event.get(key)
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _text(each: dict[str, Any], key: str) -> str:
    value = each.get(key)
    return value if isinstance(value, str) else ""


def _bytes(value: object) -> bytes:
    """Bytes as Go's JSON has them."""
    try:
        return base64.b64decode(value) if isinstance(value, str) else b""
    except (binascii.Error, ValueError):
        return b""
