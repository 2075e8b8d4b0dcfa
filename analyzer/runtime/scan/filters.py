"""What of a scan counts: what was agreed to be left out is counted and listed with its reason, and never vanishes.

An exemption reads ``ID [until=YYYY-MM-DD] [-- reason]``; the day is the last on which it holds. ID is any name of a
vulnerability, or the id of an issue.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Generic, TypeVar

from analyzer.facts.day import today as present_day
from analyzer.runtime.failure import refused
from analyzer.source.patterns import Lazy

if TYPE_CHECKING:
    from collections.abc import Iterable

    from analyzer.runtime.requests import ScanRequest
    from analyzer.runtime.scan.model import Issue, Scan, Vulnerability

FORM = "ID [until=YYYY-MM-DD] [-- reason]"
_ID = Lazy(r"[A-Za-z0-9][A-Za-z0-9._:/-]{0,127}")
_EXEMPTION = Lazy(r"(\S+)(?:\s+until=(\S+))?(?:\s+--\s*(.*\S))?\s*")

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Exemption:
    """A vulnerability or issue that is accepted, up to and including the day `until` (ISO; empty for ever), and why."""

    id: str
    until: str = ""
    reason: str = ""

    def holds(self, today: str) -> bool:
        """It still holds on a day, as ``2026-11-22``."""
        return not self.until or today <= self.until

    def __str__(self) -> str:
        return self.id + (f" until={self.until}" if self.until else "") + (f" -- {self.reason}" if self.reason else "")


@dataclass(frozen=True, slots=True)
class Ignored(Generic[T]):
    """What was left out, and by which exemption."""

    what: T
    by: Exemption


@dataclass(slots=True)
class Filtered:
    """A scan, sorted out. Each vulnerability of the scan stands in exactly one of `kept`, `ignored` and `unfixable`.

    `unfixable` is what ``only_fixable`` leaves out. `expired` are exemptions that no longer hold and would leave something
    out, `unused` those that leave nothing out.
    """

    kept: list[Vulnerability] = field(default_factory=list)
    ignored: list[Ignored[Vulnerability]] = field(default_factory=list)
    unfixable: list[Vulnerability] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    ignored_issues: list[Ignored[Issue]] = field(default_factory=list)
    expired: list[Exemption] = field(default_factory=list)
    unused: list[Exemption] = field(default_factory=list)

    def notes(self) -> list[str]:
        """What is to be said of it beside what is kept."""
        said = [f"{len(self.ignored)} ignored: {_names(one.what for one in self.ignored)}"] if self.ignored else []
        said += [f"ignored: {one.what.id} ({one.by.reason or 'no reason given'})" for one in self.ignored_issues]
        if self.unfixable:
            said.append(f"{len(self.unfixable)} without a fixed version left out: {_names(self.unfixable)}")
        said += [f"the exemption of {one.id} has expired ({one.until}): it is reported again" for one in self.expired]
        said += [f"the exemption of {one.id} leaves nothing out" for one in self.unused]
        return said


def exemptions(entries: Iterable[str]) -> list[Exemption]:
    """The exemptions that a request asks for. Raises RefusedError on one that cannot be read: it would exempt nothing."""
    return [_exemption(entry) for entry in entries]


def filtered(scan: Scan, request: ScanRequest, today: str = "") -> Filtered:
    """What of a scan counts on a day (the present one where it is empty). Raises RefusedError on an unreadable exemption."""
    today = today or present_day()
    asked = exemptions(request.ignore)
    found = Filtered()
    used: set[Exemption] = set()
    expired: set[Exemption] = set()

    def exempted(names: Iterable[str]) -> Exemption | None:
        wanted = {name.casefold() for name in names}
        of_it = [one for one in asked if one.id.casefold() in wanted]
        valid = [one for one in of_it if one.holds(today)]
        used.update(valid)
        expired.update(one for one in of_it if not one.holds(today))
        return valid[0] if valid else None

    for one in scan.vulnerabilities:
        if exemption := exempted((one.id, *one.aliases)):
            found.ignored.append(Ignored(one, exemption))
        elif request.only_fixable and not one.fixable:
            found.unfixable.append(one)
        else:
            found.kept.append(one)
    for issue in scan.issues:
        if exemption := exempted((issue.id,)):
            found.ignored_issues.append(Ignored(issue, exemption))
        else:
            found.issues.append(issue)
    found.expired = [one for one in dict.fromkeys(asked) if one in expired]
    found.unused = [one for one in dict.fromkeys(asked) if one not in used and one not in expired]
    return found


def _exemption(entry: str) -> Exemption:
    match = _EXEMPTION.fullmatch(entry.strip())
    if match is None or not _ID.fullmatch(match[1]):
        raise refused(f"this is no exemption: {entry!r}", f"write it as {FORM}", code="bad-exemption")
    id_, until, reason = match[1], match[2] or "", match[3] or ""
    if until:
        try:
            valid = date.fromisoformat(until).isoformat() == until
        except ValueError:
            valid = False
        if not valid:
            raise refused(f"this is no day: {until!r} in {entry!r}", "write it as until=2026-12-31", code="bad-exemption")
    return Exemption(id_, until, reason)


def _names(found: Iterable[Vulnerability]) -> str:
    return ", ".join(dict.fromkeys(one.id for one in found))
