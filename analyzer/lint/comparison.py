"""What a run compares its findings with: a recorded state, a revision, or both."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from analyzer.lint.baseline import Key


class Comparison:
    """What came of it, for the reports.

    `baselines` are the files of the baselines, `stale` their entries that are out of date, by file, with how many findings
    of each are gone. `since` is the revision as it was asked for, `locked` tells that it says how files are judged.
    `unchanged` counts the findings that the change did not bring about, `same` the files that did not change, and `gone`
    are the Dockerfiles that it took away.
    """

    __slots__ = ("baselines", "gone", "locked", "same", "since", "stale", "unchanged")

    def __init__(self) -> None:
        self.baselines: list[str] = []
        self.stale: list[tuple[str, Key, int]] = []
        self.since = ""
        self.locked = False
        self.unchanged = 0
        self.same = 0
        self.gone: list[str] = []
