"""SPDX licence expressions (SPDX specification 2.3, annex D)."""

from __future__ import annotations

from analyzer.vocabulary import Vocabulary

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

FORMAT = 1
_SIGNS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789.-")
_OWN = "licenseref-"


def is_expression(text: str) -> bool:
    """One licence of the SPDX list or more, joined by AND, OR and WITH, with brackets; upper and lower case are the same."""
    opened = 0
    expected = "licence"
    for word in text.replace("(", " ( ").replace(")", " ) ").split():
        if word == "(" and expected == "licence":
            opened += 1
        elif word == ")" and expected in ("with", "operator") and opened:
            opened -= 1
            expected = "operator"
        elif expected in ("with", "operator") and word in ("AND", "OR", "and", "or"):
            expected = "licence"
        elif expected == "with" and word in ("WITH", "with"):
            expected = "exception"
        elif expected == "licence" and _is_licence(word.lower()):
            expected = "with"
        elif expected == "exception" and word.lower() in VOCABULARY.table["exceptions"]:
            expected = "operator"
        else:
            return False
    return not opened and expected in ("with", "operator")


def _is_licence(word: str) -> bool:
    own = word.partition(":")[2] if word.startswith("documentref-") else word
    if own.startswith(_OWN):
        return len(own) > len(_OWN) and set(word) <= _SIGNS | {":"}
    return word.removesuffix("+") in VOCABULARY.table["licences"]


def _compile(documents: list[dict[str, Any]]) -> dict[str, frozenset[str]]:
    table: dict[str, set[str]] = {"licences": set(), "exceptions": set()}
    for document in documents:
        for kind, names in document.items():
            table[kind].update(name.lower() for name in names)
    return {kind: frozenset(names) for kind, names in table.items()}


VOCABULARY = Vocabulary("licences", FORMAT, _compile)
