"""Counting what a run found."""

from __future__ import annotations

from analyzer.lint.comparison import BASELINE, Compared
from analyzer.lint.finding import SEVERITIES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from analyzer.lint.comparison import Comparison
    from analyzer.lint.finding import Finding
    from analyzer.lint.run import FileResult
    from analyzer.lint.suppression import Suppression


def by_severity(results: Sequence[FileResult]) -> dict[str, int]:
    """How many findings there are of each severity that occurs, the gravest first."""
    counts = dict.fromkeys(SEVERITIES, 0)
    for result in results:
        for finding in result.findings:
            counts[finding.severity] += 1
    return {severity: count for severity, count in counts.items() if count}


def suppressed(results: Sequence[FileResult]) -> int:
    """How many findings comments silence, or a baseline knows."""
    return sum(len(result.suppressed) for result in results)


def known(results: Sequence[FileResult]) -> int:
    """How many findings a baseline knows."""
    return sum(by is not None and by.tool == BASELINE for result in results for by in map(_suppression, result.suppressed))


def _suppression(finding: Finding) -> Suppression | None:
    return finding.suppression


def comparison_of(results: Sequence[FileResult]) -> Comparison | None:
    """What the results were compared with, if with anything."""
    return results.comparison if isinstance(results, Compared) else None


def notes(results: Sequence[FileResult]) -> list[str]:
    """What a comparison has to tell besides findings, a line for each."""
    comparison = comparison_of(results)
    return comparison.lines() if comparison is not None else []


def summary_line(results: Sequence[FileResult]) -> str:
    """``3 findings (1 error, 2 warnings) in 2 files``, how many are not reported, and how many files could not be checked."""
    failed = sum(1 for result in results if result.error)
    counts = by_severity(results)
    total = sum(counts.values())
    text = f"{_number(total, 'finding')} in {_number(len(results) - failed, 'file')}"
    if counts:
        parts = [f"{count} {name}" if name in ("info", "style") else _number(count, name) for name, count in counts.items()]
        text = text.replace(" in ", f" ({', '.join(parts)}) in ", 1)
    if silenced := suppressed(results) - (recorded := known(results)):
        text += f"; {silenced} suppressed"
    if recorded:
        text += f"; {recorded} known"
    comparison = comparison_of(results)
    if comparison is not None and comparison.since:
        text += f"; {comparison.unchanged} not of this change" if comparison.unchanged else ""
        text += f"; {_number(comparison.same, 'file')} unchanged" if comparison.same else ""
    if failed:
        text += f"; {_number(failed, 'file')} could not be checked"
    return text


def _number(count: int, noun: str) -> str:
    return f"{count or 'no'} {noun}{'' if count == 1 else 's'}"
