"""Counting what a run found."""

from __future__ import annotations

from analyzer.lint.finding import SEVERITIES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from analyzer.lint.run import FileResult


def by_severity(results: Sequence[FileResult]) -> dict[str, int]:
    """How many findings there are of each severity that occurs, the gravest first."""
    counts = dict.fromkeys(SEVERITIES, 0)
    for result in results:
        for finding in result.findings:
            counts[finding.severity] += 1
    return {severity: count for severity, count in counts.items() if count}


def suppressed(results: Sequence[FileResult]) -> int:
    """How many findings comments silence."""
    return sum(len(result.suppressed) for result in results)


def summary_line(results: Sequence[FileResult]) -> str:
    """``3 findings (1 error, 2 warnings) in 2 files``, how many are silenced, and how many files could not be checked."""
    failed = sum(1 for result in results if result.error)
    counts = by_severity(results)
    total = sum(counts.values())
    text = f"{_number(total, 'finding')} in {_number(len(results) - failed, 'file')}"
    if counts:
        parts = [f"{count} {name}" if name in ("info", "style") else _number(count, name) for name, count in counts.items()]
        text = text.replace(" in ", f" ({', '.join(parts)}) in ", 1)
    if silenced := suppressed(results):
        text += f"; {silenced} suppressed"
    if failed:
        text += f"; {_number(failed, 'file')} could not be checked"
    return text


def _number(count: int, noun: str) -> str:
    return f"{count or 'no'} {noun}{'' if count == 1 else 's'}"
