"""Compiled rules of a user, kept in the cache folder by what they were made of."""

from __future__ import annotations

from analyzer.jsoncache import JsonCache

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Compiled = tuple[tuple[Any, ...], tuple[Any, ...], dict[str, Any]]

CACHE = JsonCache("rules", "buildsecbot rules 1", most=20)


def load(key: str) -> Compiled | None:
    """The compiled rules of a key, None where there are none that can be used."""
    kept = CACHE.load(key)
    try:
        records, profiles, details = kept
        return _tuples(records), _tuples(profiles), {id_: _tuples(more) for id_, more in details.items()}
    except (ValueError, TypeError, AttributeError, RecursionError):
        return None


def save(key: str, compiled: Compiled) -> None:
    """Keeps compiled rules, whole or not at all; a folder that cannot be written is left alone."""
    CACHE.save(key, compiled)


def _tuples(value: Any) -> Any:
    """Lists back to the tuples that plans are made of."""
    return tuple(map(_tuples, value)) if isinstance(value, list) else value
