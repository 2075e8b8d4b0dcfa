"""Reads the examples of a rule: Dockerfiles it must and must not speak about."""

from __future__ import annotations

from analyzer.rules.document import Listing, Mapping
from analyzer.rules.given import given
from analyzer.rules.valuetests import boolean, number

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from analyzer.rules.check import Check
    from analyzer.rules.document import Value

BAD_KEYS = ("dockerfile", "findings", "why", "settings", "fixed", "given")
GOOD_KEYS = ("dockerfile", "why", "settings", "given")


def examples(check: Check, value: Value | None, params: dict[str, str]) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
    """(bad, good). Bad: (dockerfile, findings, why, settings, fixed, given); good: (dockerfile, why, settings, given).

    A finding is (line or 0, text or None, message or None). Settings are (parameter, value) pairs; for `given` see
    `analyzer.rules.given`.
    """
    if not isinstance(value, Mapping):
        if value is not None:
            check.problem(value.mark, "R312", "examples are a mapping of 'bad' and 'good' lists")
        return (), ()
    check.keys(value, "examples", ("bad", "good"))
    bad = tuple(_bad(check, item, params) for item in _items(check, value, "bad", BAD_KEYS))
    good = tuple(
        (*_common(check, item, params), given(check, item.get("given"))) for item in _items(check, value, "good", GOOD_KEYS)
    )
    return bad, good


def _items(check: Check, value: Mapping, kind: str, keys: tuple[str, ...]) -> list[Mapping]:
    listing = value.get(kind)
    if not isinstance(listing, Listing) or not listing.items:
        check.problem(value.mark, "R312", f"a rule has at least one {kind} example")
        return []
    found = []
    for item in listing.items:
        if isinstance(item, Mapping) and item.get("dockerfile") is not None:
            check.keys(item, f"a {kind} example", keys)
            found.append(item)
        else:
            check.problem(item.mark, "R312", "an example has a 'dockerfile'")
    return found


def _common(check: Check, item: Mapping, params: dict[str, str]) -> tuple[str, str, tuple[tuple[str, Any], ...]]:
    texts = [check.text(value, name) if (value := item.get(name)) is not None else "" for name in ("dockerfile", "why")]
    return texts[0], texts[1], _settings(check, item.get("settings"), params)


def _settings(check: Check, value: Value | None, params: dict[str, str]) -> tuple[tuple[str, Any], ...]:
    if value is None:
        return ()
    if not isinstance(value, Mapping):
        check.problem(value.mark, "R312", "settings are a mapping of parameters")
        return ()
    found: list[tuple[str, Any]] = []
    for key, item in value.entries:
        type_ = params.get(key.text)
        if type_ is None:
            check.unknown(key.mark, "R110", f"the rule has no parameter '{key.text}'", key.text, params)
        elif type_ == "list":
            found.append((key.text, tuple(text for _, text in check.texts(item, key.text))))
        elif type_ == "number":
            found.append((key.text, number(check, item, key.text)))
        else:
            found.append((key.text, boolean(check, item, key.text) if type_ == "boolean" else check.text(item, key.text)))
    return tuple(found)


def _bad(check: Check, item: Mapping, params: dict[str, str]) -> tuple[Any, ...]:
    dockerfile, why, settings = _common(check, item, params)
    fixed = item.get("fixed")
    listing = item.get("findings")
    if not isinstance(listing, Listing) or not listing.items:
        check.problem(item.mark, "R312", "a bad example lists its findings")
    findings = tuple(_finding(check, finding) for finding in listing.items) if isinstance(listing, Listing) else ()
    after = check.text(fixed, "fixed") if fixed is not None else None
    return dockerfile, findings, why, settings, after, given(check, item.get("given"))


def _finding(check: Check, value: Value) -> tuple[int, str | None, str | None]:
    if not isinstance(value, Mapping) or (value.get("line") is None and value.get("text") is None):
        check.problem(value.mark, "R312", "a finding has a 'line' or the 'text' it stands at")
        return 0, None, None
    check.keys(value, "a finding", ("line", "text", "message"))
    line, text, message = value.get("line"), value.get("text"), value.get("message")
    return (
        number(check, line, "line") if line is not None else 0,
        check.text(text, "text") if text is not None else None,
        check.text(message, "message") if message is not None else None,
    )
