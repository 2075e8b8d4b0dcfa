"""Forms of texts that a standard fixes."""

from __future__ import annotations

from analyzer.source.patterns import Lazy

_DATE_TIME = Lazy(
    r"(\d{4})-(\d\d)-(\d\d)[Tt ](?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)(?:[.]\d+)?(?:[Zz]|[+-](?:[01]\d|2[0-3]):[0-5]\d)"
)
_NUMBER = r"(?:0|[1-9][0-9]*)"
_IDENTIFIER = r"(?:0|[1-9][0-9]*|[0-9]*[A-Za-z-][0-9A-Za-z-]*)"
_VERSION = Lazy(
    rf"{_NUMBER}[.]{_NUMBER}[.]{_NUMBER}(?:-{_IDENTIFIER}(?:[.]{_IDENTIFIER})*)?(?:[+][0-9A-Za-z-]+(?:[.][0-9A-Za-z-]+)*)?"
)
_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def is_date_time(text: str) -> bool:
    """A date and time by RFC 3339, section 5.6, with a day that there is."""
    match = _DATE_TIME.fullmatch(text)
    if match is None or not text.isascii():
        return False
    year, month, day = (int(part) for part in match.groups())
    leap = month == 2 and year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return 1 <= month <= 12 and 1 <= day <= _DAYS[month - 1] + leap


def is_semantic_version(text: str) -> bool:
    """A version by semver.org, 2.0.0."""
    return _VERSION.fullmatch(text) is not None
