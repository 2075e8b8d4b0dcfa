"""Whether a version is affected (the evaluation algorithm of the OSV schema), and which one is not any more."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from analyzer.runtime.scan.advisories.ecosystems import VersionError, versions_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from analyzer.runtime.scan.advisories.advisory import Affected, Range
    from analyzer.runtime.scan.advisories.ecosystems import Version

COMPARABLE = ("ECOSYSTEM", "SEMVER")
_BEGINNING, _NO_LIMIT = "0", "*"
_ORDER = {"fixed": 0, "introduced": 1, "last_affected": 2}  # of events at one version: what is affected again there is affected


class Judge:
    """Judges the versions of one ecosystem."""

    def __init__(self, ecosystem: str) -> None:
        self._ecosystem = ecosystem
        self._makers: dict[str, Callable[[str], Version]] = {}

    def version(self, kind: str, text: str) -> Version:
        """A version that compares with others of its kind of range. Raises VersionError."""
        if kind not in self._makers:
            self._makers[kind] = lru_cache(maxsize=4096)(versions_of(self._ecosystem, kind))
        return self._makers[kind](text)

    def is_affected(self, text: str, parts: Iterable[Affected]) -> bool:
        """A version is affected by one of the parts. Raises VersionError where that cannot be told."""
        undecided: VersionError | None = None
        for part in parts:
            try:
                if self._affects(part, text):
                    return True
            except VersionError as error:
                undecided = error
        if undecided is not None:
            raise undecided
        return False

    def fixed_version(self, text: str, parts: Sequence[Affected]) -> str | None:
        """The least version that fixes what affects this one; None where no event names one. Raises VersionError."""
        candidates: dict[str, Version] = {}
        for part in parts:
            for one in self._ranges(part):
                installed = self.version(one.kind, text)
                for name, event in one.events:
                    if name == "fixed" and (found := self.version(one.kind, event)) > installed:
                        candidates[event] = found
        for event in sorted(candidates, key=lambda event: self.version("ECOSYSTEM", event)):
            if not self.is_affected(event, parts):
                return event
        return None

    def _affects(self, part: Affected, text: str) -> bool:
        if text in part.versions:
            return True
        ranges = self._ranges(part)
        if not ranges and not part.versions:
            raise VersionError("it names neither versions nor a range of versions that can be compared")
        if any(self._in_range(one, text) for one in ranges):
            return True
        return part.ecosystem == "PyPI" and self._among(part.versions, text)

    def _ranges(self, part: Affected) -> list[Range]:
        return [one for one in part.ranges if one.kind in COMPARABLE]

    def _among(self, versions: frozenset[str], text: str) -> bool:
        """A version is written in another way in a list: 1.0 is 1.0.0."""
        installed = self.version("ECOSYSTEM", text)
        for one in versions:
            try:
                if self.version("ECOSYSTEM", one) == installed:
                    return True
            except VersionError:
                continue  # no version in the sense of the present rules: nothing installed can be it
        return False

    def _in_range(self, one: Range, text: str) -> bool:
        installed = self.version(one.kind, text)
        limits = [version for name, version in one.events if name == "limit"]
        if limits and not any(limit == _NO_LIMIT or installed < self.version(one.kind, limit) for limit in limits):
            return False
        affected = ("introduced", _BEGINNING) in one.events
        for name, version in self._sorted(one):
            if name == "introduced":
                affected = affected or installed >= version
            elif installed >= version if name == "fixed" else installed > version:
                affected = False
        return affected

    def _sorted(self, one: Range) -> list[tuple[str, Version]]:
        """The events by version, but for the beginning of all versions."""
        events = [event for event in one.events if event[0] in _ORDER and event != ("introduced", _BEGINNING)]
        found = [(name, self.version(one.kind, text)) for name, text in events]
        found.sort(key=lambda event: _ORDER[event[0]])
        found.sort(key=lambda event: event[1])
        return found
