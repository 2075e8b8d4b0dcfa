"""The day against which dates are judged."""

from __future__ import annotations


def today() -> str:
    """The present day in UTC, as ``2026-11-22``, or that of SOURCE_DATE_EPOCH (https://reproducible-builds.org)."""
    from os import environ
    from time import gmtime, strftime, time

    given = environ.get("SOURCE_DATE_EPOCH", "")
    seconds = int(given) if given.isascii() and given.isdigit() and len(given) < 12 else time()
    return strftime("%Y-%m-%d", gmtime(seconds))
