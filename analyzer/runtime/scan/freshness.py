"""How old a scanner's database may be: what is new since then cannot be found with it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from analyzer.runtime.scan.unassessed import unassessed
from analyzer.source.patterns import Lazy

_FINE = Lazy(r"(\.[0-9]{6})[0-9]+")  # Go writes nanoseconds
_AHEAD = timedelta(days=1)  # by which clocks may differ


def fresh(scanner: str, built: str, oldest: float | None, now: datetime | None = None) -> None:
    """Raises OperationError where a database that was `built` then (ISO 8601) is older than `oldest` days at `now`.

    So does one that does not tell, or comes from the future. With `oldest` None every database will do.
    """
    if oldest is None:
        return
    remedies = (f"update the database of {scanner}", "or allow an older one: --oldest-database DAYS")
    date = moment(built)
    if date is None:
        said = f"it says {built!r}" if built else "it does not say"
        raise unassessed(scanner, "database-unknown", f"how old its database is cannot be told: {said}", *remedies)
    age = (now or datetime.now(UTC)) - date
    if age < -_AHEAD:
        raise unassessed(scanner, "database-unknown", f"its database is of {date:%Y-%m-%d}, which is yet to come", *remedies)
    if age > timedelta(days=oldest):
        message = f"its database is of {date:%Y-%m-%d}, {age.days} days old; at most {oldest:g} are allowed"
        raise unassessed(scanner, "database-stale", message, *remedies)


def moment(text: str) -> datetime | None:
    """A date and time of ISO 8601, in UTC where it names no zone; None where it is none, or Go's zero."""
    try:
        date = datetime.fromisoformat(_FINE.sub(r"\1", text.strip()))
    except ValueError:
        return None
    if date.year < 2000:
        return None
    return date if date.tzinfo is not None else date.replace(tzinfo=UTC)
