"""An advisory in OSV's form, checked as far as it is used."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from analyzer.runtime.scan.advisories.ecosystems import canonical, python_name

_EVENTS = ("introduced", "fixed", "last_affected", "limit")


class AdvisoryError(Exception):
    """A snapshot of advisories cannot be used: which file, and what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Range:
    """Versions between events, each a pair of its kind (introduced, fixed, last_affected, limit) and a version."""

    kind: str
    events: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Affected:
    """What of one package is affected. `severity` are pairs of a method's name and what it says."""

    ecosystem: str
    name: str
    ranges: tuple[Range, ...]
    versions: frozenset[str]
    severity: tuple[tuple[str, str], ...] = ()
    urgency: str = ""


@dataclass(frozen=True, slots=True)
class Advisory:
    """An advisory. `aliases` are other names of the same vulnerability, `upstream` those that it passes on."""

    id: str
    modified: str
    withdrawn: bool
    aliases: tuple[str, ...]
    upstream: tuple[str, ...]
    title: str
    url: str
    severity: tuple[tuple[str, str], ...]
    rating: str
    affected: tuple[Affected, ...]


def parse_advisory(data: Any) -> Advisory:
    """The advisory that JSON describes. Raises AdvisoryError, whose text says which key is wrong."""
    document = _dict(data, "the advisory")
    identity = _text(document.get("id"), "id")
    modified = _text(document.get("modified"), "modified")
    specific = _dict(document.get("database_specific") or {}, "database_specific")
    rating = specific.get("severity")
    return Advisory(
        identity,
        modified,
        bool(document.get("withdrawn")),
        _texts(document.get("aliases"), "aliases"),
        _texts(document.get("upstream"), "upstream"),
        _title(document),
        _url(document),
        _severity(document.get("severity"), "severity"),
        rating if isinstance(rating, str) else "",
        tuple(part for one in _list(document.get("affected"), "affected") for part in _affected(one)),
    )


def _affected(data: Any) -> list[Affected]:
    entry = _dict(data, "affected")
    if entry.get("package") is None:
        return []  # it tells of revisions in a repository alone
    package = _dict(entry["package"], "affected.package")
    ecosystem = canonical(_text(package.get("ecosystem"), "affected.package.ecosystem"))
    name = _text(package.get("name"), "affected.package.name")
    specific = entry.get("ecosystem_specific")
    urgency = specific.get("urgency", "") if isinstance(specific, dict) else ""
    return [
        Affected(
            ecosystem,
            python_name(name) if ecosystem == "PyPI" else name,
            tuple(_range(one) for one in _list(entry.get("ranges"), "affected.ranges")),
            frozenset(_texts(entry.get("versions"), "affected.versions")),
            _severity(entry.get("severity"), "affected.severity"),
            urgency if isinstance(urgency, str) else "",
        )
    ]


def _range(data: Any) -> Range:
    entry = _dict(data, "affected.ranges")
    kind = _text(entry.get("type"), "affected.ranges.type")
    events = []
    for one in _list(entry.get("events"), "affected.ranges.events"):
        event = _dict(one, "affected.ranges.events")
        if not event or not set(event) <= set(_EVENTS):
            raise AdvisoryError(f"affected.ranges.events has an event of an unknown kind: {', '.join(map(str, event))[:80]!r}")
        events += [(name, _text(event[name], f"affected.ranges.events.{name}")) for name in _EVENTS if name in event]
    if not any(name == "introduced" for name, _ in events):
        raise AdvisoryError("affected.ranges.events has nothing introduced")
    return Range(kind, tuple(events))


def _severity(data: Any, where: str) -> tuple[tuple[str, str], ...]:
    entries = [_dict(one, where) for one in _list(data, where)]
    return tuple((_text(one.get("type"), f"{where}.type"), _text(one.get("score"), f"{where}.score")) for one in entries)


def _title(document: dict[str, Any]) -> str:
    for key in ("summary", "details"):
        text = document.get(key)
        if isinstance(text, str) and text.strip():
            return text.strip().split("\n", 1)[0][:200]
    return ""


def _url(document: dict[str, Any]) -> str:
    """The advisory itself among the references, else the first of them."""
    references = document.get("references")
    found = [one for one in references if isinstance(one, dict)] if isinstance(references, list) else []
    found.sort(key=lambda one: one.get("type") != "ADVISORY")
    url = found[0].get("url") if found else None
    return url if isinstance(url, str) and url.startswith(("https://", "http://")) and url.isprintable() else ""


def _dict(data: Any, where: str) -> dict[str, Any]:
    if not isinstance(data, dict):
        raise AdvisoryError(f"{where} is no object")
    return data


def _list(data: Any, where: str) -> list[Any]:
    if data is None:
        return []
    if not isinstance(data, list):
        raise AdvisoryError(f"{where} is no list")
    return data


def _text(data: Any, where: str) -> str:
    if not isinstance(data, str) or not data:
        raise AdvisoryError(f"{where} is no text")
    return data


def _texts(data: Any, where: str) -> tuple[str, ...]:
    return tuple(_text(one, where) for one in _list(data, where))
