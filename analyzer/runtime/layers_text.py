"""The layers of an image as a table for readers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.report.visible import visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from analyzer.runtime.image.usage import LayerUse
    from analyzer.runtime.layers import LayersReport

_UNITS = ("B", "KiB", "MiB", "GiB", "TiB")
_MADE_BY = 60  # characters
_LARGEST = 5
_RIGHT = frozenset((0, 1, 2, 3, 4))


def amount(size: int) -> str:
    """A number of bytes for readers, cut to one decimal, so that it never says more than there is."""
    value, unit = size, 0
    while value >= 1024 and unit < len(_UNITS) - 1:
        value >>= 10
        unit += 1
    if not unit:
        return f"{size} B"
    tenths = size * 10 >> 10 * unit
    return f"{tenths // 10}.{tenths % 10} {_UNITS[unit]}"


def render_text(report: LayersReport) -> str:
    """The report as text, a line feed at its end. It holds nothing that steers a terminal."""
    usage = report.usage
    about = ", ".join(visible(part) for part in (report.image_id, report.platform) if part)
    lines = [
        f"{visible(report.image)} ({about})",
        f"{amount(usage.total)} in {len(usage.layers)} layers, {amount(usage.visible)} of that visible",
        f"efficiency {usage.efficiency:.2%}, {amount(usage.lost)} wasted",
        "",
        *_table([_HEAD, *(_row(use) for use in usage.layers)], _RIGHT),
    ]
    if report.unmapped:
        lines += ["", f"no Dockerfile lines: {visible(report.unmapped)}"]
    lines += _wasted(report)
    if usage.largest:
        rows = [(amount(large.bytes), _path(large.path), _place(report, large.layer)) for large in usage.largest[:_LARGEST]]
        lines += ["", "Largest files", *_table(rows, frozenset((0,)))]
    lines += [f"failed: {visible(why)}" for why in report.failed]
    return "\n".join(lines) + "\n"


_HEAD = ("layer", "line", "added", "overwritten", "deleted", "made by")


def _row(use: LayerUse) -> tuple[str, ...]:
    place = "base" if use.base else str(use.line) if use.line is not None else "-"
    made = visible(use.made_by)
    made = made if len(made) <= _MADE_BY else made[: _MADE_BY - 3] + "..."
    return (
        str(use.index + 1),
        place,
        _share(use.added_files, use.added_bytes),
        _share(use.overwritten_files, use.overwritten_bytes),
        _share(use.deleted_files, use.deleted_bytes),
        made,
    )


def _share(files: int, size: int) -> str:
    return f"{amount(size)} ({files})" if files else "-"


def _wasted(report: LayersReport) -> list[str]:
    wasted = report.usage.wasted
    if not wasted:
        return []
    rows = []
    for waste in wasted[: report.shown]:
        times = f"{waste.times} times " if waste.times > 1 else ""
        where = ", ".join(_place(report, index) for index in waste.layers)
        rows.append((amount(waste.bytes), _path(waste.path), f"{times}in {where}, hidden by {_place(report, waste.hidden_by)}"))
    more = len(wasted) - len(rows)
    return ["", "Wasted", *_table(rows, frozenset((0,))), *([f"  and {more} more files"] if more else [])]


def _place(report: LayersReport, layer: int) -> str:
    line = report.usage.layers[layer].line
    return f"layer {layer + 1}" + (f" (line {line})" if line is not None else "")


def _path(path: str) -> str:
    return visible("/" + path)


def _table(rows: Sequence[tuple[str, ...]], right: frozenset[int]) -> list[str]:
    """Rows with aligned columns, the last of them as long as it is."""
    if not rows:
        return []
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = []
    for row in rows:
        cells = [
            cell.rjust(width) if column in right else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        lines.append("  ".join(cells).rstrip())
    return lines
