"""Logs of builds and pushes that were made for these tests on a real engine, and what was done to make them fail.

``python -m tests.runtime.recovery.buildlogs`` prints precision and recall of the recovery table on them.

A log that is `expected` to tell ``none`` is that of a build that succeeded. One that is expected to tell ``wrapper-nonzero``
failed for a reason that no table knows: to name a cause for it would be a guess.
"""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from analyzer.runtime.failure import Failure
from analyzer.runtime.recovery.classify import classify
from analyzer.source.text import Source
from analyzer.syntax.parse import parse_document

FOLDER = Path(__file__).with_name("logs")
NO_CAUSE = ("unknown", "wrapper-nonzero")


@dataclass(frozen=True, slots=True)
class BuildLog:
    """A log: the entry that is right for it, how it came about, the Dockerfile, the line of the instruction that failed."""

    name: str
    expected: str
    driver: str
    stage: str
    succeeded: bool
    line: int | None
    made: str
    dockerfile: str
    log: str

    def classified(self) -> Failure:
        """What the table makes of it."""
        document = parse_document(Source(self.dockerfile, "Dockerfile"))
        driver = {"rawjson": "buildx", "push": "", "docker-py": ""}.get(self.driver, self.driver)
        return classify(self.log, document=document, stage=self.stage, driver=driver)

    @property
    def code(self) -> str:
        """The right answer."""
        return "unknown" if self.expected == "none" else self.expected


def read(path: Path) -> BuildLog:
    """The log of a file."""
    head, _, rest = path.read_bytes().decode().partition("--- Dockerfile\n")
    dockerfile, _, log = rest.partition("\n--- log\n")
    keys = dict(line.split(":", 1) for line in head.splitlines())
    said = {key: value.strip() for key, value in keys.items()}
    line = int(said["line"]) if said["line"] else None
    succeeded = said["outcome"] == "succeeded"
    return BuildLog(
        path.stem, said["expected"], said["driver"], said["stage"], succeeded, line, said["made"], dockerfile + "\n", log
    )


@lru_cache(maxsize=1)
def build_logs() -> tuple[BuildLog, ...]:
    """All of them, by name."""
    return tuple(read(path) for path in sorted(FOLDER.glob("*.log")))


@dataclass(frozen=True, slots=True)
class Figures:
    """How many logs there are, in how many a cause was named, rightly, and in how many there was one to name."""

    failures: int
    successes: int
    causes: int
    entries: int
    named: int
    right: int
    lines: int
    placed: int
    misplaced: int

    @property
    def precision(self) -> float:
        """Of the causes that were named, the part that was right."""
        return self.right / self.named

    @property
    def recall(self) -> float:
        """Of the causes that there were, the part that was named rightly."""
        return self.right / self.causes


def figures() -> Figures:
    """The figures of all logs."""
    count: Counter[str] = Counter()
    entries = set()
    for log in build_logs():
        found = log.classified()
        caused = log.code not in NO_CAUSE
        count["failures"] += not log.succeeded
        count["causes"] += caused
        count["named"] += found.code not in NO_CAUSE
        count["right"] += caused and found.code == log.code
        count["lines"] += log.line is not None
        count["placed"] += log.line is not None and found.line == log.line
        count["misplaced"] += found.line is not None and log.line is not None and found.line != log.line
        entries |= {log.code} if caused else set()
    return Figures(
        count["failures"], len(build_logs()) - count["failures"], count["causes"], len(entries), count["named"], count["right"],
        count["lines"], count["placed"], count["misplaced"],
    )  # fmt: skip


def table() -> str:
    """The figures as docs/recovery.md shows them."""
    found = figures()
    rows = [
        ("logs of failures", str(found.failures)),
        ("- with a cause that is in the table", f"{found.causes}, of {found.entries} entries"),
        ("- with none, as far as the table goes", str(found.failures - found.causes)),
        ("logs of successes", str(found.successes)),
        ("precision", f"{found.precision:.1%} ({found.right} of {found.named})"),
        ("recall", f"{found.recall:.1%} ({found.right} of {found.causes})"),
        ("instruction told rightly", f"{found.placed} of {found.lines}"),
        ("told wrongly", str(found.misplaced)),
    ]
    return "\n".join(["| | |", "|---|---|", *(f"| {name} | {value} |" for name, value in rows)]) + "\n"


if __name__ == "__main__":
    sys.stdout.write(table())
