"""Which release of Docker's frontend reads the file, and whether it knows a piece of syntax.

``# syntax=docker/dockerfile:1.4`` names release 1.4 and its fixes; ``:1`` stands for the newest of version 1, ``:1-labs`` for
the newest of the channel of previews. Without the directive the builder's own frontend reads the file, and nobody knows which
that is.
"""

from __future__ import annotations

from analyzer.facts.references import split_reference
from analyzer.facts.unknown import UNKNOWN, Unknown
from analyzer.source.patterns import Lazy
from analyzer.vocabulary import Vocabulary

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

FORM = 1
NEWEST = (99, 0)
_REPOSITORIES = ("docker/dockerfile", "docker/dockerfile-upstream")
_TAG = Lazy(r"(?:(\d{1,4})(?:\.(\d{1,4})(?:\.\d{1,4}(?:-rc\d+)?)?)?|latest|master)?(?:(?:^|-)(labs|experimental))?")


class Release:
    """A release of the frontend, as (major, minor) or `NEWEST`, and whether it is of the channel of previews."""

    __slots__ = ("labs", "number")

    def __init__(self, number: tuple[int, int], labs: bool) -> None:
        self.number = number
        self.labs = labs

    def knows(self, name: str) -> bool:
        """It knows a piece of syntax, by its name in ``rules/data/frontend``."""
        since, labs = FEATURES.table[name]
        return (since is not None and self.number >= since) or (self.labs and labs is not None and self.number >= labs)


def release_of(frontend: str | None) -> Release | Unknown:
    """The release that the value of a syntax directive names; unknown where there is none, or it is not one of Docker's."""
    parts = split_reference((frontend or "").split(" ", 1)[0])
    if parts.repository not in _REPOSITORIES or parts.registry not in (None, "docker.io"):
        return UNKNOWN
    if parts.tag is None:
        return UNKNOWN if parts.digest else Release(NEWEST, labs=False)
    found = _TAG.fullmatch(parts.tag)
    if found is None:
        return UNKNOWN
    major, minor, channel = found.groups()
    if major is None or (major == "1" and minor is None):
        return Release(NEWEST, labs=channel is not None)
    return Release((int(major), int(minor)), labs=channel is not None) if major == "1" else UNKNOWN


def since(name: str) -> str:
    """The first release that knows a piece of syntax: ``1.4``, or ``1.14-labs`` where it is a preview still."""
    stable, labs = FEATURES.table[name]
    number = stable or labs
    return f"{number[0]}.{number[1]}" + ("" if stable else "-labs")


def _compile(documents: list[dict[str, Any]]) -> dict[str, Any]:
    table = {}
    for document in documents:
        for row in document["features"]:
            unknown = set(row) - {"name", "since", "labs"}
            if unknown or not ({"since", "labs"} & set(row)) or row["name"] in table:
                raise ValueError(f"a feature has a name of its own, and since or labs: {row}")
            table[row["name"]] = (_number(row.get("since")), _number(row.get("labs")))
    return table


def _number(text: str | None) -> tuple[int, int] | None:
    if text is None:
        return None
    major, minor = text.split(".")
    return int(major), int(minor)


FEATURES = Vocabulary("frontend", FORM, _compile)
