"""Quick fixes for words that are nearly right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.lsp.data import Action, Change

if TYPE_CHECKING:
    from analyzer.lsp.data import Range
    from analyzer.lsp.rules.document import RuleFile

QUICK_FIX = "quickfix"


def actions(file: RuleFile, place: Range) -> list[Action]:
    """The words that were likely meant, for the mistakes that a range touches."""
    found = []
    for problem in file.problems:
        begin, end = problem.range
        meant = problem.data.get("meant", "")
        if meant and begin <= place[1] and place[0] <= end:
            written = file.text[begin:end]
            quote = written[0] if written[:1] in ("'", '"') and written[-1:] == written[0] else ""
            change = Change((begin, end), f"{quote}{meant}{quote}")
            marks = (problem.data["fingerprint"],)
            found.append(Action(f"Write '{meant}'", QUICK_FIX, (change,), preferred=True, fingerprints=marks))
    return found
