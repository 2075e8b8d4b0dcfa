"""Go's durations, as HEALTHCHECK's flags take them (time.ParseDuration)."""

from __future__ import annotations

from analyzer.source.patterns import Lazy
from analyzer.syntax.goquote import go_quote

_UNITS = {"ns": 1, "us": 1000, "µs": 1000, "μs": 1000, "ms": 10**6, "s": 10**9, "m": 60 * 10**9, "h": 3600 * 10**9}
_PART = Lazy(r"([0-9]*)(\.[0-9]*)?([^0-9.]*)")


class DurationError(ValueError):
    """A text that is no duration, in Go's words."""


def parse_duration(text: str) -> int:
    """Nanoseconds of a text such as ``1h30m`` or ``-1.5s``. Raises DurationError."""
    quoted = go_quote(text)
    body = text[1:] if text[:1] in ("-", "+") else text
    if body == "0":
        return 0
    if not body:
        raise DurationError(f"time: invalid duration {quoted}")
    total = at = 0
    while at < len(body):
        match = _PART.match(body, at)
        assert match is not None  # every part of the expression may be empty
        whole, fraction, unit = match.group(1), match.group(2) or "", match.group(3)
        if not whole and len(fraction) < 2:
            raise DurationError(f"time: invalid duration {quoted}")
        if not unit:
            raise DurationError(f"time: missing unit in duration {quoted}")
        if unit not in _UNITS:
            raise DurationError(f"time: unknown unit {go_quote(unit)} in duration {quoted}")
        total += int(whole or 0) * _UNITS[unit]
        if len(fraction) > 1:
            total += int(fraction[1:]) * _UNITS[unit] // 10 ** (len(fraction) - 1)
        if total > 2**63:
            raise DurationError(f"time: invalid duration {quoted}")
        at = match.end()
    return -total if text[0] == "-" else total
