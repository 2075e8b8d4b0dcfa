"""One file, several rules: ``for:`` rows, each with the texts that stand for ``$name`` in the rest of the file."""

from __future__ import annotations

import re

from analyzer.rules.document import Listing, Mapping, Scalar
from analyzer.rules.errors import did_you_mean

TYPE_CHECKING = False
if TYPE_CHECKING:
    from analyzer.rules.check import Check
    from analyzer.rules.document import Value

COLUMN = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
MAX_ROWS = 500
MAX_SIZE = 2_000_000
WHOLE = re.compile(r"\$([a-z][a-z0-9-]*)")


def expand(check: Check, rule: Mapping, keys: frozenset[str]) -> list[Mapping]:
    """The rules of a file. A row's keys that are rule keys (`keys`) replace or add to those of the file."""
    rows = rule.get("for")
    if rows is None:
        return [rule]
    if not isinstance(rows, Listing) or not rows.items:
        check.problem(rows.mark, "R306", "'for' is a list of rows")
        return []
    if len(rows.items) > MAX_ROWS:
        check.problem(rows.items[MAX_ROWS].mark, "R122", f"a family has at most {MAX_ROWS} rows")
        return []
    rest = [(key, value) for key, value in rule.entries if key.text != "for"]
    found = []
    budget = Budget()
    for row in rows.items:
        if not isinstance(row, Mapping):
            check.problem(row.mark, "R306", "a row of 'for' is a mapping")
            continue
        instance = _instance(check, rest, row, keys, budget)
        if budget.left < 0:
            check.problem(row.mark, "R122", f"the rules of this family are larger than {MAX_SIZE} characters together")
            return []
        found.append(instance)
    return found


class Budget:
    """How many characters, or parts of patterns, a family may still grow by."""

    __slots__ = ("left",)

    def __init__(self) -> None:
        self.left = MAX_SIZE


def _instance(check: Check, rest: list[tuple[Scalar, Value]], row: Mapping, keys: frozenset[str], budget: Budget) -> Mapping:
    columns = {key.text: value for key, value in row.entries}
    for key, _ in row.entries:
        if not COLUMN.fullmatch(key.text):
            check.problem(key.mark, "R306", f"'{key.text}' is no name for a column", "lower-case words joined by hyphens")
    names = "|".join(sorted(map(re.escape, columns), key=len, reverse=True))
    substitute = _Substitution(check, columns, re.compile(rf"\$({names})(?![\w-])"), budget)
    entries = [(key, substitute(value, key.text != "examples")) for key, value in rest if key.text not in columns]
    own = [(key, substitute(value, False)) for key, value in row.entries if key.text in keys]
    return Mapping(row.mark, own + entries)


class _Substitution:
    """Replaces ``$name`` by a row's values. A text that is only ``$name`` becomes the value itself, list or mapping too."""

    def __init__(self, check: Check, columns: dict[str, Value], pattern: re.Pattern[str], budget: Budget) -> None:
        self.check, self.columns, self.pattern, self.budget = check, columns, pattern, budget
        self.sizes = {name: _size(value) for name, value in columns.items()}

    def __call__(self, value: Value, strict: bool) -> Value:
        self.budget.left -= 1
        if self.budget.left < 0:
            return value
        if isinstance(value, Listing):
            return Listing(value.mark, [self(item, strict) for item in value.items])
        if isinstance(value, Mapping):
            return Mapping(value.mark, [(key, self(item, strict)) for key, item in value.entries])
        return self._scalar(value, strict) if "$" in value.text else value

    def _scalar(self, value: Scalar, strict: bool) -> Value:
        whole = WHOLE.fullmatch(value.text)
        if whole is not None and whole[1] in self.columns:
            self.budget.left -= self.sizes[whole[1]]
            return self.columns[whole[1]]
        if whole is not None and strict:
            self.check.problem(value.mark, "R307", f"a row has no column '{whole[1]}'", did_you_mean(whole[1], self.columns))
        return Scalar(value.mark, self.pattern.sub(lambda found: self._text(value, found[1]), value.text), value.plain)

    def _text(self, value: Scalar, name: str) -> str:
        column = self.columns[name]
        if isinstance(column, Scalar):
            self.budget.left -= len(column.text)
            return column.text if self.budget.left >= 0 else ""
        self.check.problem(value.mark, "R307", f"'${name}' is no text, so it cannot be part of one")
        return ""


def _size(value: Value) -> int:
    """The number of values in a value, itself included, and of the characters of texts."""
    if isinstance(value, Scalar):
        return 1 + len(value.text)
    return 1 + sum(map(_size, value.items if isinstance(value, Listing) else [item for _, item in value.entries]))
