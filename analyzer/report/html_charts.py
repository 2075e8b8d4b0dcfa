"""Bar charts as SVG."""

from __future__ import annotations

from analyzer.report.xmltext import escape

LABEL, WIDTH, ROW = 190, 480, 22  # in units of the chart
_LONGEST = 26  # characters of a label


def bars(title: str, counts: dict[str, int], *, by_name: bool = False) -> str:
    """A figure with a bar for each count; `by_name` gives each bar its name as a class. The text says what it shows."""
    most = max(counts.values())
    rows = []
    for number, (name, count) in enumerate(counts.items()):
        y = number * ROW
        width = max(2, round((WIDTH - LABEL - 50) * count / most))
        short = name if len(name) <= _LONGEST else name[: _LONGEST - 1] + "…"
        style = f' class="{escape(name)}"' if by_name else ""
        rows.append(
            f'<text x="{LABEL - 8}" y="{y + 15}" text-anchor="end">{escape(short)}</text>'
            f'<rect x="{LABEL}" y="{y + 4}" width="{width}" height="{ROW - 8}" rx="2"{style}/>'
            f'<text x="{LABEL + width + 6}" y="{y + 15}">{count}</text>'
        )
    said = ", ".join(f"{name} {count}" for name, count in counts.items())
    box = f"0 0 {WIDTH} {len(counts) * ROW}"
    drawing = f'<svg viewBox="{box}" role="img" aria-label="{escape(f"{title}: {said}")}">' + "".join(rows) + "</svg>"
    return f"<figure><figcaption>{escape(title)}</figcaption>{drawing}</figure>"
