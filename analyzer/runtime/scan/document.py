"""A scanner's report as JSON of the form it should have; anything else fails, as nothing can be said of what is not there."""

from __future__ import annotations

import json
from typing import Any

from analyzer.runtime.scan.unassessed import unassessed

_LONGEST = 4000  # characters of a text that is taken over


class Document:
    """A JSON object in a report. `where` tells its place to people; each getter raises OperationError on another type."""

    __slots__ = ("data", "scanner", "where")

    def __init__(self, scanner: str, data: dict[str, Any], where: str = "the report") -> None:
        self.scanner = scanner
        self.data = data
        self.where = where

    @classmethod
    def read(cls, scanner: str, report: bytes) -> Document:
        """The object that a report is."""
        if not report.strip():
            raise unassessed(scanner, "report-empty", "its report is empty, which does not mean that nothing was found")
        try:
            data = json.loads(report)
        except (ValueError, RecursionError) as error:
            text = f"its report is no JSON, or cut off: {error}"
            raise unassessed(scanner, "report-unreadable", text) from error
        if not isinstance(data, dict):
            raise unassessed(scanner, "report-unreadable", "its report is no JSON object")
        return cls(scanner, data)

    def wrong(self, what: str) -> Exception:
        """The error of a report that is not as it should be."""
        return unassessed(self.scanner, "report-unknown-form", f"{self.where}: {what}")

    def text(self, key: str, default: str | None = "") -> str:
        """A text; `default` where it is absent, and without one it must be there and not be empty."""
        value = self.data.get(key)
        if value is None or value == "":
            if default is None:
                raise self.wrong(f"{key} is missing")
            return default
        if not isinstance(value, str):
            raise self.wrong(f"{key} is no text")
        return value[:_LONGEST]

    def number(self, key: str) -> float | None:
        """A number; None where it is absent."""
        value = self.data.get(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < 1e12:
            raise self.wrong(f"{key} is no number")
        return float(value)

    def texts(self, key: str) -> list[str]:
        """The texts of a list; empty where it is absent."""
        value = self._list(key)
        if not all(isinstance(each, str) for each in value):
            raise self.wrong(f"{key} holds something else than texts")
        return [each[:_LONGEST] for each in value]

    def object(self, key: str) -> Document:
        """An object; an empty one where it is absent."""
        value = self.data.get(key)
        if value is None:
            value = {}
        if not isinstance(value, dict):
            raise self.wrong(f"{key} is no object")
        return Document(self.scanner, value, f"{self.where}, {key}")

    def objects(self, key: str) -> list[Document]:
        """The objects of a list; empty where it is absent."""
        value = self._list(key)
        if not all(isinstance(each, dict) for each in value):
            raise self.wrong(f"{key} holds something else than objects")
        return [Document(self.scanner, each, f"{self.where}, {key}[{at}]") for at, each in enumerate(value)]

    def named(self, key: str) -> dict[str, Document]:
        """The objects of an object, by name; empty where it is absent."""
        inner = self.object(key)
        return {name: inner.object(name) for name in inner.data}

    def __contains__(self, key: str) -> bool:
        return self.data.get(key) is not None

    def _list(self, key: str) -> list[Any]:
        value = self.data.get(key)
        if value is None:
            return []
        if not isinstance(value, list):
            raise self.wrong(f"{key} is no list")
        return value
