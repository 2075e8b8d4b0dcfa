"""Which relations two sorts of nodes can have, and where the other node is looked for."""

from __future__ import annotations

from analyzer.facts.providers import SCANNED
from analyzer.rules.operators import ORDERED, SCOPES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from analyzer.rules.check import Check
    from analyzer.rules.document import Scalar, Value

# What can lie in what: a node lies in nodes of a lower or equal number.
DEPTH = {"file": 0, "stage": 1, "instruction": 2, "comment": 2, "command": 3}
DEEPEST = 4


def possible(check: Check, key: Scalar, sort: str, other: str) -> None:
    """Refuse relations that no two nodes can have."""
    outer, inner = DEPTH.get(sort, DEEPEST), DEPTH.get(other, DEEPEST)
    if (sort in SCANNED and key.text != "inside") or other in SCANNED - {"scan"} or (other == "scan" and sort not in SCANNED):
        hint = "ask the lists of the scan, as in 'scan: any' with 'files: {some: ...}'"
        check.problem(key.mark, "R405", f"'{key.text}' is not between {sort} and {other}", hint)
    elif key.text in ("next", "prev"):
        if sort not in ("instruction", "command") or other != sort:
            check.problem(key.mark, "R405", f"'{key.text}' is between two instructions or two commands, not {sort} and {other}")
    elif key.text in ORDERED:
        if "file" in (sort, other):
            check.problem(key.mark, "R405", "nothing precedes or follows the file")
    elif (key.text == "has" and inner < outer) or (key.text == "inside" and inner > outer):
        check.problem(key.mark, "R405", f"a {other} is never {'within' if key.text == 'has' else 'around'} a {sort}")


def scope(check: Check, value: Value | None, sort: str, other: str) -> str:
    """Where the later or earlier nodes are looked for: what `within` says, else what usually contains both."""
    if value is None:
        if sort == other == "command":
            return "instruction"
        return "file" if "stage" in (sort, other) else "stage"
    text = check.text(value, "within")
    if text not in SCOPES:
        check.unknown(value.mark, "R119", f"within is never '{text}'", text, SCOPES)
    return text
