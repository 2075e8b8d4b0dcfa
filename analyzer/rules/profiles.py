"""Profiles: named selections of rules, ``profiles/NAME.yaml``."""

from __future__ import annotations

from analyzer.rules.document import Mapping

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from analyzer.rules.check import Check
    from analyzer.rules.document import Value

ALL = "ALL"


class Profile:
    """What a profile file says: rules by id, groups of rules, and exceptions."""

    __slots__ = ("docs", "groups", "left_out", "rules")

    def __init__(self) -> None:
        self.docs = ""
        self.rules: list[str] = []
        self.groups: list[str] = []
        self.left_out: list[str] = []


def profile(check: Check, document: Value, records: dict[str, tuple[Any, ...]]) -> Profile:
    """Checks a profile. `rules` and `except` list ids, `select` lists groups (see `groups_of`)."""
    found = Profile()
    if not isinstance(document, Mapping):
        check.problem(document.mark, "R315", "a profile is a mapping of 'docs' and 'rules' or 'select'")
        return found
    check.keys(document, "a profile", ("docs", "rules", "select", "except"))
    known = {ALL}.union(*(groups_of(record) for record in records.values()))
    for key, value in document.entries:
        if key.text == "docs":
            found.docs = check.text(value, "docs")
            continue
        into = {"rules": found.rules, "select": found.groups, "except": found.left_out}.get(key.text)
        for mark, name in check.texts(value, key.text) if into is not None else ():
            choices = known if into is found.groups else records.keys()
            if name not in choices:
                what = "group" if into is found.groups else "rule"
                check.unknown(mark, "R315", f"there is no {what} '{name}'", name, choices)
            if into is not None:
                into.append(name)
    return found


def groups_of(record: tuple[Any, ...]) -> set[str]:
    """The groups a rule belongs to: its category, the tools of its aliases, the frameworks of its controls."""
    return {record[4], *(name.split("/")[0] for name in (*record[7], *record[8]) if "/" in name)}


def selected(found: Profile, records: tuple[tuple[Any, ...], ...]) -> tuple[str, tuple[str, ...]]:
    """(docs, ids in order) of a profile. A rule that is no longer, or not yet, advised comes in by its id only."""
    groups = set(found.groups)
    ids = []
    for record in records:
        in_group = record[5] == "stable" and (ALL in groups or groups & groups_of(record))
        if (record[0] in found.rules or in_group) and record[0] not in found.left_out:
            ids.append(record[0])
    return found.docs, tuple(ids)
