"""What a run compares its findings with: a recorded state, a revision, or both."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from analyzer.lint.baseline import Key
    from analyzer.lint.run import FileResult

BASELINE = "baseline"  # the tool that a known finding is silenced by


class Comparison:
    """What came of it, for the reports.

    `baselines` are the files of the baselines, `stale` their entries that are out of date, by file, with how many findings
    of each are gone. `since` is the revision as it was asked for, `locked` tells that it says how files are judged.
    `unchanged` counts the findings that the change did not bring about, `same` the files that did not change, and `gone`
    are the Dockerfiles that it took away. `refused` tells what was not done.
    """

    __slots__ = ("baselines", "gone", "locked", "refused", "same", "since", "stale", "unchanged")

    def __init__(self) -> None:
        self.baselines: list[str] = []
        self.stale: list[tuple[str, Key, int]] = []
        self.since = ""
        self.locked = False
        self.unchanged = 0
        self.same = 0
        self.gone: list[str] = []
        self.refused = ""

    def lines(self) -> list[str]:
        """What is out of date or gone, a line for each."""
        found = []
        for file, (path, rule, _), count in self.stale:
            what = "a finding" if count == 1 else f"{count} findings"
            found.append(f"{file}: out of date: {path} has no longer {what} of {rule}")
        return found + [f"{path}: it is gone since {self.since}" for path in self.gone]


class Compared(list):  # type: ignore[type-arg]
    """The results of a run that were compared, FileResult by FileResult."""

    def __init__(self, results: list[FileResult], comparison: Comparison) -> None:
        super().__init__(results)
        self.comparison = comparison
