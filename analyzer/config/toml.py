"""``pyproject.toml``: its table ``tool.buildsecbot`` as the values that YAML gives."""

from __future__ import annotations

import re

from analyzer.rules.document import Listing, Mapping, Scalar
from analyzer.rules.errors import Mark, Problem

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping as Mapping_
    from typing import Any

    from analyzer.rules.document import Value

TABLE = "tool.buildsecbot"
_PLACE = re.compile(r"line (\d+), column (\d+)")


def read_table(text: str, path: str, problems: list[Problem]) -> Mapping | None:
    """The table, None where there is none or the file is not TOML, which is added to `problems`.

    TOML readers tell no places: a value stands where its key is first written behind the header of the table.
    """
    import tomllib

    try:
        found: Any = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = _PLACE.search(str(error))
        mark = Mark(path, int(place[1]), int(place[2])) if place else Mark(path, text.count("\n") + 1, 1)
        problems.append(Problem(mark, "C002", f"not TOML: {str(error).partition(' (at ')[0]}"))
        return None
    for name in TABLE.split("."):
        found = found.get(name) if isinstance(found, dict) else None
    if not isinstance(found, dict):
        return None
    lines = text.splitlines()
    header = next((number for number, line in enumerate(lines) if line.strip().startswith(f"[{TABLE}")), 0)
    value = _Places(path, lines, header).value(found, Mark(path, header + 1, 1))
    return value if isinstance(value, Mapping) else None


def tree(values: Mapping_[str, Any]) -> Value:
    """Plain data as the values that a file would give, without places."""
    return _Places("the configuration", [], 0).value(values, Mark("the configuration", 1, 1))


class _Places:
    """Gives the values of a table the places of their keys."""

    def __init__(self, path: str, lines: list[str], header: int) -> None:
        self.path, self.lines, self.header = path, lines, header

    def value(self, found: Any, mark: Mark) -> Value:
        if isinstance(found, dict):
            return Mapping(mark, [self._entry(str(name), value) for name, value in found.items()])
        if isinstance(found, (list, tuple)):
            return Listing(mark, [self.value(item, self._mark(str(item), mark)) for item in found])
        return Scalar(mark, str(found).lower() if isinstance(found, bool) else str(found), False)

    def _entry(self, name: str, value: Any) -> tuple[Scalar, Value]:
        mark = self._mark(name, Mark(self.path, self.header + 1, 1))
        return Scalar(mark, name, False), self.value(value, mark)

    def _mark(self, text: str, otherwise: Mark) -> Mark:
        """Where a text is first written at or behind a place."""
        word = re.compile(rf"(?<![\w-]){re.escape(text)}(?![\w-])")
        for number in range(otherwise.line - 1, len(self.lines)):
            found = word.search(self.lines[number])
            if found:
                return Mark(self.path, number + 1, found.start() + 1)
        return otherwise
