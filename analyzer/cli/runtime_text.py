"""The result of an operation, for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.report.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analyzer.runtime.result import Result


def text_of(result: Result) -> str:
    """What was done, in a few lines; with a dry run, what would be done."""
    if result.dry_run:
        return "".join(f"would {visible(step)}\n" for step in result.plan)
    lines = [f"{result.operation}: {result.status} in {result.seconds:.1f} s", *_facts(result)]
    return "".join(visible(line) + "\n" for line in lines)


def _facts(result: Result) -> Iterator[str]:
    rows = {
        "image": result.image,
        "id": result.image_id,
        "digest": result.digest and f"{result.digest} (confirmed by the registry)",
        "driver": result.driver,
        "cache": result.cache and f"{result.cache.hits} of {result.cache.steps} steps",
        "findings": _findings(result),
        "retries": result.retries and str(result.retries),
        "overridden": ", ".join(result.overridden),
    }
    if not result.text:
        rows |= {name: value for name, value in result.details.items() if isinstance(value, str)}
    for name, value in rows.items():
        if value:
            yield f"  {name:10} {value}"


def _findings(result: Result) -> str:
    if result.findings is None:
        return ""
    counts = ", ".join(f"{count} {severity}" for severity, count in result.findings["by_severity"].items()) or "none"
    return f"{counts}; {result.findings['reached']} at or above {result.findings['threshold']}"
